/// A method that lowers a loss by asking for its value and gradient at one point after the other.
///
/// Ask-and-tell: evaluate the loss at `position`, hand the outcome to `observe`, repeat. The optimiser knows nothing of
/// pictures; `Gamut` translates.
protocol Optimiser {
    /// Where the loss is to be evaluated next.
    var position: [Float] { get }
    /// How many steps have been accepted so far.
    var acceptedSteps: Int { get }
    /// Whether no further progress can be made.
    var isFinished: Bool { get }
    /// How often it had to forget what it had learnt and go on with shorter steps.
    var setbacks: Int { get }
    /// Takes the loss and its gradient at `position` and moves `position` on.
    mutating func observe(loss: Double, gradient: [Float])
}

extension Optimiser {
    /// Losses that differ by less than this share of their size are the same: they are sums of many rounded terms.
    static var lossResolution: Double { 1e-6 }
}

/// Which optimiser a run uses.
public enum OptimiserKind: String, CaseIterable, Sendable, Codable {
    /// Limited-memory BFGS (Liu & Nocedal 1989) with a strong Wolfe line search.
    case lbfgs
    /// Adam (Kingma & Ba 2015).
    case adam
}
