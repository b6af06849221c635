/// What the picture starts from.
public enum InitialImage: String, CaseIterable, Sendable, Codable {
    /// The content picture.
    case content
    /// Uniform noise around mid-grey, from the seed.
    case noise
    /// Noise from the seed that has the style's colours and grain (`RGBImage.spotNoise`).
    case style
    /// A picture that is handed to the run; the content picture where there is none.
    case layer

    /// The picture that a run starts from, at the size of its coarsest scale.
    ///
    /// - Parameters:
    ///   - styles: The style pictures, at any size.
    ///   - styleExtents: The sizes of the style pictures at the coarsest scale.
    ///   - layer: The picture that `.layer` means, at any size.
    func picture(
        _ extent: Extent, content: RGBImage, styles: [Style], styleExtents: [Extent], layer: RGBImage? = nil, seed: Int
    ) -> RGBImage {
        switch self {
        case .content: content.resampled(height: extent.height, width: extent.width)
        case .noise: .noise(height: extent.height, width: extent.width, seed: seed)
        case .style: .spotNoise(extent, styles: styles, styleExtents: styleExtents, seed: seed)
        case .layer: (layer ?? content).resampled(height: extent.height, width: extent.width)
        }
    }
}
