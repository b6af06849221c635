import Glibc

/// Adam (Kingma & Ba 2015, algorithm 1) over values that stay within 0…1: each step is followed by a clamp.
struct Adam: Optimiser {
    private(set) var position: [Float]
    private(set) var acceptedSteps = 0
    private(set) var isFinished = false
    private(set) var setbacks = 0

    /// In so many steps the loss may climb: the moments are still finding their size.
    private static let firstSteps = 20
    /// Afterwards, a loss counts as diverging that is so many times as far above the lowest as the highest of the first
    /// steps. Only differences enter: logarithms are negative, and what is added to a loss means nothing.
    private static let divergence = 2.0
    private var learningRate: Float
    private var lowest: (loss: Double, position: [Float])?
    /// The highest loss of the first steps.
    private var highest = -Double.infinity
    private let decay: (mean: Double, variance: Double) = (0.9, 0.999)
    private let epsilon: Float = 1e-8
    private var mean: [Float]
    private var variance: [Float]

    /// - Parameters:
    ///   - start: The first point, 0…1.
    ///   - learningRate: The step size α, in units of the values. 0.05 was measured best of those that clamp.
    init(start: [Float], learningRate: Float = 0.05) {
        position = start
        self.learningRate = learningRate
        mean = [Float](repeating: 0, count: start.count)
        variance = [Float](repeating: 0, count: start.count)
    }

    mutating func observe(loss: Double, gradient: [Float]) {
        guard loss.isFinite, !diverges(loss) else { return backOff() }
        if loss < lowest?.loss ?? .infinity { lowest = (loss, position) }
        if setbacks == 0, acceptedSteps < Self.firstSteps { highest = max(highest, loss) }
        acceptedSteps += 1
        let (b1, b2) = (Float(decay.mean), Float(decay.variance))
        let meanCorrection = 1 - pow(decay.mean, Double(acceptedSteps))
        let varianceCorrection = Float((1 - pow(decay.variance, Double(acceptedSteps))).squareRoot())
        let step = Float(Double(learningRate) / meanCorrection)
        for index in position.indices {
            let g = gradient[index]
            mean[index] = b1 * mean[index] + (1 - b1) * g
            variance[index] = b2 * variance[index] + (1 - b2) * g * g
            let move = step * mean[index] / (variance[index].squareRoot() / varianceCorrection + epsilon)
            position[index] = min(1, max(0, position[index] - move))
        }
    }

    private func diverges(_ loss: Double) -> Bool {
        guard let lowest, setbacks > 0 || acceptedSteps >= Self.firstSteps else { return false }
        let bound = lowest.loss + Self.divergence * (highest - lowest.loss)
        return loss > bound + Self.lossResolution * abs(highest)
    }

    /// Goes back to the best point with a tenth of the step size; without one, it is the end.
    private mutating func backOff() {
        guard let lowest, setbacks < 5 else {
            isFinished = true
            return
        }
        setbacks += 1
        position = lowest.position
        learningRate *= 0.1
        mean = [Float](repeating: 0, count: position.count)
        variance = mean
        acceptedSteps = 0
    }
}
