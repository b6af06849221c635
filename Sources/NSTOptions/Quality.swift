/// How much effort a painting is worth. It changes how long a look takes, not what it is.
public enum Quality: String, CaseIterable, Sendable, Codable {
    /// Half of the iterations.
    case quick
    /// As many as the look says.
    case good
    /// Three times as many.
    case full

    /// What the iterations are multiplied with.
    var effort: Double {
        switch self {
        case .quick: 0.5
        case .good: 1
        case .full: 3
        }
    }
}
