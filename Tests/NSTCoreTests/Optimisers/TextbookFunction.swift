@testable import NSTCore

/// Functions whose minima are known, evaluated in double precision at a point of single precision.
enum TextbookFunction {
    /// Rosenbrock 1960: `(1 − x)² + 100 (y − x²)²`, least at (1, 1).
    static func rosenbrock(_ point: [Float]) -> (loss: Double, gradient: [Float]) {
        let (x, y) = (Double(point[0]), Double(point[1]))
        let valley = y - x * x
        return (
            (1 - x) * (1 - x) + 100 * valley * valley,
            [Float(-2 * (1 - x) - 400 * x * valley), Float(200 * valley)]
        )
    }

    /// `½ Σ cᵢ (xᵢ − mᵢ)²` with curvatures c from 1 to 100, least at `minimum`.
    static func quadratic(_ point: [Float], minimum: [Float]) -> (loss: Double, gradient: [Float]) {
        var loss = 0.0
        var gradient: [Float] = []
        for (index, (x, m)) in zip(point, minimum).enumerated() {
            let curvature = 1 + 99 * Double(index) / Double(max(1, point.count - 1))
            let distance = Double(x) - Double(m)
            loss += 0.5 * curvature * distance * distance
            gradient.append(Float(curvature * distance))
        }
        return (loss, gradient)
    }

    /// `Σ cᵢ/2 xᵢ² + xᵢ⁴/4` with curvatures c = 1, 2, 3 …, least at 0.
    static func bowl(_ point: [Float]) -> (loss: Double, gradient: [Float]) {
        var loss = 0.0
        var gradient: [Float] = []
        for (index, x) in point.map(Double.init).enumerated() {
            let curvature = Double(index + 1)
            loss += curvature / 2 * x * x + x * x * x * x / 4
            gradient.append(Float(curvature * x + x * x * x))
        }
        return (loss, gradient)
    }

    /// Runs an optimiser until it is finished, or for so many evaluations.
    ///
    /// - Returns: The losses in the order of evaluation and the point with the lowest.
    static func minimise(
        _ optimiser: inout some Optimiser, evaluations: Int, _ function: ([Float]) -> (loss: Double, gradient: [Float])
    ) throws -> (losses: [Double], best: [Float]) {
        var losses: [Double] = []
        var best = optimiser.point
        var lowest = Double.infinity
        while !optimiser.isFinished, losses.count < evaluations {
            let point = optimiser.point
            let (loss, gradient) = function(point)
            losses.append(loss)
            if loss < lowest { (best, lowest) = (point, loss) }
            try optimiser.observe(loss: loss, gradient: gradient)
        }
        return (losses, best)
    }
}
