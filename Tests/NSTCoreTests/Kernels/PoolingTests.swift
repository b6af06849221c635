import NSTKernels
import NSTPictures
import NSTThreads
import Testing
import TestSupport

@Suite("Pooling and ReLU") struct PoolingTests {
    /// Height, width, channels.
    static let shapes = [(2, 2, 1), (5, 3, 7), (4, 6, 3), (33, 47, 3), (1, 5, 3), (7, 1, 64)]

    static func random(_ shape: (Int, Int, Int), seed: UInt64 = 3) -> [Float] {
        var random = SplitMix64(seed: seed)
        return random.signedUnits(shape.0 * shape.1 * shape.2)
    }

    /// Runs one of the kernels forwards.
    static func pool(_ input: [Float], _ shape: (Int, Int, Int), maximum: Bool) -> [Float] {
        var output = [Float](repeating: .nan, count: (shape.0 / 2) * (shape.1 / 2) * shape.2)
        let kernel = maximum ? Pooling.maximum : Pooling.average
        output.withUnsafeMutableBufferPointer { buffer in
            guard let target = buffer.baseAddress else { return }
            input.withUnsafeBufferPointer { source in
                guard let source = source.baseAddress else { return }
                kernel(source, shape.0, shape.1, shape.2, target, ThreadPool(threads: 2))
            }
        }
        return output
    }

    static func backward(_ input: [Float], _ gradient: [Float], _ shape: (Int, Int, Int), maximum: Bool) -> [Float] {
        var result = [Float](repeating: .nan, count: input.count)
        if maximum {
            Pooling.maximumBackward(
                input: input, height: shape.0, width: shape.1, channels: shape.2, gradient: gradient,
                inputGradient: &result, pool: ThreadPool(threads: 2))
        } else {
            Pooling.averageBackward(
                height: shape.0, width: shape.1, channels: shape.2, gradient: gradient, inputGradient: &result,
                pool: ThreadPool(threads: 2))
        }
        return result
    }

    @Test(
        "Pooling takes the greatest or the mean of 2×2 values and leaves out an odd row or column",
        arguments: shapes, [true, false])
    func forward(shape: (Int, Int, Int), maximum: Bool) {
        let input = Self.random(shape)
        let map = Oracle.Map(height: shape.0, width: shape.1, channels: shape.2, input)
        let expected = Oracle.pooled(map, maximum: maximum)
        // A mean of four values in `Float` is off by at most two roundings.
        #expect(Comparison.relativeError(Self.pool(input, shape, maximum: maximum), expected.values) <= 2e-7)
    }

    @Test(
        "The backward pass is the gradient of the forward pass, by finite differences",
        arguments: shapes, [true, false])
    func backward(shape: (Int, Int, Int), maximum: Bool) {
        guard shape.0 * shape.1 < 100 else { return sparse(shape: shape, maximum: maximum) }
        let input = Self.random(shape)
        let weights = Self.random((shape.0 / 2, shape.1 / 2, shape.2), seed: 4)
        let map = Oracle.Map(height: shape.0, width: shape.1, channels: shape.2, input)
        let expected = Oracle.gradient(at: map) { probe in
            zip(Oracle.pooled(probe, maximum: maximum).values, weights).reduce(0) { $0 + $1.0 * Double($1.1) }
        }
        let actual = Self.backward(input, weights, shape, maximum: maximum)
        // Piecewise linear: the difference quotient is exact but for rounding over the step (1e-16 / 1e-5).
        #expect(Comparison.relativeError(actual, expected) <= 1e-6)
    }

    /// For a large map: every pooled value's gradient arrives whole, at its greatest input or spread over four.
    private func sparse(shape: (Int, Int, Int), maximum: Bool) {
        let input = Self.random(shape)
        let (rows, columns, channels) = (shape.0 / 2, shape.1 / 2, shape.2)
        let weights = Self.random((rows, columns, channels), seed: 4)
        let pooled = Self.pool(input, shape, maximum: true)
        let actual = Self.backward(input, weights, shape, maximum: maximum)
        var expected = [Float](repeating: 0, count: input.count)
        for index in 0..<(rows * columns * channels) {
            let (y, x, c) = (index / channels / columns, index / channels % columns, index % channels)
            for (j, i) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                let place = ((2 * y + j) * shape.1 + 2 * x + i) * channels + c
                if !maximum { expected[place] = weights[index] / 4 }
                if maximum, input[place] == pooled[index] { expected[place] = weights[index] }
            }
        }
        #expect(actual == expected)
    }

    @Test("Among equal values the gradient goes to one place only")
    func ties() {
        let gradient = Self.backward([5, 5, 5, 5], [3], (2, 2, 1), maximum: true)
        #expect(gradient.reduce(0, +) == 3)
        #expect(gradient.filter { $0 != 0 }.count == 1)
    }

    @Test(
        "The ReLU keeps what is positive, in place too, and passes the gradient there only",
        arguments: Family.available)
    func rectifier(family: Family) {
        let kernels = family.kernels
        // More than a vector of any family, and some more.
        let pattern: [Float] = [-2, -0.0, 0, 0.5, 3, -1e-30, 1e-30]
        let input = pattern + pattern + pattern
        var output = [Float](repeating: .nan, count: input.count)
        kernels.rectify(input, &output, input.count)
        #expect(output == input.map { max(0, $0) })

        var inPlace = input
        inPlace.withUnsafeMutableBufferPointer { buffer in
            if let base = buffer.baseAddress { kernels.rectify(base, base, buffer.count) }
        }
        #expect(inPlace == output)

        let before = input.indices.map { Float($0 + 1) }
        var gradient = before
        kernels.gate(&gradient, output, output.count)
        #expect(gradient == zip(before, input).map { $1 > 0 ? $0 : 0 })
    }
}
