import NSTKernels
import Testing

@Suite("Total variation") struct TotalVariationTests {
    static let sizes = [(1, 1), (1, 5), (5, 1), (2, 2), (5, 3), (9, 7)]

    @Test("Value and gradient are those of the sum of squared differences, by finite differences", arguments: sizes)
    func valueAndGradient(height: Int, width: Int) {
        var random = SplitMix64(seed: 21)
        let image = random.signedUnits(3 * height * width)
        var gradient = [Float](repeating: 10, count: image.count)
        let value = TotalVariation.evaluate(
            image: image, height: height, width: width, scale: 0.5, gradient: &gradient)
        let map = Oracle.Map(height: height, width: width, channels: 3, image)
        // The differences are squared in `Float`, so the relative error is a few times 6e-8.
        #expect(abs(value - Oracle.totalVariation(map)) <= 1e-6 * max(1, value))
        let expected = Oracle.gradient(at: map) { 0.5 * Oracle.totalVariation($0) }
        // Added to 10, a `Float` keeps steps of 1e-6.
        #expect(zip(gradient, expected).allSatisfy { abs(Double($0) - 10 - $1) <= 1e-5 })
    }

    @Test("A picture of one colour has none, and pulls nowhere")
    func constant() {
        let image = [Float](repeating: 0.3, count: 3 * 4 * 5)
        var gradient = [Float](repeating: 0, count: image.count)
        #expect(TotalVariation.evaluate(image: image, height: 4, width: 5, scale: 1, gradient: &gradient) == 0)
        #expect(gradient.allSatisfy { $0 == 0 })
    }
}
