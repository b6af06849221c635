import NSTKernels
import NSTOptions

/// A method that lowers a loss by asking for its value and gradient at one point after the other.
///
/// Ask-and-tell: evaluate the loss at `position`, hand the outcome to `observe`, repeat. The optimiser knows nothing of
/// pictures; a `Parametrisation` translates. Its vectors are as long as a picture has values and longer, up to hundreds of
/// megabytes each, so that they change roles where they can, and are never copied from step to step.
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

    /// From now on the loss is another, somewhat like the one before, and its values can't be compared with what was seen.
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
    /// How many vectors of a picture's size the optimiser, its gradient and its parametrisation hold at the most, with so
    /// many steps of history.
    func vectorCount(history: Int) -> Int {
        switch self {
        case .lbfgs: LBFGS.vectorCount(history: history) + 1
        case .adam: Adam.vectorCount(history: history) + 1
        // Optimiser, gradient and the levels' sums; a pyramid has four thirds of a picture's values, and some more where
        // sides are odd.
        case .pyramid: (Adam.vectorCount(history: history) + 2) * 4 / 3 + 1
        case .descent: GradientDescent.vectorCount(history: history) + 1
        }
    }

    /// The size of its steps, in 8-bit levels, where settings don't say: for L-BFGS the most by which its first step changes
    /// a pixel, for Adam its learning rate (0.05 of the range was measured best of those that clamp), for descent the
    /// standard deviation of a step.
    ///
    /// On a pyramid a level's values can go equally far in any number of steps: as far as in 60 steps of 0.002 at each scale,
    /// which painted well. Out of noise they have farther to go. In the last pass they go less far: its steps are few, and
    /// what they imprint on calm areas stays as grain, as steps of more than 0.012 do anywhere.
    ///
    /// - Parameters:
    ///   - iterations: How many steps the scale has.
    ///   - isFarAway: Whether what the scale begins with has nothing of a picture yet.
    func stepSize(iterations: Int, stage: Stage, isFarAway: Bool) -> Double {
        switch self {
        case .lbfgs: 25.5
        case .adam: 12.75
        case .descent: 10
        case .pyramid:
            255 * min(0.012, (isFarAway ? 0.5 : stage == .finishing ? 0.06 : 0.12) / Double(max(1, iterations)))
        }
    }
}
