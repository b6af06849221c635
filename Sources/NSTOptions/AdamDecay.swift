/// The decay rates of Adam's moments, 0 to less than 1 (Kingma & Ba 2015, algorithm 1).
public struct AdamDecay: Equatable, Sendable {
    /// β₁: the share of the gradients' mean that each step keeps.
    public var mean = 0.9
    /// β₂: the share of their mean square that each step keeps.
    public var variance = 0.999

    /// The rates that Adam's authors recommend.
    public init() {}
}
