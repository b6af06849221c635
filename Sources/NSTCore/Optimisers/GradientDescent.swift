import NSTKernels

/// Gradient descent with steps of equal size over values that stay within 0…1: each step follows the gradient, divided by
/// the standard deviation of its values, and is followed by a clamp (M. Hvass Pedersen, *TensorFlow Tutorial #15, Style
/// Transfer*, 2016).
struct GradientDescent: Optimiser {
    private(set) var position: LargeMemory
    private(set) var acceptedSteps = 0
    private(set) var isFinished = false
    /// It never goes back.
    let setbacks = 0

    private let space: VectorSpace
    private let stepSize: Float
    /// Added to the standard deviation, in units of 8-bit levels.
    private static let epsilon = 1e-8

    /// - Parameters:
    ///   - start: The first point, 0…1. The optimiser keeps the memory and writes to it.
    ///   - stepSize: The standard deviation of a step's values, in units of the values. The tutorial takes 10 of 255
    ///     levels.
    ///   - backend: Whose threads are used; `nil` for the calling one alone.
    init(start: LargeMemory, stepSize: Float = 10 / 255, backend: Backend? = nil) {
        position = start
        self.stepSize = stepSize
        space = VectorSpace(backend: backend, count: start.count)
    }

    /// The position.
    static func vectorCount(history: Int) -> Int { 1 }

    mutating func observe(loss: Double, gradient: inout LargeMemory) {
        guard !isFinished else { return }
        let deviation = standardDeviation(gradient.base)
        // Without a slope, or without a number, there is no way to go.
        guard loss.isFinite, deviation.isFinite, deviation > 0 else {
            isFinished = true
            return
        }
        acceptedSteps += 1
        let step = Float(Double(stepSize) / (deviation + Self.epsilon))
        let (values, slope) = (position.base, gradient.base)
        space.split { range in
            for index in range { values[index] = min(1, max(0, values[index] - step * slope[index])) }
        }
    }

    /// There is nothing to forget.
    mutating func restart() { isFinished = false }

    private func standardDeviation(_ values: UnsafePointer<Float>) -> Double {
        let count = Double(max(1, space.count))
        let mean = space.sum(values) / count
        return max(0, space.dot(values, values) / count - mean * mean).squareRoot()
    }
}
