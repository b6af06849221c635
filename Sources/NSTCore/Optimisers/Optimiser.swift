import NSTKernels
import NSTOptions

/// A method that lowers a loss by asking for its value and gradient at one point after the other.
///
/// Ask-and-tell: evaluate the loss at `position`, hand the outcome to `observe`, repeat. The optimiser knows nothing of
/// pictures; `Gamut` translates. Its vectors are as long as a picture has values, up to hundreds of megabytes each, so
/// that they change roles where they can, and are never copied from step to step.
protocol Optimiser {
    /// Where the loss is to be evaluated next. After `observe` it is in another piece of memory.
    var position: LargeMemory { get }
    /// How many steps have been accepted so far.
    var acceptedSteps: Int { get }
    /// Whether no further progress can be made.
    var isFinished: Bool { get }
    /// How often it had to forget what it had learnt and go on with shorter steps, since it began or began anew.
    var setbacks: Int { get }

    /// Takes the loss and its gradient at `position` and moves `position` on.
    ///
    /// - Parameter gradient: As long as `position`. The optimiser may keep it and give other memory of the same length
    ///   back; what is in there afterwards means nothing.
    mutating func observe(loss: Double, gradient: inout LargeMemory)

    /// Forgets everything but `position`: from now on the loss is another, and its values and gradients can't be compared
    /// with what was seen.
    mutating func restart()

    /// How many vectors of the position's length the optimiser holds at the most.
    ///
    /// - Parameter history: How many steps it remembers, if it does.
    static func vectorCount(history: Int) -> Int
}

extension Optimiser {
    /// Losses that differ by less than this share of their size are the same: they are sums of many rounded terms.
    static var lossResolution: Double { 1e-6 }
}

extension OptimiserKind {
    /// How many vectors of a picture's size the optimiser holds at the most, with so many steps of history.
    func vectorCount(history: Int) -> Int {
        switch self {
        case .lbfgs: LBFGS.vectorCount(history: history)
        case .adam: Adam.vectorCount(history: history)
        case .descent: GradientDescent.vectorCount(history: history)
        }
    }
}
