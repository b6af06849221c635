import NSTKernels
import NSTPictures
import NSTThreads
import Testing
import TestSupport

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
            scratch: &scratch, kernels: family.kernels, pool: ThreadPool(threads: threads))
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
                pool: ThreadPool(threads: threads))
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
                kernels: family.kernels, pool: ThreadPool(threads: threads))
            return gram
        }
        let one = run(1)
        #expect(run(2) == one)
        #expect(run(5) == one)
    }

    // MARK: Weights

    /// How much pixels count, in patterns that blocks of pixels meet.
    enum Pattern: CaseIterable {
        /// All fully; none; some not at all and others by any amount, above one too.
        case ones, zeros, mixed
        /// The first half of a map doesn't count, the rest does fully: whole blocks are left out or taken as they are.
        case half

        func weights(_ pixels: Int) -> [Float] {
            var random = SplitMix64(seed: 11)
            return switch self {
            case .ones: [Float](repeating: 1, count: pixels)
            case .zeros: [Float](repeating: 0, count: pixels)
            case .mixed: random.signedUnits(pixels).map { max(0, 2 * $0) }
            case .half: (0..<pixels).map { $0 < pixels / 2 ? 0 : 1 }
            }
        }
    }

    /// The Gram matrix of a map whose pixels with weight zero aren't numbers.
    static func weightedGram(
        _ features: [Float], shape: (Int, Int, Int), weights: [Float], family: Family, threads: Int = 2
    ) -> [Float] {
        let channels = shape.2
        var gram = [Float](repeating: .nan, count: channels * channels)
        var scratch = [Float](repeating: .nan, count: GramMatrix.scratchCount(channels: channels, threads: threads))
        GramMatrix.compute(
            features: hidden(features, where: weights), pixels: shape.0 * shape.1, channels: channels,
            weights: weights, scale: 0.25, gram: &gram, scratch: &scratch, kernels: family.kernels,
            pool: ThreadPool(threads: threads))
        return gram
    }

    static func hidden(_ features: [Float], where weights: [Float]) -> [Float] {
        let channels = features.count / weights.count
        return features.indices.map { weights[$0 / channels] == 0 ? .nan : features[$0] }
    }

    @Test(
        "Pixels count as much as their weight, and those without don't at all, whatever they hold",
        arguments: shapes, Family.available)
    func weighted(shape: (Int, Int, Int), family: Family) {
        let features = Self.features(shape)
        for pattern in Pattern.allCases {
            let weights = pattern.weights(shape.0 * shape.1)
            let gram = Self.weightedGram(features, shape: shape, weights: weights, family: family)
            let expected = Oracle.gram(
                Oracle.Map(height: shape.0, width: shape.1, channels: shape.2, features),
                weights: weights.map(Double.init))
            #expect(Comparison.relativeError(gram, expected.map { 0.25 * $0 }) <= 5e-6, "\(pattern)")
            for i in 0..<shape.2 {
                for j in 0..<i { #expect(gram[i * shape.2 + j] == gram[j * shape.2 + i]) }
            }
        }
    }

    @Test("Weights of one change no bit where the kernels are our own", arguments: Family.available)
    func weightsOfOne(family: Family) {
        let shape = (33, 47, 64)
        let features = Self.features(shape)
        var plain = [Float](repeating: .nan, count: 64 * 64)
        var scratch = [Float](repeating: .nan, count: GramMatrix.scratchCount(channels: 64, threads: 2))
        GramMatrix.compute(
            features: features, pixels: 33 * 47, channels: 64, scale: 0.25, gram: &plain, scratch: &scratch,
            kernels: family.kernels, pool: ThreadPool(threads: 2))
        let ones = Pattern.ones.weights(33 * 47)
        #expect(Self.weightedGram(features, shape: shape, weights: ones, family: family) == plain)
        let mixed = Pattern.mixed.weights(33 * 47)
        let one = Self.weightedGram(features, shape: shape, weights: mixed, family: family, threads: 1)
        #expect(Self.weightedGram(features, shape: shape, weights: mixed, family: family, threads: 5) == one)
    }

    @Test("A map's parts add up to its matrix", arguments: [(33, 47, 7), (33, 47, 64)], Family.available)
    func accumulate(shape: (Int, Int, Int), family: Family) {
        let (pixels, channels) = (shape.0 * shape.1, shape.2)
        let features = Self.features(shape)
        let weights = Pattern.mixed.weights(pixels)
        var gram = [Float](repeating: .nan, count: channels * channels)
        var scratch = [Float](repeating: .nan, count: GramMatrix.scratchCount(channels: channels, threads: 2))
        let parts = [0..<500, 500..<501, 501..<pixels]
        for (number, part) in parts.enumerated() {
            GramMatrix.compute(
                features: Array(features[(part.lowerBound * channels)..<(part.upperBound * channels)]),
                pixels: part.count, channels: channels, weights: Array(weights[part]), scale: 0.25, gram: &gram,
                accumulate: number > 0, scratch: &scratch, kernels: family.kernels, pool: ThreadPool(threads: 2))
        }
        let expected = Oracle.gram(
            Oracle.Map(height: shape.0, width: shape.1, channels: channels, features),
            weights: weights.map(Double.init))
        #expect(Comparison.relativeError(gram, expected.map { 0.25 * $0 }) <= 5e-6)
        for i in 0..<channels {
            for j in 0..<i { #expect(gram[i * channels + j] == gram[j * channels + i]) }
        }
    }

    @Test("The gradient of a pixel is multiplied with its weight", arguments: shapes, Family.available)
    func weightedGradient(shape: (Int, Int, Int), family: Family) {
        let (pixels, channels) = (shape.0 * shape.1, shape.2)
        let features = Self.features(shape)
        var random = SplitMix64(seed: 10)
        var difference = random.signedUnits(channels * channels)
        for i in 0..<channels {
            for j in 0..<i { difference[i * channels + j] = difference[j * channels + i] }
        }
        for pattern in Pattern.allCases {
            let weights = pattern.weights(pixels)
            let expected = (0..<(pixels * channels)).map { index in
                let (pixel, i) = (index / channels, index % channels)
                let sum = (0..<channels).reduce(0.0) { sum, j in
                    sum + Double(features[pixel * channels + j]) * Double(difference[j * channels + i])
                }
                return 2 * Double(weights[pixel]) * sum
            }
            var scratch = [Float](
                repeating: .nan, count: GramMatrix.gradientScratchCount(channels: channels, threads: 2))
            func run(_ start: Float, accumulate: Bool) -> [Float] {
                var gradient = [Float](repeating: start, count: features.count)
                GramMatrix.gradient(
                    features: Self.hidden(features, where: weights), pixels: pixels, channels: channels,
                    weights: weights, difference: difference, scale: 2, gradient: &gradient, accumulate: accumulate,
                    scratch: &scratch, kernels: family.kernels, pool: ThreadPool(threads: 2))
                return gradient
            }
            // Up to 128 products of either sign, in `Float`.
            #expect(Comparison.relativeError(run(.nan, accumulate: false), expected) <= 5e-6, "\(pattern)")
            let added = zip(run(1, accumulate: true), expected).allSatisfy { abs(Double($0) - 1 - $1) <= 2e-5 }
            #expect(added, "\(pattern)")
        }
    }
}
