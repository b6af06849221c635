import NSTKernels
import NSTKernelTypes
import NSTOptions
import NSTVGG

/// How a network is run on a picture of some size, and where in one piece of memory everything lies: known before
/// anything is computed or allocated.
struct PassLayout {
    /// How a convolution is computed.
    enum Method: Equatable {
        /// From the picture's three channels.
        case first
        /// By Winograd's method, with cells of this many outputs along a side.
        case winograd(cell: Int)
        /// By im2col and OpenBLAS.
        case direct
    }

    /// One convolution with its ReLU, and with the pooling behind it where nobody looks at the map in between.
    struct Convolution {
        /// The convolution's number in the network.
        var number: Int
        var method: Method
        /// Rows and columns of the convolution's own result.
        var height: Int
        var width: Int
        /// Where the values before the ReLU are kept, if a loss looks at them.
        var unrectified: Int?
        /// Where the gate bits of ReLU and pooling are kept; `nil` where the map itself tells.
        var gates: Int?
        /// Whether the output is the pooled map.
        var isPooled: Bool
    }

    enum Kind {
        case convolution(Convolution)
        /// Pooling of a map that is kept.
        case pooling
    }

    /// One step from map to map.
    struct Step {
        var kind: Kind
        /// The layer of the output: `relu4_2` or `pool4`.
        var layer: LayerName
        /// Rows, columns and channels of the output.
        var height: Int
        var width: Int
        var channels: Int
        /// Whether the output stays as it is until the backward pass.
        var isKept: Bool
        /// Where the output begins.
        var output = 0

        var count: Int { height * width * channels }
    }

    private(set) var steps: [Step] = []
    /// Where the gradients of maps with even and with odd numbers begin; the gradient of the picture counts as odd. That
    /// of the first map, the largest, lies over the maps kept behind it, which nobody needs any more by then.
    private(set) var gradients = (first: 0, even: 0, odd: 0)
    /// Where the input begins: `[height + 2, width + 2, 3]` with a border of zeros, or `[height, width, 3]`.
    private(set) var input = 0
    /// Where scratch memory begins.
    private(set) var scratch = 0
    /// How many values there are in all.
    private(set) var count = 0

    /// Whether the first convolution reads a padded input.
    var hasPaddedInput: Bool {
        if case .convolution(let first)? = steps.first?.kind { return first.method == .first }
        return false
    }

    /// Lays out a pass.
    ///
    /// - Parameters:
    ///   - layers: The layers whose maps are wanted.
    ///   - withGradient: Whether there will be a backward pass.
    init(
        convolutions: [Architecture.Convolution], layers: some Collection<LayerName>, height: Int, width: Int,
        pooling: PoolingKind, withGradient: Bool, backend: Backend.Configuration
    ) {
        let stages = StageShape.stages(of: convolutions, asFarAs: layers, height: height, width: width)
        appendSteps(stages, convolutions: convolutions, wanted: Set(layers), backend: backend)
        place(stages, height: height, width: width, withGradient: withGradient, backend: backend, convolutions)
    }

    private mutating func appendSteps(
        _ stages: [StageShape], convolutions: [Architecture.Convolution], wanted: Set<LayerName>,
        backend: Backend.Configuration
    ) {
        var position = 0
        while position < stages.count {
            let stage = stages[position]
            position += 1
            guard let number = stage.convolution else {
                steps.append(
                    Step(
                        kind: .pooling, layer: stage.layer, height: stage.height, width: stage.width,
                        channels: stage.channels, isKept: wanted.contains(stage.layer)))
                continue
            }
            let method = Self.method(convolutions[number], height: stage.height, width: stage.width, backend: backend)
            var convolution = Convolution(
                number: number, method: method, height: stage.height, width: stage.width,
                unrectified: stage.keepsUnrectified ? 0 : nil, gates: nil, isPooled: false)
            var step = Step(
                kind: .pooling, layer: stage.layer, height: stage.height, width: stage.width,
                channels: stage.channels, isKept: true)
            if case .winograd = method, !wanted.contains(stage.layer), !stage.keepsUnrectified {
                convolution.gates = 0
                step.isKept = false
                if position < stages.count, stages[position].convolution == nil {
                    let pool = stages[position]
                    position += 1
                    convolution.isPooled = true
                    step = Step(
                        kind: .pooling, layer: pool.layer, height: pool.height, width: pool.width,
                        channels: pool.channels, isKept: wanted.contains(pool.layer))
                }
            }
            step.kind = .convolution(convolution)
            steps.append(step)
        }
    }

    private static func method(
        _ convolution: Architecture.Convolution, height: Int, width: Int, backend: Backend.Configuration
    ) -> Method {
        let (inputs, outputs) = (convolution.inputChannels, convolution.outputChannels)
        guard backend.method == .winograd else { return .direct }
        if FirstConvolution.supports(backend.kernels, inputChannels: inputs, outputChannels: outputs) { return .first }
        guard WinogradWeights.supports(backend.kernels, inputChannels: inputs, outputChannels: outputs) else {
            return .direct
        }
        return .winograd(cell: cell(height: height, width: width, weights: inputs * outputs))
    }

    /// The cell that takes less time. F(6×6) needs fewer products, but more weights, which small maps don't pay back,
    /// and wastes more at the edges.
    ///
    /// Counted in the time of one product of a channel pair. Weights that don't fit into the caches are charged as much
    /// as 60 products: some 27 for the time of reading them, the rest for their memory, which is most of a painting's.
    static func cell(height: Int, width: Int, weights: Int) -> Int {
        let reading = weights > 256 * 256 ? 60 : 10
        func cost(_ cell: Int) -> Int {
            let grid = WinogradGrid(cell: cell, height: height, width: width)
            return grid.positions * (grid.count + reading)
        }
        return cost(4) < cost(6) ? 4 : 6
    }

    /// Gives everything its place.
    private mutating func place(
        _ stages: [StageShape], height: Int, width: Int, withGradient: Bool, backend: Backend.Configuration,
        _ convolutions: [Architecture.Convolution]
    ) {
        func reserve(_ size: Int) -> Int {
            let start = count
            // On a line of the cache.
            count += (size + 15) / 16 * 16
            return start
        }
        input = reserve(
            hasPaddedInput ? FirstConvolution.inputCount(height: height, width: width) : 3 * height * width)
        var transient = [0, 3 * height * width * (withGradient && !hasPaddedInput ? 1 : 0)]
        for (number, step) in steps.enumerated() {
            if (withGradient && number > 0) || !step.isKept {
                transient[number % 2] = max(transient[number % 2], step.count)
            }
        }
        // What is passed on in the forward pass is dead in the backward pass: the gradients take its place.
        gradients.even = reserve(transient[0])
        gradients.odd = reserve(transient[1])
        gradients.first = count
        var scratchCount = 0
        for index in steps.indices {
            let step = steps[index]
            if !step.isKept {
                steps[index].output = index % 2 == 0 ? gradients.even : gradients.odd
            } else if index > 0 {
                steps[index].output = reserve(step.count)
            }
        }
        if withGradient, let first = steps.first { count = max(count, gradients.first + (first.count + 15) / 16 * 16) }
        if let first = steps.first, first.isKept { steps[0].output = reserve(first.count) }
        for index in steps.indices {
            let step = steps[index]
            guard case .convolution(var convolution) = step.kind else { continue }
            let description = convolutions[convolution.number]
            let pixels = convolution.height * convolution.width
            if convolution.unrectified != nil { convolution.unrectified = reserve(pixels * step.channels) }
            if convolution.gates != nil, withGradient, case .winograd(let cell) = convolution.method {
                let grid = WinogradGrid(cell: cell, height: convolution.height, width: convolution.width)
                convolution.gates = reserve(grid.gateCount(channels: step.channels))
            } else {
                convolution.gates = nil
            }
            steps[index].kind = .convolution(convolution)
            scratchCount = max(
                scratchCount, Self.scratchCount(convolution, description, withGradient: withGradient, backend: backend))
        }
        scratch = reserve(scratchCount)
    }

    private static func scratchCount(
        _ convolution: Convolution, _ description: Architecture.Convolution, withGradient: Bool,
        backend: Backend.Configuration
    ) -> Int {
        let (inputs, outputs) = (description.inputChannels, description.outputChannels)
        switch convolution.method {
        case .first:
            return FirstConvolution.scratchCount(width: convolution.width, threads: backend.threads)
        case .winograd(let cell):
            let grid = WinogradGrid(cell: cell, height: convolution.height, width: convolution.width)
            func count(_ depth: Int, _ columns: Int) -> Int {
                WinogradConvolution(depth: depth, columns: columns, grid: grid, kernels: backend.kernels)
                    .scratchCount(threads: backend.threads)
            }
            return withGradient ? max(count(inputs, outputs), count(outputs, inputs)) : count(inputs, outputs)
        case .direct:
            func count(_ channels: Int) -> Int {
                NSTKernels.Convolution.scratchCount(inputChannels: channels, threads: backend.threads)
            }
            return withGradient ? max(count(inputs), count(outputs)) : count(inputs)
        }
    }

    /// Which weights a pass needs: passes with the same key share them.
    struct WeightKey: Hashable {
        /// The convolution's number.
        var number: Int
        /// Outputs along a side of Winograd's cells; 0 for other methods.
        var cell: Int
    }

    /// The bytes of the weights that the pass needs, in the order of its kernels.
    func weightBytes(_ convolutions: [Architecture.Convolution]) -> [WeightKey: Int] {
        var bytes: [WeightKey: Int] = [:]
        for step in steps {
            guard case .convolution(let convolution) = step.kind else { continue }
            let description = convolutions[convolution.number]
            switch convolution.method {
            case .winograd(let cell):
                bytes[WeightKey(number: convolution.number, cell: cell)] = WinogradWeights.bytes(
                    inputChannels: description.inputChannels, outputChannels: description.outputChannels, cell: cell)
            case .first, .direct:
                let values = 9 * description.inputChannels * description.outputChannels
                bytes[WeightKey(number: convolution.number, cell: 0)] = 2 * values * MemoryLayout<Float>.stride
            }
        }
        return bytes
    }
}
