import Glibc
import NSTKernels
import NSTOptions
import NSTPictures
import Testing
import TestSupport

@testable import NSTCore

@Suite("Adam and the gamut") struct AdamTests {
    @Test("Adam finds the minimum of a quadratic function inside the gamut")
    func quadratic() throws {
        var random = SplitMix64(seed: 78)
        let minimum = random.signedUnits(50).map { 0.5 + 0.4 * $0 }
        var optimiser = try Adam(start: .holding([Float](repeating: 0.5, count: 50)), learningRate: 0.01)
        let (losses, best) = try TextbookFunction.minimise(&optimiser, evaluations: 2000) {
            TextbookFunction.quadratic($0, minimum: minimum)
        }
        #expect(losses[0] > 1)
        // Steps shrink with the gradient's mean; after 2000 of 0.01 it has come to rest far inside one 8-bit level.
        #expect(losses.min() ?? .infinity < 1e-6)
        #expect(Comparison.relativeError(best, minimum) < 1e-3)
    }

    @Test("Adam without memory moves each value by the step size against its gradient's sign")
    func noMemory() throws {
        var decay = AdamDecay()
        (decay.mean, decay.variance) = (0, 0)
        var optimiser = try Adam(start: .holding([0.5, 0.5, 0.5]), learningRate: 0.1, decay: decay)
        var expected: [Float] = [0.5, 0.5, 0.5]
        for (step, gradient) in [[3, -0.01, 1000], [-2, -5, 4] as [Float]].enumerated() {
            try optimiser.observe(loss: Double(-step), gradient: gradient)
            for index in expected.indices { expected[index] -= 0.1 * (gradient[index] > 0 ? 1 : -1) }
            for (value, expected) in zip(optimiser.point, expected) { #expect(abs(value - expected) < 1e-5) }
        }
    }

    @Test("Adam lowers Rosenbrock's function from the far side of the valley")
    func rosenbrock() throws {
        var optimiser = try Adam(start: .holding([0.1, 0.9]), learningRate: 0.02)
        let (losses, _) = try TextbookFunction.minimise(
            &optimiser, evaluations: 3000, TextbookFunction.rosenbrock)
        #expect(losses[0] > 50)
        #expect(losses.min() ?? .infinity < 1e-3)
    }

    @Test("Its first step is the learning rate against the gradient's sign, whatever the gradient's size")
    func firstStep() throws {
        var optimiser = try Adam(start: .holding([0.5, 0.5, 0.5]), learningRate: 0.05)
        try optimiser.observe(loss: 1, gradient: [1e6, -1e-3, 0])
        // ε is 1e-8: next to a gradient of 1e-3 it costs 1e-5 of the step.
        #expect(Comparison.relativeError(optimiser.point, [0.45, 0.55, 0.5]) <= 1e-5)
    }

    @Test("It never leaves 0…1, though the minimum lies outside")
    func clamped() throws {
        var optimiser = try Adam(start: .holding([0.5, 0.5]), learningRate: 0.05)
        for _ in 0..<100 {
            let (loss, gradient) = TextbookFunction.quadratic(optimiser.point, minimum: [-3, 4])
            try optimiser.observe(loss: loss, gradient: gradient)
            #expect(optimiser.point.allSatisfy { (0...1).contains($0) })
        }
        #expect(optimiser.point == [0, 1])
    }

    @Test("A loss that isn't finite ends the run where it is", arguments: [Double.nan, .infinity])
    func notFinite(loss: Double) throws {
        var optimiser = try Adam(start: .holding([0.25, 0.5]))
        try optimiser.observe(loss: loss, gradient: [1, 1])
        #expect(optimiser.isFinished)
        #expect(optimiser.point == [0.25, 0.5])
    }

    /// Runs 120 evaluations of a quadratic function to whose value a constant is added.
    ///
    /// - Parameter turn: The evaluation from which on gradients point uphill.
    private func path(shift: Double, turn: Int = .max) throws -> (points: [[Float]], setbacks: Int, isFinished: Bool) {
        var random = SplitMix64(seed: 79)
        let minimum = random.signedUnits(20).map { 0.5 + 0.4 * $0 }
        var optimiser = try Adam(start: .holding([Float](repeating: 0.5, count: 20)), learningRate: 0.02)
        var points: [[Float]] = []
        for evaluation in 0..<120 where !optimiser.isFinished {
            points.append(optimiser.point)
            let (loss, gradient) = TextbookFunction.quadratic(optimiser.point, minimum: minimum)
            try optimiser.observe(loss: loss + shift, gradient: evaluation < turn ? gradient : gradient.map { -$0 })
        }
        return (points, optimiser.setbacks, optimiser.isFinished)
    }

    @Test("What is added to all losses doesn't change a step", arguments: [-5.0, -1e3, 1e3])
    func shifted(shift: Double) throws {
        let (points, setbacks, isFinished) = try path(shift: shift)
        #expect(!isFinished)
        #expect(setbacks == 0)
        let isSame = try points == path(shift: 0).points
        #expect(isSame)
    }

    @Test("A run that diverges goes back to its best picture with shorter steps", arguments: [0, -5.0, -1e3, 1e3])
    func diverging(shift: Double) throws {
        let (points, setbacks, _) = try path(shift: shift, turn: 40)
        #expect(setbacks > 0)
        // It turned round long before all values had reached black or white.
        let farthest = points.map { point in point.map { abs($0 - 0.5) }.reduce(0, +) }.max() ?? 0
        #expect(farthest < 0.9 * 0.5 * 20)
        let isSame = try points == path(shift: 0, turn: 40).points
        #expect(isSame)
    }

    @Test("After a new beginning it compares no loss with those before, and goes on with its moments")
    func restart() throws {
        var (old, other) = try (
            Adam(start: .holding([0.5, 0.5]), learningRate: 0.02),
            Adam(start: .holding([0.5, 0.5]), learningRate: 0.02)
        )
        for evaluation in 0..<60 {
            let (loss, gradient) = TextbookFunction.quadratic(old.point, minimum: [0.4, 0.6])
            // Each loss is far above those before.
            try old.observe(loss: loss + pow(2, Double(evaluation)), gradient: gradient)
            old.restart()
            try other.observe(loss: loss, gradient: gradient)
            #expect(old.point == other.point)
            #expect(old.setbacks == 0)
        }
    }

    @Test("After setbacks, a new beginning gives the steps their full size back")
    func restartAfterSetbacks() throws {
        var optimiser = try Adam(start: .holding([0.5, 0.5]), learningRate: 0.02)
        for evaluation in 0..<90 {
            let (loss, gradient) = TextbookFunction.quadratic(optimiser.point, minimum: [0.4, 0.6])
            // From the fortieth on uphill.
            try optimiser.observe(loss: loss, gradient: evaluation < 40 ? gradient : gradient.map { -$0 })
        }
        #expect(optimiser.setbacks > 0)
        optimiser.restart()
        #expect(optimiser.setbacks == 0)
        let before = optimiser.point
        for _ in 0..<20 { try optimiser.observe(loss: 1, gradient: [1, 1]) }
        #expect(zip(before, optimiser.point).allSatisfy { abs($0 - max(0, $1) - 20 * 0.02) < 0.1 || $1 == 0 })
    }

    @Test("Unbounded values leave 0…1")
    func unbounded() throws {
        var optimiser = try Adam(
            start: .holding([0.5, 0.5]), learningRate: 0.05, range: -.infinity ... .infinity)
        for _ in 0..<1000 {
            let (loss, gradient) = TextbookFunction.quadratic(optimiser.point, minimum: [-3, 4])
            try optimiser.observe(loss: loss, gradient: gradient)
        }
        #expect(Comparison.relativeError(optimiser.point, [-3, 4]) < 0.01)
    }

    @Test("The number of threads doesn't change a step")
    func threads() throws {
        var random = SplitMix64(seed: 80)
        // More than one thread's share.
        let (start, gradient) = (random.signedUnits(100_003).map(abs), random.signedUnits(100_003))
        let backends: [Backend?] = [nil, Backend(Backend.Configuration(threads: 2))]
        let points = try backends.map { backend in
            var optimiser = try Adam(start: .holding(start), backend: backend)
            for step in 0..<3 { try optimiser.observe(loss: Double(step), gradient: gradient) }
            return optimiser.point
        }
        let isSame = points[0] == points[1]
        #expect(isSame)
    }

    @Test("A picture survives the way to free values and back, black and white within two 8-bit levels")
    func gamutRoundTrip() throws {
        let image: [Float] = [0, 1, 0.5, 1 / 255, 254 / 255, 0.2, 0.9]
        for gamut in [Gamut.sigmoid, .clamped] {
            let decoded = gamut.decoded(try gamut.encoded(image).values)
            for (value, original) in zip(decoded, image) {
                // The logarithm and the exponential round in `Float`.
                let inside = gamut == .clamped ? original : min(1 - Gamut.margin, max(Gamut.margin, original))
                #expect(abs(value - inside) <= 1e-6)
                #expect(abs(value - original) <= 2.0 / 255 + 1e-6)
            }
        }
    }

    @Test("Any free values, however large, give a picture inside 0…1")
    func gamutBounds() throws {
        let values: [Float] = [-1e30, -50, -1, 0, 1, 50, 1e30]
        let image = Gamut.sigmoid.decoded(values)
        #expect(image.allSatisfy { (0...1).contains($0) })
        #expect(zip(image, image.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(try Gamut.clamped.encoded([-1, 0.5, 2]).values == [0, 0.5, 1])
    }

    @Test("The chain rule of the sigmoid is its slope, by finite differences")
    func pullBack() throws {
        let values: [Float] = [-1, -0.3, 0, 0.1, 0.7]
        let space = VectorSpace(backend: nil, count: values.count)
        var gradient = [Float](repeating: 1, count: values.count)
        Gamut.sigmoid.pullBack(&gradient, at: Gamut.sigmoid.decoded(values), space: space)
        let step: Float = 1e-2
        let above = Gamut.sigmoid.decoded(values.map { $0 + step })
        let below = Gamut.sigmoid.decoded(values.map { $0 - step })
        let quotient = zip(above, below).map { ($0 - $1) / (2 * step) }
        // h²/6 times the third derivative (at most 8) is 1.3e-4; rounding over the step is 6e-6.
        #expect(zip(gradient, quotient).allSatisfy { abs($0 - $1) <= 2e-4 })

        var untouched: [Float] = [1, 2, 3]
        Gamut.clamped.pullBack(&untouched, at: [0.1, 0.2, 0.3], space: VectorSpace(backend: nil, count: 3))
        #expect(untouched == [1, 2, 3])
    }
}
