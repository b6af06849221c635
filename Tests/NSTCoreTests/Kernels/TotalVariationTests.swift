import NSTKernels
import NSTPictures
import NSTThreads
import Testing
import TestSupport

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

    @Test(
        "Of magnitudes, value and gradient are those of the sum of magnitudes, by finite differences", arguments: sizes)
    func magnitudes(height: Int, width: Int) {
        var random = SplitMix64(seed: 24)
        let image = random.signedUnits(3 * height * width)
        var gradient = [Float](repeating: 10, count: image.count)
        let value = TotalVariation.evaluate(
            .magnitudes, image: image, height: height, width: width, scale: 0.5, gradient: &gradient)
        let map = Oracle.Map(height: height, width: width, channels: 3, image)
        #expect(abs(value - Oracle.totalVariation(map, cost: abs)) <= 1e-6 * max(1, value))
        // No two neighbours of a random picture are so near that a step of 10⁻⁵ crosses the kink.
        let expected = Oracle.gradient(at: map) { 0.5 * Oracle.totalVariation($0, cost: abs) }
        #expect(zip(gradient, expected).allSatisfy { abs(Double($0) - 10 - $1) <= 1e-5 })
    }

    @Test("A difference counts as much as the lesser of its two pixels", arguments: sizes)
    func weights(height: Int, width: Int) {
        var random = SplitMix64(seed: 22)
        let image = random.signedUnits(3 * height * width)
        // About half of them zero.
        let weights = random.signedUnits(height * width).map { max(0, $0) }
        func value(_ image: Oracle.Map) -> Double {
            var sum = 0.0
            for y in 0..<(height - 1) {
                for x in 0..<(width - 1) {
                    for (v, u) in [(y, x + 1), (y + 1, x)] {
                        let weight = Double(min(weights[y * width + x], weights[v * width + u]))
                        for c in 0..<3 {
                            let difference = image[y, x, c] - image[v, u, c]
                            sum += weight * difference * difference / 2
                        }
                    }
                }
            }
            return sum
        }
        var gradient = [Float](repeating: 10, count: image.count)
        let total = TotalVariation.evaluate(
            image: image, height: height, width: width, weights: weights, scale: 0.5, gradient: &gradient)
        let map = Oracle.Map(height: height, width: width, channels: 3, image)
        #expect(abs(total - value(map)) <= 1e-6 * max(1, total))
        let expected = Oracle.gradient(at: map) { 0.5 * value($0) }
        #expect(zip(gradient, expected).allSatisfy { abs(Double($0) - 10 - $1) <= 1e-5 })
    }

    @Test("A picture of one colour has none, and pulls nowhere")
    func constant() {
        let image = [Float](repeating: 0.3, count: 3 * 4 * 5)
        var gradient = [Float](repeating: 0, count: image.count)
        #expect(TotalVariation.evaluate(image: image, height: 4, width: 5, scale: 1, gradient: &gradient) == 0)
        #expect(gradient.allSatisfy { $0 == 0 })
    }

    @Test("Threads share the rows, and the result is the same to the bit", arguments: [1, 2, 3, 7])
    func threads(count: Int) {
        var random = SplitMix64(seed: 23)
        let (height, width) = (67, 41)
        let image = random.signedUnits(3 * height * width)
        let weights = random.signedUnits(height * width).map { abs($0) }
        let pool = ThreadPool(threads: count)
        for weights in [nil, weights] {
            func run(_ pool: ThreadPool?) -> (Double, [Float]) {
                var gradient = [Float](repeating: 0.5, count: image.count)
                func evaluate(_ pointer: UnsafePointer<Float>?) -> Double {
                    TotalVariation.evaluate(
                        image: image, height: height, width: width, weights: pointer, scale: 0.7, gradient: &gradient,
                        pool: pool)
                }
                let value = weights?.withUnsafeBufferPointer { evaluate($0.baseAddress) } ?? evaluate(nil)
                return (value, gradient)
            }
            let (alone, shared) = (run(nil), run(pool))
            #expect(alone.0 == shared.0)
            #expect(alone.1 == shared.1)
        }
    }
}
