/// Where total variation counts.
public enum Smoothing: String, CaseIterable, Sendable, Codable {
    /// Everywhere alike.
    case even
    /// Less where the content itself has an edge: each pixel counts `1 / (1 + |∇content|² / σ²)`, the second of the
    /// functions that Perona & Malik (1990) let edges stop diffusion with. `∇` are the differences to the right
    /// and to the lower neighbour, in sRGB 0…1 and summed over the channels, and `σ` is a tenth.
    case content
}
