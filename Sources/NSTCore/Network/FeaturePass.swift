import NSTKernels
import NSTKernelTypes
import NSTOptions
import NSTVGG

/// Runs a network on pictures of one size: forwards to the feature maps of the wanted layers, and backwards from
/// gradients at those layers to the gradient of the picture.
///
/// Of the maps in between, only what the backward pass needs is kept: where ReLU and pooling let a gradient pass, as
/// bits. All memory is allocated when the pass is made. Not for use by two threads at once.
package final class FeaturePass {
    /// The weights of one convolution, as its method wants them.
    enum StepWeights {
        case none
        case first(FirstConvolution)
        case winograd(WinogradWeights, forward: WinogradConvolution, backward: WinogradConvolution)
        /// Forward and backward order.
        case direct([Float], [Float])
    }

    /// The network that is run.
    package let network: Network
    /// Rows of the picture.
    package let height: Int
    /// Columns of the picture.
    package let width: Int
    let backend: Backend
    let pooling: PoolingKind
    let layout: PassLayout
    let weights: [StepWeights]
    private let memory: LargeMemory
    private var maps: [LayerName: FeatureMap] = [:]
    private let hasGradient: Bool

    /// Prepares a pass that goes as deep as the deepest of `layers`.
    ///
    /// - Parameters:
    ///   - layers: The layers whose feature maps are wanted.
    ///   - height: The picture's rows.
    ///   - width: The picture's columns.
    ///   - withGradient: Whether `backward` will be called; without it, less memory is needed.
    ///   - memory: What the pass works in, with at least `layout.count` values, as long as it is used; `nil` for memory
    ///     of its own.
    /// - Throws: `NetworkError.unknownLayer`, `.imageTooSmall` or `.outOfMemory`.
    package init(
        network: Network, layers: some Collection<LayerName>, pooling: PoolingKind, height: Int, width: Int,
        withGradient: Bool = true, memory lent: LargeMemory? = nil, backend: Backend = Backend()
    ) throws(NetworkError) {
        for layer in layers where !network.contains(layer) { throw .unknownLayer(layer) }
        let convolutions = network.layers.map(\.convolution)
        for stage in StageShape.stages(of: convolutions, asFarAs: layers, height: height, width: width) {
            guard stage.count > 0 else { throw .imageTooSmall(layer: stage.layer, width: width, height: height) }
        }
        self.network = network
        self.pooling = pooling
        self.height = height
        self.width = width
        self.backend = backend
        hasGradient = withGradient
        layout = PassLayout(
            convolutions: convolutions, layers: layers, height: height, width: width, pooling: pooling,
            withGradient: withGradient, backend: backend.configuration)
        var weights: [StepWeights] = []
        for step in layout.steps { weights.append(try Self.weights(of: step, network: network, backend: backend)) }
        self.weights = weights
        network.releaseFile()
        if let lent, lent.count >= layout.count { memory = lent } else { memory = try .allocate(layout.count) }
        clearBorder()

        for (number, step) in layout.steps.enumerated() {
            if layers.contains(step.layer) { maps[step.layer] = output(number) }
            if case .convolution(let convolution) = step.kind, let offset = convolution.unrectified {
                maps[LayerName(.conv, step.layer.block, step.layer.index)] = FeatureMap(
                    height: step.height, width: step.width, channels: step.channels, in: memory, at: offset)
            }
        }
    }

    private static func weights(
        of step: PassLayout.Step, network: Network, backend: Backend
    ) throws(NetworkError) -> StepWeights {
        guard case .convolution(let convolution) = step.kind else { return .none }
        let layer = network.layers[convolution.number]
        let (inputs, outputs) = (layer.convolution.inputChannels, layer.convolution.outputChannels)
        switch convolution.method {
        case .first:
            return try layer.withWeights { (weights) throws(NetworkError) in
                .first(
                    FirstConvolution(
                        weights: weights, bias: layer.bias, outputChannels: outputs,
                        gradientChannels: network.inputConvention.imageChannels,
                        gradientScale: network.inputConvention.factors, kernels: backend.kernels))
            }
        case .winograd(let cell):
            let grid = WinogradGrid(cell: cell, height: convolution.height, width: convolution.width)
            return .winograd(
                try network.winogradWeights(layer: convolution.number, cell: cell, backend: backend),
                forward: WinogradConvolution(depth: inputs, columns: outputs, grid: grid, kernels: backend.kernels),
                backward: WinogradConvolution(depth: outputs, columns: inputs, grid: grid, kernels: backend.kernels))
        case .direct:
            return try layer.withWeights { (weights) throws(NetworkError) in
                func packed(_ pack: (UnsafePointer<Float>, Int, Int, UnsafeMutablePointer<Float>) -> Void) -> [Float] {
                    [Float](unsafeUninitializedCapacity: 9 * inputs * outputs) { buffer, count in
                        guard let target = buffer.baseAddress else { return }
                        pack(weights, outputs, inputs, target)
                        count = 9 * inputs * outputs
                    }
                }
                return .direct(
                    packed(Convolution.packForward(_:outputChannels:inputChannels:into:)),
                    packed(Convolution.packBackward(_:outputChannels:inputChannels:into:)))
            }
        }
    }

    /// The feature map of a wanted layer after `forward`, until `backward` has ended; `nil` for a layer that wasn't asked
    /// for.
    package func featureMap(_ layer: LayerName) -> FeatureMap? { maps[layer] }

    // MARK: Places in the memory

    var input: UnsafeMutablePointer<Float> { memory.base + layout.input }
    var scratch: UnsafeMutablePointer<Float> { memory.base + layout.scratch }

    /// The output of a step.
    func output(_ number: Int) -> FeatureMap {
        let step = layout.steps[number]
        return FeatureMap(height: step.height, width: step.width, channels: step.channels, in: memory, at: step.output)
    }

    /// The gradient of a step's output, or of the input for -1.
    func gradient(_ number: Int) -> FeatureMap {
        guard number >= 0 else {
            return FeatureMap(height: height, width: width, channels: 3, in: memory, at: layout.gradients.odd)
        }
        let step = layout.steps[number]
        return FeatureMap(
            height: step.height, width: step.width, channels: step.channels, in: memory,
            at: number == 0
                ? layout.gradients.first : number % 2 == 0 ? layout.gradients.even : layout.gradients.odd)
    }

    func gates(_ convolution: PassLayout.Convolution) -> UnsafeMutablePointer<UInt32>? {
        convolution.gates.map { UnsafeMutableRawPointer(memory.base + $0).assumingMemoryBound(to: UInt32.self) }
    }

    func unrectified(_ convolution: PassLayout.Convolution) -> UnsafeMutablePointer<Float>? {
        convolution.unrectified.map { memory.base + $0 }
    }

    // MARK: Forwards

    /// Computes the feature maps of a picture.
    ///
    /// - Parameter image: `[height, width, 3]`, sRGB 0…1 in the order red, green, blue.
    package func forward(_ image: UnsafePointer<Float>) {
        encode(image)
        for (number, step) in layout.steps.enumerated() {
            let target = output(number)
            let source = number > 0 ? output(number - 1) : nil
            switch (step.kind, source) {
            case (.convolution(let convolution), _):
                convolve(
                    convolution, from: source?.values ?? input, inputChannels: source?.channels ?? 3,
                    weights: weights[number], to: target)
            case (.pooling, let source?):
                let kernel = pooling == .max ? Pooling.maximum : Pooling.average
                kernel(
                    source.values, source.height, source.width, source.channels, target.values, backend.pool)
            case (.pooling, nil):
                break
            }
        }
    }

    /// Sets the padding around the input to zero, where nobody writes later but who else uses the memory.
    func clearBorder() {
        guard layout.hasPaddedInput else { return }
        input.update(repeating: 0, count: FirstConvolution.inputCount(height: height, width: width))
    }

    /// Writes the picture as the network wants it.
    private func encode(_ image: UnsafePointer<Float>) {
        let rowStride = layout.hasPaddedInput ? 3 * (width + 2) : 3 * width
        let origin = layout.hasPaddedInput ? input + rowStride + 3 : input
        backend.split(height, grain: 16) { rows in
            for y in rows {
                network.inputConvention.encode(image + 3 * y * width, pixels: width, into: origin + y * rowStride)
            }
        }
    }

    private func convolve(
        _ convolution: PassLayout.Convolution, from source: UnsafePointer<Float>, inputChannels: Int,
        weights: StepWeights, to target: FeatureMap
    ) {
        let bias = network.layers[convolution.number].bias
        let (rows, columns) = (convolution.height, convolution.width)
        let before = unrectified(convolution)
        let result = before ?? target.values
        switch weights {
        case .none:
            return
        case .first(let kernel):
            kernel.forward(
                source, height: rows, width: columns, unrectified: before, output: target.values, scratch: scratch,
                pool: backend.pool)
            return
        case .winograd(let weights, let forward, _):
            let fusedPooling: ForwardOutput.Pooling =
                convolution.isPooled ? (pooling == .max ? .maximum : .average) : .none
            bias.withUnsafeBufferPointer { bias in
                guard let bias = bias.baseAddress else { return }
                forward.forward(
                    .init(source), weights: weights,
                    output: ForwardOutput(
                        grid: forward.grid, channels: target.channels, range: 0..<target.channels, bias: bias,
                        rectify: before == nil, map: result, pooling: fusedPooling, gates: gates(convolution),
                        scratch: scratch),
                    scratch: scratch, pool: backend.pool)
            }
        case .direct(let weights, _):
            bias.withUnsafeBufferPointer { bias in
                Convolution.apply(
                    input: source, height: rows, width: columns, inputChannels: inputChannels, weights: weights,
                    bias: bias.baseAddress, output: result, outputChannels: target.channels, rectify: before == nil,
                    scratch: scratch, pool: backend.pool)
            }
        }
        if let before {
            backend.split(target.count, grain: 1 << 14) { range in
                backend.kernels.rectify(before + range.lowerBound, target.values + range.lowerBound, range.count)
            }
        }
    }
}
