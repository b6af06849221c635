import NSTKernels
import NSTKernelTypes
import NSTPictures
import NSTThreads
import Testing
import TestSupport

@Suite("Winograd's convolution") struct WinogradTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var kernels: VectorKernels
        var cell: Int
        var height: Int
        var width: Int
        var inputs: Int
        var outputs: Int
        var testDescription: String {
            "\(kernels.name), F(\(cell)×\(cell)), \(height)×\(width), \(inputs) → \(outputs) channels"
        }
    }

    /// Every family and cell on odd sizes; the last sizes have more than one block, those with 256 channels a block that
    /// the threads share.
    static let cases: [Case] = VectorKernels.available.flatMap { kernels in
        [4, 6].flatMap { cell in
            [
                (1, 1, 32, 64), (5, 3, 64, 32), (12, 12, 32, 32), (33, 47, 32, 64), (7, 70, 64, 64),
                (9, 11, 256, 256), (83, 90, 32, 32), (50, 75, 256, 288),
            ].map { height, width, inputs, outputs in
                Case(kernels: kernels, cell: cell, height: height, width: width, inputs: inputs, outputs: outputs)
            }
        }
    }

    /// A convolution with random values, and the direct method's results for it.
    final class Problem {
        let entry: Case
        let input: [Float]
        let weights: [Float]
        let bias: [Float]
        let outputGradient: [Float]
        let pool = ThreadPool(threads: 2)
        var grid: WinogradGrid { WinogradGrid(cell: entry.cell, height: entry.height, width: entry.width) }
        var pixels: Int { entry.height * entry.width }

        init(_ entry: Case) {
            var random = SplitMix64(seed: UInt64(entry.height * 1_000_000 + entry.inputs * 1000 + entry.outputs))
            self.entry = entry
            input = random.signedUnits(entry.height * entry.width * entry.inputs)
            weights = random.signedUnits(entry.outputs * entry.inputs * 9)
            bias = random.signedUnits(entry.outputs)
            outputGradient = random.signedUnits(entry.height * entry.width * entry.outputs)
        }

        func winogradWeights() throws -> WinogradWeights {
            try #require(
                WinogradWeights(
                    weights, inputChannels: entry.inputs, outputChannels: entry.outputs, cell: entry.cell,
                    kernels: entry.kernels, pool: pool))
        }

        /// The convolution without a ReLU, by the direct method.
        func direct() -> [Float] {
            var packed = [Float](repeating: .nan, count: weights.count)
            Convolution.packForward(weights, outputChannels: entry.outputs, inputChannels: entry.inputs, into: &packed)
            return apply(input, entry.inputs, packed, bias, entry.outputs)
        }

        /// The gradient with respect to the input, by the direct method.
        func directBackward(_ gradient: [Float]) -> [Float] {
            var packed = [Float](repeating: .nan, count: weights.count)
            Convolution.packBackward(weights, outputChannels: entry.outputs, inputChannels: entry.inputs, into: &packed)
            return apply(gradient, entry.outputs, packed, [Float](repeating: 0, count: entry.inputs), entry.inputs)
        }

        private func apply(
            _ map: [Float], _ inputs: Int, _ packed: [Float], _ bias: [Float], _ outputs: Int
        ) -> [Float] {
            var result = [Float](repeating: .nan, count: pixels * outputs)
            var scratch = [Float](
                repeating: .nan, count: Convolution.scratchCount(inputChannels: inputs, threads: pool.count))
            bias.withUnsafeBufferPointer { bias in
                Convolution.apply(
                    input: map, height: entry.height, width: entry.width, inputChannels: inputs, weights: packed,
                    bias: bias.baseAddress, output: &result, outputChannels: outputs, rectify: false,
                    scratch: &scratch, pool: pool)
            }
            return result
        }

        /// The forward pass by Winograd's method, with the decisions.
        func forward(
            rectify: Bool, pooling: ForwardOutput.Pooling, threads: Int = 2
        ) throws -> (map: [Float], gates: [UInt32]) {
            let convolution = WinogradConvolution(
                depth: entry.inputs, columns: entry.outputs, grid: grid, kernels: entry.kernels)
            let count = pooling == .none ? pixels : (entry.height / 2) * (entry.width / 2)
            var map = [Float](repeating: .nan, count: count * entry.outputs)
            var gates = [UInt32](repeating: .max, count: grid.gateCount(channels: entry.outputs))
            var scratch = [Float](repeating: .nan, count: convolution.scratchCount(threads: threads))
            let weights = try winogradWeights()
            map.withUnsafeMutableBufferPointer { map in
                gates.withUnsafeMutableBufferPointer { gates in
                    bias.withUnsafeBufferPointer { bias in
                        scratch.withUnsafeMutableBufferPointer { scratch in
                            guard let bias = bias.baseAddress, let scratch = scratch.baseAddress else { return }
                            // A map without a pixel has no memory: nothing may be written there.
                            let target = map.baseAddress ?? scratch
                            convolution.forward(
                                .init(input), weights: weights,
                                output: ForwardOutput(
                                    grid: grid, channels: entry.outputs, range: 0..<0, bias: bias, rectify: rectify,
                                    map: target, pooling: pooling, gates: gates.baseAddress, scratch: scratch),
                                scratch: scratch, pool: ThreadPool(threads: threads))
                        }
                    }
                }
            }
            return (map, gates)
        }

        /// The backward pass by Winograd's method.
        func backward(
            _ gradient: [Float], gates: [UInt32]? = nil, scale: Float = 1, start: [Float]? = nil,
            gate: BackwardOutput.Gate = .open, threads: Int = 2
        ) throws -> [Float] {
            let convolution = WinogradConvolution(
                depth: entry.outputs, columns: entry.inputs, grid: grid, kernels: entry.kernels)
            var result = start ?? [Float](repeating: .nan, count: input.count)
            var scratch = [Float](repeating: .nan, count: convolution.scratchCount(threads: threads))
            let weights = try winogradWeights()
            func run(_ gates: UnsafePointer<UInt32>?) {
                result.withUnsafeMutableBufferPointer { result in
                    scratch.withUnsafeMutableBufferPointer { scratch in
                        guard let target = result.baseAddress, let scratch = scratch.baseAddress else { return }
                        gradient.withUnsafeBufferPointer { gradient in
                            convolution.backward(
                                .init(gradient.baseAddress ?? UnsafePointer(scratch), gates: gates, scale: scale),
                                weights: weights,
                                output: BackwardOutput(
                                    grid: grid, channels: entry.inputs, range: 0..<0, map: target,
                                    accumulate: start != nil, gate: gate, scratch: scratch),
                                scratch: scratch, pool: ThreadPool(threads: threads))
                        }
                    }
                }
            }
            if let gates { gates.withUnsafeBufferPointer { run($0.baseAddress) } } else { run(nil) }
            return result
        }

        /// The channels whose decisions are looked at one by one: all, or some of many.
        var probedChannels: [Int] {
            Array(stride(from: 0, to: entry.outputs, by: entry.height * entry.width * entry.outputs > 300_000 ? 37 : 1))
        }

        /// The decision for one output.
        func isSet(_ gates: [UInt32], _ y: Int, _ x: Int, _ channel: Int) -> Bool {
            let (cellRow, cellColumn) = (y / grid.cell, x / grid.cell)
            let (word, bit) = grid.gatePlace(y % grid.cell, x % grid.cell)
            let cell = cellRow * grid.columns + cellColumn
            return gates[(cell * grid.gateWords + word) * entry.outputs + channel] >> UInt32(bit) & 1 == 1
        }
    }

    /// `‖a − b‖ / ‖b‖`.
    static func relativeL2(_ a: [Float], _ b: [Float]) -> Double {
        var (difference, length) = (0.0, 0.0)
        for (x, y) in zip(a, b) {
            difference += (Double(x) - Double(y)) * (Double(x) - Double(y))
            length += Double(y) * Double(y)
        }
        return (difference / max(length, 1e-30)).squareRoot()
    }

    /// The bar for a layer; F(6×6) in `Float` is at 1e-6 to 3e-6, a wrong tap or point at 0.1 or more.
    static let tolerance = 1e-5

    @Test("The forward pass is the direct method's, within 1e-5", arguments: cases)
    func forward(entry: Case) throws {
        let problem = Problem(entry)
        let expected = problem.direct()
        let (map, gates) = try problem.forward(rectify: false, pooling: .none)
        #expect(Self.relativeL2(map, expected) <= Self.tolerance)
        // The decisions are those of its own values, and none are made outside the map.
        for y in 0..<entry.height {
            for x in 0..<entry.width {
                for channel in problem.probedChannels {
                    let value = map[(y * entry.width + x) * entry.outputs + channel]
                    if problem.isSet(gates, y, x, channel) != (value > 0) { Issue.record("decision at \(y), \(x)") }
                }
            }
        }
        #expect(gates.reduce(0) { $0 + $1.nonzeroBitCount } == map.count { $0 > 0 })
        let rectified = try problem.forward(rectify: true, pooling: .none)
        #expect(rectified.map == map.map { max(0, $0) })
        #expect(rectified.gates == gates)
    }

    @Test("Against double precision it is within 1e-5", arguments: VectorKernels.available.map(\.name), [4, 6])
    func accuracy(family: String, cell: Int) throws {
        let kernels = try #require(VectorKernels.available.first { $0.name == family })
        let entry = Case(kernels: kernels, cell: cell, height: 33, width: 47, inputs: 64, outputs: 64)
        let problem = Problem(entry)
        let map = try problem.forward(rectify: false, pooling: .none).map
        let input = Oracle.Map(height: 33, width: 47, channels: 64, problem.input)
        var (actual, expected): ([Float], [Double]) = ([], [])
        for index in stride(from: 0, to: map.count, by: 97) {
            let (y, x, c) = (index / 64 / 47, index / 64 % 47, index % 64)
            actual.append(map[index])
            expected.append(Oracle.convolution(input, problem.weights, problem.bias, at: y, x, c))
        }
        let difference = zip(actual, expected).reduce(0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }
        #expect((difference / expected.reduce(0) { $0 + $1 * $1 }).squareRoot() <= Self.tolerance)
    }

    @Test(
        "Pooled on its way, a map is the pooled map, and each window's decision is for its greatest value or all",
        arguments: cases)
    func pooled(entry: Case) throws {
        let problem = Problem(entry)
        let (full, ownMask) = try problem.forward(rectify: false, pooling: .none)
        for pooling in [ForwardOutput.Pooling.maximum, .average] {
            let (map, gates) = try problem.forward(rectify: true, pooling: pooling)
            let (rows, columns) = (entry.height / 2, entry.width / 2)
            var set = 0
            for y in 0..<rows {
                for x in 0..<columns {
                    for channel in problem.probedChannels {
                        let places = [(2 * y, 2 * x), (2 * y, 2 * x + 1), (2 * y + 1, 2 * x), (2 * y + 1, 2 * x + 1)]
                        let values = places.map { full[($0.0 * entry.width + $0.1) * entry.outputs + channel] }
                        let actual = map[(y * columns + x) * entry.outputs + channel]
                        let bits = places.map { problem.isSet(gates, $0.0, $0.1, channel) }
                        set += bits.filter { $0 }.count
                        if pooling == .maximum {
                            let greatest = values.max() ?? 0
                            let first = values.firstIndex(of: greatest)
                            if actual != max(0, greatest) || bits != values.indices.map({ $0 == first && greatest > 0 })
                            {
                                Issue.record("cell \(y), \(x), channel \(channel)")
                            }
                        } else {
                            let mean = values.reduce(0) { $0 + max(0, $1) } / 4
                            if abs(actual - mean) > 1e-6 * max(1, mean)
                                || bits != places.map({ problem.isSet(ownMask, $0.0, $0.1, channel) })
                            {
                                Issue.record("cell \(y), \(x), channel \(channel)")
                            }
                        }
                    }
                }
            }
            // No decision is made outside the cells.
            if problem.probedChannels.count == entry.outputs {
                #expect(gates.reduce(0) { $0 + $1.nonzeroBitCount } == set)
            }
        }
    }

    @Test("The backward pass is the direct method's, added and gated as asked, within 1e-5", arguments: cases)
    func backward(entry: Case) throws {
        let problem = Problem(entry)
        let expected = problem.directBackward(problem.outputGradient)
        #expect(Self.relativeL2(try problem.backward(problem.outputGradient), expected) <= Self.tolerance)

        let start = problem.input
        let sum = zip(expected, start).map { $0 + $1 }
        #expect(
            Self.relativeL2(try problem.backward(problem.outputGradient, start: start), sum) <= Self.tolerance)

        // The input stands for the activation of the ReLU below.
        let gated = try problem.input.withUnsafeBufferPointer { activation in
            try problem.backward(
                problem.outputGradient, start: start, gate: .activation(try #require(activation.baseAddress)))
        }
        let expectedGated = zip(sum, problem.input).map { $1 > 0 ? $0 : 0 }
        #expect(Self.relativeL2(gated, expectedGated) <= Self.tolerance)
        #expect(zip(gated, problem.input).allSatisfy { $1 > 0 || $0 == 0 })
    }

    @Test("A gradient passes where the gate bits are set", arguments: cases.filter { $0.inputs == $0.outputs })
    func masked(entry: Case) throws {
        let problem = Problem(entry)
        let (map, gates) = try problem.forward(rectify: true, pooling: .none)
        let open = try problem.backward(problem.outputGradient)
        let gated = try gates.withUnsafeBufferPointer { gates in
            try problem.backward(problem.outputGradient, gate: .bits(try #require(gates.baseAddress)))
        }
        #expect(gated == zip(open, map).map { $1 > 0 ? $0 : 0 })
    }

    @Test("A pooled gradient is spread over its windows on its way", arguments: cases)
    func spread(entry: Case) throws {
        let problem = Problem(entry)
        let (rows, columns) = (entry.height / 2, entry.width / 2)
        var random = SplitMix64(seed: 77)
        let pooledGradient = random.signedUnits(rows * columns * entry.outputs)
        for (pooling, scale) in [(ForwardOutput.Pooling.maximum, Float(1)), (.average, 0.25)] {
            let gates = try problem.forward(rectify: true, pooling: pooling).gates
            var full = [Float](repeating: 0, count: problem.outputGradient.count)
            for y in 0..<(2 * rows) {
                for x in 0..<(2 * columns) {
                    for channel in 0..<entry.outputs where problem.isSet(gates, y, x, channel) {
                        full[(y * entry.width + x) * entry.outputs + channel] =
                            scale * pooledGradient[(y / 2 * columns + x / 2) * entry.outputs + channel]
                    }
                }
            }
            let expected = try problem.backward(full)
            #expect(try problem.backward(pooledGradient, gates: gates, scale: scale) == expected)
        }
    }

    @Test("Any number of threads gives the same bits", arguments: VectorKernels.available.map(\.name), [32, 256])
    func threads(family: String, channels: Int) throws {
        let kernels = try #require(VectorKernels.available.first { $0.name == family })
        let problem = Problem(
            Case(kernels: kernels, cell: 6, height: 40, width: 61, inputs: channels, outputs: channels))
        let one = try problem.forward(rectify: true, pooling: .none, threads: 1)
        let gradient = try problem.backward(problem.outputGradient, threads: 1)
        for threads in [2, 3] {
            let other = try problem.forward(rectify: true, pooling: .none, threads: threads)
            #expect(other.map == one.map)
            #expect(other.gates == one.gates)
            #expect(try problem.backward(problem.outputGradient, threads: threads) == gradient)
        }
    }
}
