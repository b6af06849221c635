import Glibc

/// Adam (Kingma & Ba 2015, algorithm 1) over values that stay within 0…1: each step is followed by a clamp.
struct Adam: Optimiser {
    private(set) var position: [Float]
    private(set) var acceptedSteps = 0
    private(set) var isFinished = false

    private let learningRate: Float
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
        guard loss.isFinite else {
            isFinished = true
            return
        }
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
}
