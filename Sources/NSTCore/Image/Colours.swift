/// Whose colours a painting has.
public enum Colours: String, CaseIterable, Sendable, Codable {
    /// The style's.
    case style
    /// The content's: only lightness is painted.
    case content
    /// The style's picture is given the content's mean colour and spread of colours before the run.
    case matched
}
