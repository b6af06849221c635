/// What the picture starts from.
public enum InitialImage: String, CaseIterable, Sendable, Codable {
    /// The content picture.
    case content
    /// Uniform noise around mid-grey, from the seed.
    case noise
    /// Mid-grey with uniform noise of one level of 255, from the seed.
    case grey
    /// Noise from the seed that has the style's colours and grain (`RGBImage.spotNoise`).
    case style
    /// A picture that is handed to the painting; the content picture where there is none.
    case layer
}
