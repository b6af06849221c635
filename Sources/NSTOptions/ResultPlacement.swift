/// Where a painting goes; how it is painted doesn't depend on it.
public enum ResultPlacement: String, CaseIterable, Sendable, Codable {
    /// A new layer above the content.
    case layer
    /// In the content's own place.
    case replace
    /// An image of its own.
    case image
}
