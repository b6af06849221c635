import Glibc
import NSTKernels
import NSTOptions

/// Adam (Kingma & Ba 2015, algorithm 1), over values that stay within 0…1, where each step is followed by a clamp, or
/// unbounded ones.
struct Adam: Optimiser {
    private(set) var position: LargeMemory
    private(set) var acceptedSteps = 0
    private(set) var isFinished = false
    private(set) var setbacks = 0

    /// In so many steps the loss may climb: the moments are still finding their size.
    private static let firstSteps = 20
    /// Afterwards, a loss counts as diverging that is so many times as far above the lowest as the highest of the first
    /// steps. Only differences enter: logarithms are negative, and what is added to a loss means nothing.
    private static let divergence = 2.0
    /// What the step size is multiplied with where the loss diverges, and how often.
    private static let shortening: Float = 0.1
    private static let greatestSetbacks = 5
    private static let epsilon: Float = 1e-8

    private let space: VectorSpace
    private let learningRate: Float
    private let decay: AdamDecay
    private let range: ClosedRange<Float>
    /// The share of the learning rate that is left after setbacks.
    private var caution: Float = 1
    private var mean: LargeMemory
    private var variance: LargeMemory
    /// How many steps the moments have seen.
    private var momentSteps = 0
    /// The lowest loss and where it was; without meaning before there is one.
    private var lowestLoss: Double?
    private var lowestPosition: LargeMemory
    /// The highest loss of the first steps.
    private var highestLoss = -Double.infinity

    /// - Parameters:
    ///   - start: The first point. The optimiser keeps the memory and writes to it.
    ///   - learningRate: The step size α, in units of the values. 0.05 was measured best of those that clamp.
    ///   - decay: How slowly the moments forget.
    ///   - range: What the values are kept within.
    ///   - backend: Whose threads are used; `nil` for the calling one alone.
    /// - Throws: `NetworkError.outOfMemory`.
    init(
        start: LargeMemory, learningRate: Float = 0.05, decay: AdamDecay = AdamDecay(),
        range: ClosedRange<Float> = 0...1, backend: Backend? = nil
    ) throws(NetworkError) {
        position = start
        self.range = range
        self.learningRate = learningRate
        self.decay = decay
        space = VectorSpace(backend: backend, count: start.count)
        mean = try .allocate(start.count)
        variance = try .allocate(start.count)
        lowestPosition = try .allocate(start.count)
    }

    /// Position, the best one, and two moments.
    static func vectorCount(history: Int) -> Int { 4 }

    mutating func observe(loss: Double, gradient: inout LargeMemory) {
        guard !isFinished else { return }
        guard loss.isFinite, !diverges(loss) else { return backOff() }
        if setbacks == 0, momentSteps < Self.firstSteps { highestLoss = max(highestLoss, loss) }
        let current = position
        if loss < lowestLoss ?? .infinity {
            // The best point stays where it is; the next is written over the one that was the best before.
            lowestLoss = loss
            swap(&position, &lowestPosition)
        }
        acceptedSteps += 1
        momentSteps += 1
        move(from: current.base, gradient: gradient.base)
    }

    /// The moments stay: they are means of many gradients anyway.
    mutating func restart() {
        (lowestLoss, highestLoss) = (nil, -.infinity)
        (caution, setbacks) = (1, 0)
        isFinished = false
    }

    /// Updates the moments and writes the next point to `position`.
    private func move(from current: UnsafePointer<Float>, gradient: UnsafePointer<Float>) {
        let (b1, b2) = (Float(decay.mean), Float(decay.variance))
        let meanCorrection = 1 - pow(decay.mean, Double(momentSteps))
        let varianceCorrection = Float((1 - pow(decay.variance, Double(momentSteps))).squareRoot())
        let step = Float(Double(caution * learningRate) / meanCorrection)
        let (mean, variance, next) = (self.mean.base, self.variance.base, position.base)
        let values = range
        space.split { part in
            for index in part {
                let g = gradient[index]
                mean[index] = b1 * mean[index] + (1 - b1) * g
                variance[index] = b2 * variance[index] + (1 - b2) * g * g
                let move = step * mean[index] / (variance[index].squareRoot() / varianceCorrection + Self.epsilon)
                next[index] = min(values.upperBound, max(values.lowerBound, current[index] - move))
            }
        }
    }

    private func diverges(_ loss: Double) -> Bool {
        guard let lowestLoss, setbacks > 0 || momentSteps >= Self.firstSteps else { return false }
        let bound = lowestLoss + Self.divergence * (highestLoss - lowestLoss)
        return loss > bound + Self.lossResolution * abs(highestLoss)
    }

    /// Goes back to the best point with a tenth of the step size; without one, it is the end.
    private mutating func backOff() {
        guard lowestLoss != nil, setbacks < Self.greatestSetbacks else {
            isFinished = true
            return
        }
        setbacks += 1
        caution *= Self.shortening
        space.copy(lowestPosition.base, to: position.base)
        forgetMoments()
    }

    private mutating func forgetMoments() {
        space.clear(mean.base)
        space.clear(variance.base)
        momentSteps = 0
    }
}
