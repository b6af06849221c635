/// What a scale of a painting is for.
package enum Stage: Equatable, Sendable {
    /// Forms, colours and strokes at the scale's size.
    case painting
    /// The strokes' surface, at the size that was painted last.
    case finishing
}
