import Testing

@testable import NSTCore

@Suite("Adam and the gamut") struct AdamTests {
    @Test("Adam finds the minimum of a quadratic function inside the gamut")
    func quadratic() {
        var random = SplitMix64(seed: 78)
        let minimum = random.signedUnits(50).map { 0.5 + 0.4 * $0 }
        var optimiser = Adam(start: [Float](repeating: 0.5, count: 50), learningRate: 0.01)
        let (losses, best) = TextbookFunction.minimise(&optimiser, evaluations: 2000) {
            TextbookFunction.quadratic($0, minimum: minimum)
        }
        #expect(losses[0] > 1)
        // Steps shrink with the gradient's mean; after 2000 of 0.01 it has come to rest far inside one 8-bit level.
        #expect(losses.min() ?? .infinity < 1e-6)
        #expect(Comparison.relativeError(best, minimum) < 1e-3)
    }

    @Test("Adam lowers Rosenbrock's function from the far side of the valley")
    func rosenbrock() {
        var optimiser = Adam(start: [0.1, 0.9], learningRate: 0.02)
        let (losses, _) = TextbookFunction.minimise(
            &optimiser, evaluations: 3000, TextbookFunction.rosenbrock)
        #expect(losses[0] > 50)
        #expect(losses.min() ?? .infinity < 1e-3)
    }

    @Test("Its first step is the learning rate against the gradient's sign, whatever the gradient's size")
    func firstStep() {
        var optimiser = Adam(start: [0.5, 0.5, 0.5], learningRate: 0.05)
        optimiser.observe(loss: 1, gradient: [1e6, -1e-3, 0])
        // ε is 1e-8: next to a gradient of 1e-3 it costs 1e-5 of the step.
        #expect(Comparison.relativeError(optimiser.position, [0.45, 0.55, 0.5]) <= 1e-5)
    }

    @Test("It never leaves 0…1, though the minimum lies outside")
    func clamped() {
        var optimiser = Adam(start: [0.5, 0.5], learningRate: 0.05)
        for _ in 0..<100 {
            let (loss, gradient) = TextbookFunction.quadratic(optimiser.position, minimum: [-3, 4])
            optimiser.observe(loss: loss, gradient: gradient)
            #expect(optimiser.position.allSatisfy { (0...1).contains($0) })
        }
        #expect(optimiser.position == [0, 1])
    }

    @Test("A loss that isn't finite ends the run where it is", arguments: [Double.nan, .infinity])
    func notFinite(loss: Double) {
        var optimiser = Adam(start: [0.25, 0.5])
        optimiser.observe(loss: loss, gradient: [1, 1])
        #expect(optimiser.isFinished)
        #expect(optimiser.position == [0.25, 0.5])
    }

    /// Runs 120 evaluations of a quadratic function to whose value a constant is added.
    ///
    /// - Parameter turn: The evaluation from which on gradients point uphill.
    private func path(shift: Double, turn: Int = .max) -> (points: [[Float]], setbacks: Int, isFinished: Bool) {
        var random = SplitMix64(seed: 79)
        let minimum = random.signedUnits(20).map { 0.5 + 0.4 * $0 }
        var optimiser = Adam(start: [Float](repeating: 0.5, count: 20), learningRate: 0.02)
        var points: [[Float]] = []
        for evaluation in 0..<120 where !optimiser.isFinished {
            points.append(optimiser.position)
            let (loss, gradient) = TextbookFunction.quadratic(optimiser.position, minimum: minimum)
            optimiser.observe(loss: loss + shift, gradient: evaluation < turn ? gradient : gradient.map { -$0 })
        }
        return (points, optimiser.setbacks, optimiser.isFinished)
    }

    @Test("What is added to all losses doesn't change a step", arguments: [-5.0, -1e3, 1e3])
    func shifted(shift: Double) {
        let (points, setbacks, isFinished) = path(shift: shift)
        #expect(!isFinished)
        #expect(setbacks == 0)
        let isSame = points == path(shift: 0).points
        #expect(isSame)
    }

    @Test("A run that diverges goes back to its best picture with shorter steps", arguments: [0, -5.0, -1e3, 1e3])
    func diverging(shift: Double) {
        let (points, setbacks, _) = path(shift: shift, turn: 40)
        #expect(setbacks > 0)
        // It turned round long before all values had reached black or white.
        let farthest = points.map { point in point.map { abs($0 - 0.5) }.reduce(0, +) }.max() ?? 0
        #expect(farthest < 0.9 * 0.5 * 20)
        let isSame = points == path(shift: 0, turn: 40).points
        #expect(isSame)
    }

    @Test("A picture survives the way to free values and back, black and white within two 8-bit levels")
    func gamutRoundTrip() {
        let image: [Float] = [0, 1, 0.5, 1 / 255, 254 / 255, 0.2, 0.9]
        for gamut in [Gamut.sigmoid, .clamped] {
            var decoded = [Float](repeating: .nan, count: image.count)
            gamut.decode(gamut.encode(image), into: &decoded)
            for (value, original) in zip(decoded, image) {
                // The logarithm and the exponential round in `Float`.
                let inside = gamut == .clamped ? original : min(1 - Gamut.margin, max(Gamut.margin, original))
                #expect(abs(value - inside) <= 1e-6)
                #expect(abs(value - original) <= 2.0 / 255 + 1e-6)
            }
        }
    }

    @Test("Any free values, however large, give a picture inside 0…1")
    func gamutBounds() {
        let values: [Float] = [-1e30, -50, -1, 0, 1, 50, 1e30]
        var image = [Float](repeating: .nan, count: values.count)
        Gamut.sigmoid.decode(values, into: &image)
        #expect(image.allSatisfy { (0...1).contains($0) })
        #expect(zip(image, image.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(Gamut.clamped.encode([-1, 0.5, 2]) == [0, 0.5, 1])
    }

    @Test("The chain rule of the sigmoid is its slope, by finite differences")
    func pullBack() {
        let values: [Float] = [-1, -0.3, 0, 0.1, 0.7]
        func decoded(_ z: [Float]) -> [Float] {
            var image = z
            Gamut.sigmoid.decode(z, into: &image)
            return image
        }
        var gradient = [Float](repeating: 1, count: values.count)
        Gamut.sigmoid.pullBack(&gradient, at: decoded(values))
        let step: Float = 1e-2
        let above = decoded(values.map { $0 + step })
        let below = decoded(values.map { $0 - step })
        let quotient = zip(above, below).map { ($0 - $1) / (2 * step) }
        // h²/6 times the third derivative (at most 8) is 1.3e-4; rounding over the step is 6e-6.
        #expect(zip(gradient, quotient).allSatisfy { abs($0 - $1) <= 2e-4 })

        var untouched: [Float] = [1, 2, 3]
        Gamut.clamped.pullBack(&untouched, at: [0.1, 0.2, 0.3])
        #expect(untouched == [1, 2, 3])
    }
}
