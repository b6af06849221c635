import NSTKernels
import Testing

@Suite("Gram matrix") struct GramMatrixTests {
    /// Height, width, channels.
    static let shapes = [(1, 1, 1), (1, 1, 7), (5, 3, 3), (5, 3, 7), (33, 47, 1), (33, 47, 7), (5, 3, 64)]

    static func features(_ shape: (Int, Int, Int)) -> [Float] {
        var random = SplitMix64(seed: 9)
        return random.signedUnits(shape.0 * shape.1 * shape.2)
    }

    @Test(
        "It holds the scaled products of channels summed over pixels, and is symmetric to the bit",
        arguments: shapes, [1, 2, 5])
    func compute(shape: (Int, Int, Int), threads: Int) {
        let features = Self.features(shape)
        let channels = shape.2
        var gram = [Float](repeating: .nan, count: channels * channels)
        GramMatrix.compute(
            features: features, pixels: shape.0 * shape.1, channels: channels, scale: 0.25, gram: &gram,
            threads: threads)
        let expected = Oracle.gram(Oracle.Map(height: shape.0, width: shape.1, channels: channels, features))
        // Up to 1551 products summed in `Float`: about the root of that times 6e-8, against the diagonal.
        #expect(Comparison.relativeError(gram, expected.map { 0.25 * $0 }) <= 5e-6)
        for i in 0..<channels {
            for j in 0..<i { #expect(gram[i * channels + j] == gram[j * channels + i]) }
        }
    }

    @Test(
        "The gradient of ½ Σ (G − A)² is 2 F (G − A), by finite differences, and is added to what is there",
        arguments: [(1, 1, 1), (1, 1, 7), (5, 3, 3), (3, 4, 7)], [1, 2])
    func gradient(shape: (Int, Int, Int), threads: Int) {
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
        var gradient = [Float](repeating: 100, count: features.count)
        GramMatrix.accumulateGradient(
            features: features, pixels: shape.0 * shape.1, channels: channels, difference: difference, scale: 2,
            gradient: &gradient, threads: threads)
        let added = gradient.map { $0 - 100 }
        // Added to 100, a `Float` keeps steps of 8e-6.
        #expect(zip(added, expected).allSatisfy { abs(Double($0) - $1) <= 3e-5 * max(1, abs($1)) })
    }
}
