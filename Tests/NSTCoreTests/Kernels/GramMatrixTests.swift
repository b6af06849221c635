import NSTKernels
import Testing

@Suite("Gram matrix") struct GramMatrixTests {
    /// Height, width, channels.
    static let shapes = [
        (1, 1, 1), (1, 1, 7), (5, 3, 3), (5, 3, 7), (33, 47, 1), (33, 47, 7), (5, 3, 64), (33, 47, 32), (20, 30, 64),
        (9, 9, 128),
    ]

    static func features(_ shape: (Int, Int, Int)) -> [Float] {
        var random = SplitMix64(seed: 9)
        return random.signedUnits(shape.0 * shape.1 * shape.2)
    }

    @Test(
        "It holds the scaled products of channels summed over pixels, and is symmetric to the bit",
        arguments: shapes, Family.available)
    func compute(shape: (Int, Int, Int), family: Family) {
        let threads = 2
        let features = Self.features(shape)
        let channels = shape.2
        var gram = [Float](repeating: .nan, count: channels * channels)
        var scratch = [Float](
            repeating: .nan, count: GramMatrix.scratchCount(channels: channels, threads: threads))
        GramMatrix.compute(
            features: features, pixels: shape.0 * shape.1, channels: channels, scale: 0.25, gram: &gram,
            scratch: &scratch, kernels: family.kernels, workers: Workers(threads: threads))
        let expected = Oracle.gram(Oracle.Map(height: shape.0, width: shape.1, channels: channels, features))
        // Up to 1551 products summed in `Float`: about the root of that times 6e-8, against the diagonal.
        #expect(Comparison.relativeError(gram, expected.map { 0.25 * $0 }) <= 5e-6)
        for i in 0..<channels {
            for j in 0..<i { #expect(gram[i * channels + j] == gram[j * channels + i]) }
        }
    }

    @Test(
        "The gradient of ½ Σ (G − A)² is 2 F (G − A), by finite differences, and is added to what is there",
        arguments: [(1, 1, 1), (1, 1, 7), (5, 3, 3), (3, 4, 7), (3, 5, 32)], Family.available)
    func gradient(shape: (Int, Int, Int), family: Family) {
        let threads = 2
        let features = Self.features(shape)
        let channels = shape.2
        var random = SplitMix64(seed: 10)
        var target = random.signedUnits(channels * channels).map(Double.init)
        for i in 0..<channels {
            for j in 0..<i { target[i * channels + j] = target[j * channels + i] }
        }
        let map = Oracle.Map(height: shape.0, width: shape.1, channels: channels, features)
        let expected = Oracle.gradient(at: map) { probe in
            0.5 * zip(Oracle.gram(probe), target).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        }
        let difference = zip(Oracle.gram(map), target).map { Float($0 - $1) }
        var scratch = [Float](
            repeating: .nan, count: GramMatrix.gradientScratchCount(channels: channels, threads: threads))
        func run(_ start: Float, accumulate: Bool) -> [Float] {
            var gradient = [Float](repeating: start, count: features.count)
            GramMatrix.gradient(
                features: features, pixels: shape.0 * shape.1, channels: channels, difference: difference, scale: 2,
                gradient: &gradient, accumulate: accumulate, scratch: &scratch, kernels: family.kernels,
                workers: Workers(threads: threads))
            return gradient
        }
        let added = run(100, accumulate: true).map { $0 - 100 }
        // Added to 100, a `Float` keeps steps of 8e-6.
        #expect(zip(added, expected).allSatisfy { abs(Double($0) - $1) <= 3e-5 * max(1, abs($1)) })
        #expect(
            zip(run(.nan, accumulate: false), expected).allSatisfy { abs(Double($0) - $1) <= 1e-5 * max(1, abs($1)) })
    }

    @Test("It has the same bits for any number of threads", arguments: Family.available)
    func threads(family: Family) {
        let features = Self.features((33, 47, 64))
        func run(_ threads: Int) -> [Float] {
            var gram = [Float](repeating: .nan, count: 64 * 64)
            var scratch = [Float](repeating: .nan, count: GramMatrix.scratchCount(channels: 64, threads: threads))
            GramMatrix.compute(
                features: features, pixels: 33 * 47, channels: 64, scale: 0.5, gram: &gram, scratch: &scratch,
                kernels: family.kernels, workers: Workers(threads: threads))
            return gram
        }
        let one = run(1)
        #expect(run(2) == one)
        #expect(run(5) == one)
    }
}
