import NSTKernels
import NSTPictures
import NSTThreads
import Testing
import TestSupport

@Suite("Convolution") struct ConvolutionTests {
    struct Shape: Sendable, CustomTestStringConvertible {
        var height: Int
        var width: Int
        var inputs: Int
        var outputs: Int
        var testDescription: String { "\(height)×\(width), \(inputs) → \(outputs) channels" }
    }

    static let shapes: [Shape] = [(1, 1), (5, 3), (33, 47)].flatMap { height, width in
        [(1, 1), (3, 7), (7, 3), (3, 64), (64, 7), (64, 64)].map { inputs, outputs in
            Shape(height: height, width: width, inputs: inputs, outputs: outputs)
        }
    }

    /// A convolution's input, weights, bias and the gradient of its output, all random.
    struct Problem {
        let shape: Shape
        let input: [Float]
        let weights: [Float]
        let bias: [Float]
        let outputGradient: [Float]

        init(_ shape: Shape) {
            var random = SplitMix64(seed: UInt64(shape.height * 1_000_000 + shape.inputs * 1000 + shape.outputs))
            self.shape = shape
            input = random.signedUnits(shape.height * shape.width * shape.inputs)
            weights = random.signedUnits(shape.outputs * shape.inputs * 9)
            bias = random.signedUnits(shape.outputs)
            outputGradient = random.signedUnits(shape.height * shape.width * shape.outputs)
        }

        var inputMap: Oracle.Map {
            Oracle.Map(height: shape.height, width: shape.width, channels: shape.inputs, input)
        }

        func forward(rectify: Bool = false, withBias: Bool = true, threads: Int = 2) -> [Float] {
            var packed = [Float](repeating: .nan, count: weights.count)
            Convolution.packForward(
                weights, outputChannels: shape.outputs, inputChannels: shape.inputs, into: &packed)
            var output = [Float](repeating: .nan, count: outputGradient.count)
            var scratch = [Float](
                repeating: .nan, count: Convolution.scratchCount(inputChannels: shape.inputs, threads: threads))
            bias.withUnsafeBufferPointer { bias in
                Convolution.apply(
                    input: input, height: shape.height, width: shape.width, inputChannels: shape.inputs,
                    weights: packed, bias: withBias ? bias.baseAddress : nil, output: &output,
                    outputChannels: shape.outputs, rectify: rectify, scratch: &scratch,
                    pool: ThreadPool(threads: threads))
            }
            return output
        }

        func backward(threads: Int = 2) -> [Float] {
            var packed = [Float](repeating: .nan, count: weights.count)
            Convolution.packBackward(
                weights, outputChannels: shape.outputs, inputChannels: shape.inputs, into: &packed)
            var inputGradient = [Float](repeating: .nan, count: input.count)
            var scratch = [Float](
                repeating: .nan, count: Convolution.scratchCount(inputChannels: shape.outputs, threads: threads))
            Convolution.apply(
                input: outputGradient, height: shape.height, width: shape.width, inputChannels: shape.outputs,
                weights: packed, bias: nil, output: &inputGradient, outputChannels: shape.inputs, rectify: false,
                scratch: &scratch, pool: ThreadPool(threads: threads))
            return inputGradient
        }
    }

    /// Sums of 9·C products of numbers below one, in `Float`. For 576 of them partial sums reach about 20, whose steps
    /// are 2e-6; a few dozen such roundings add up to some 1e-5, differently on each processor. A wrong tap or channel
    /// is off by about one.
    static let tolerance = 4e-5

    /// All places of a small map; of a large one the corners, the edges and every 11th place.
    static func places(_ shape: Shape, channels: Int) -> [(y: Int, x: Int, c: Int)] {
        let count = shape.height * shape.width * channels
        let step = count > 2000 ? 11 * channels + 1 : 1
        var result = stride(from: 0, to: count, by: step).map { index in
            (index / channels / shape.width, index / channels % shape.width, index % channels)
        }
        for y in [0, shape.height / 2, shape.height - 1] {
            for x in [0, shape.width / 2, shape.width - 1] { result.append((y, x, channels - 1)) }
        }
        return result
    }

    @Test("The result is the sum over the 3×3 neighbourhood, zero outside, plus the bias", arguments: shapes)
    func forward(shape: Shape) {
        let problem = Problem(shape)
        let output = problem.forward()
        let input = problem.inputMap
        for (y, x, c) in Self.places(shape, channels: shape.outputs) {
            let expected = Oracle.convolution(input, problem.weights, problem.bias, at: y, x, c)
            let actual = Double(output[(y * shape.width + x) * shape.outputs + c])
            #expect(abs(actual - expected) <= Self.tolerance * max(1, abs(expected)), "at \(y), \(x), channel \(c)")
        }
    }

    @Test("Rectifying gives the same as a ReLU afterwards, and no bias the same as a bias of zero", arguments: shapes)
    func rectified(shape: Shape) {
        let problem = Problem(shape)
        #expect(problem.forward(rectify: true) == problem.forward().map { max(0, $0) })
        let withoutBias = problem.forward(withBias: false)
        let shifted = problem.forward().enumerated().map { $1 - problem.bias[$0 % shape.outputs] }
        #expect(Comparison.relativeError(withoutBias, shifted) <= Self.tolerance)
    }

    @Test("The backward pass is the gradient of the forward pass, by finite differences", arguments: shapes)
    func backwardByFiniteDifferences(shape: Shape) {
        let problem = Problem(shape)
        let gradient = problem.backward()
        // The convolution is linear: one input value reaches nine places, and a difference over a step of one is exact.
        let zeroBias = [Float](repeating: 0, count: shape.outputs)
        for (y, x, c) in Self.places(shape, channels: shape.inputs) {
            var probe = Oracle.Map(height: shape.height, width: shape.width, channels: shape.inputs)
            probe[y, x, c] = 0.5
            var expected = 0.0
            for row in max(0, y - 1)...min(shape.height - 1, y + 1) {
                for column in max(0, x - 1)...min(shape.width - 1, x + 1) {
                    for n in 0..<shape.outputs {
                        let above = Oracle.convolution(probe, problem.weights, zeroBias, at: row, column, n)
                        let weight = problem.outputGradient[(row * shape.width + column) * shape.outputs + n]
                        expected += (above + above) * Double(weight)
                    }
                }
            }
            let actual = Double(gradient[(y * shape.width + x) * shape.inputs + c])
            #expect(abs(actual - expected) <= Self.tolerance * max(1, abs(expected)), "at \(y), \(x), channel \(c)")
        }
    }

    @Test("Forward and backward are adjoint: ⟨conv(x), g⟩ = ⟨x, backward(g)⟩", arguments: shapes)
    func adjoint(shape: Shape) {
        let problem = Problem(shape)
        func dot(_ a: [Float], _ b: [Float]) -> Double { zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
        let output = problem.forward(withBias: false)
        let left = dot(output, problem.outputGradient)
        let right = dot(problem.input, problem.backward())
        // The products of random signs nearly cancel: measure against the lengths, not against the sum.
        let size = (dot(output, output) * dot(problem.outputGradient, problem.outputGradient)).squareRoot()
        #expect(abs(left - right) <= Self.tolerance * size)
    }

    @Test("The number of threads changes nothing", arguments: [2, 3, 8])
    func threads(count: Int) {
        let problem = Problem(Shape(height: 33, width: 47, inputs: 7, outputs: 64))
        #expect(problem.forward(threads: count) == problem.forward(threads: 1))
    }

    @Test("A picture of more pixels than there are threads' parts and one of fewer are both covered")
    func morePartsThanPixels() {
        let problem = Problem(Shape(height: 1, width: 3, inputs: 3, outputs: 7))
        #expect(Comparison.relativeError(problem.forward(threads: 8), problem.forward(threads: 1)) <= 1e-6)
    }
}
