import NSTKernels

/// How a network's pooling layers shrink a feature map.
public enum PoolingKind: String, CaseIterable, Sendable, Codable {
    /// The greatest of four values, as VGG was trained.
    case max
    /// Their mean, which Gatys et al. (2015, section "Methods") found to look better.
    case average
}

/// Runs a network on pictures of one size: forwards to the feature maps of the wanted layers, and backwards from
/// gradients at those layers to the gradient of the picture.
///
/// All memory is allocated when the pass is made. Not for use by two threads at once.
public final class FeaturePass {
    /// One step of the network with the memory of its result.
    private enum Stage {
        /// `before` holds the values before the ReLU where a loss looks at them.
        case convolution(layer: Int, before: FeatureMap?, output: FeatureMap)
        case pooling(block: Int, output: FeatureMap)

        var output: FeatureMap {
            switch self {
            case .convolution(_, _, let output), .pooling(_, let output): output
            }
        }
    }

    /// The network that is run.
    public let network: Network
    /// Rows of the picture.
    public let height: Int
    /// Columns of the picture.
    public let width: Int
    private let pooling: PoolingKind
    private let threads: Int
    private let input: FeatureMap
    private var stages: [Stage] = []
    private var maps: [LayerName: FeatureMap] = [:]
    /// The gradients of two neighbouring feature maps, which change places from stage to stage.
    private let gradients: (FeatureMap, FeatureMap)

    /// Prepares a pass that goes as deep as the deepest of `layers`.
    ///
    /// - Parameters:
    ///   - layers: The layers whose feature maps are wanted.
    ///   - height: The picture's rows.
    ///   - width: The picture's columns.
    /// - Throws: `NetworkError.unknownLayer` or `.imageTooSmall`.
    public init(
        network: Network, layers: some Collection<LayerName>, pooling: PoolingKind, height: Int, width: Int,
        threads: Int = Parallel.availableThreads
    ) throws(NetworkError) {
        for layer in layers where !network.contains(layer) { throw .unknownLayer(layer) }
        self.network = network
        self.pooling = pooling
        self.height = height
        self.width = width
        self.threads = threads
        input = FeatureMap(height: height, width: width, channels: 3)

        let shapes = StageShape.stages(
            of: network.layers.map(\.convolution), asFarAs: layers, height: height, width: width)
        for shape in shapes {
            guard shape.count > 0 else { throw .imageTooSmall(layer: shape.layer, width: width, height: height) }
            let output = shape.makeMap()
            if layers.contains(shape.layer) { maps[shape.layer] = output }
            if let number = shape.convolution {
                let unrectified = shape.keepsUnrectified ? shape.makeMap() : nil
                maps[shape.unrectifiedLayer] = unrectified
                stages.append(.convolution(layer: number, before: unrectified, output: output))
            } else {
                stages.append(.pooling(block: shape.layer.block, output: output))
            }
        }
        let largest = max(input.count, shapes.map(\.count).max() ?? 0)
        gradients = (
            FeatureMap(height: 1, width: 1, channels: largest), FeatureMap(height: 1, width: 1, channels: largest)
        )
    }

    /// The feature map of a wanted layer after `forward`; `nil` for a layer that wasn't asked for.
    public func featureMap(_ layer: LayerName) -> FeatureMap? { maps[layer] }

    /// Computes the feature maps of a picture.
    ///
    /// - Parameter image: `[height, width, 3]`, sRGB 0…1 in the order red, green, blue.
    public func forward(_ image: UnsafePointer<Float>) {
        network.inputConvention.encode(image, pixels: height * width, into: input.values)
        var source = input
        for stage in stages {
            switch stage {
            case .convolution(let number, let before, let output):
                let layer = network.layers[number]
                Convolution.apply(
                    input: source.values, height: source.height, width: source.width,
                    inputChannels: source.channels, weights: layer.forwardWeights, bias: layer.bias,
                    output: before?.values ?? output.values, outputChannels: output.channels,
                    rectify: before == nil, threads: threads)
                if let before { Rectifier.apply(before.values, count: output.count, output: output.values) }
            case .pooling(_, let output):
                switch pooling {
                case .max:
                    Pooling.maximum(
                        source.values, height: source.height, width: source.width, channels: source.channels,
                        output: output.values)
                case .average:
                    Pooling.average(
                        source.values, height: source.height, width: source.width, channels: source.channels,
                        output: output.values)
                }
            }
            source = stage.output
        }
    }

    /// Computes the gradient with respect to the picture, after `forward`.
    ///
    /// - Parameters:
    ///   - accumulate: Called for each wanted layer, deepest first, to *add* the gradient with respect to its feature
    ///     map to a map of the same shape.
    ///   - imageGradient: `[height, width, 3]` per unit of sRGB 0…1; overwritten.
    public func backward(
        imageGradient: UnsafeMutablePointer<Float>,
        accumulate: (_ layer: LayerName, _ features: FeatureMap, _ gradient: FeatureMap) -> Void
    ) {
        guard let deepest = stages.last?.output else {
            imageGradient.update(repeating: 0, count: 3 * height * width)
            return
        }
        func add(_ layer: LayerName, to gradient: FeatureMap) {
            if let features = maps[layer] { accumulate(layer, features, gradient) }
        }
        var (memory, otherMemory) = gradients
        var gradient = FeatureMap(
            height: deepest.height, width: deepest.width, channels: deepest.channels, sharing: memory)
        gradient.clear()
        for (position, stage) in stages.enumerated().reversed() {
            let source = position == 0 ? input : stages[position - 1].output
            let next = FeatureMap(
                height: source.height, width: source.width, channels: source.channels, sharing: otherMemory)
            switch stage {
            case .convolution(let number, _, let output):
                let layer = network.layers[number]
                let convolution = layer.convolution
                add(LayerName(.relu, convolution.block, convolution.index), to: gradient)
                Rectifier.backward(gradient: gradient.values, output: output.values, count: output.count)
                add(LayerName(.conv, convolution.block, convolution.index), to: gradient)
                Convolution.apply(
                    input: gradient.values, height: output.height, width: output.width,
                    inputChannels: output.channels, weights: layer.backwardWeights, bias: nil, output: next.values,
                    outputChannels: source.channels, rectify: false, threads: threads)
            case .pooling(let block, _):
                add(LayerName(.pool, block), to: gradient)
                switch pooling {
                case .max:
                    Pooling.maximumBackward(
                        input: source.values, height: source.height, width: source.width, channels: source.channels,
                        gradient: gradient.values, inputGradient: next.values)
                case .average:
                    Pooling.averageBackward(
                        height: source.height, width: source.width, channels: source.channels,
                        gradient: gradient.values, inputGradient: next.values)
                }
            }
            gradient = next
            swap(&memory, &otherMemory)
        }
        network.inputConvention.decodeGradient(gradient.values, pixels: height * width, into: imageGradient)
    }
}
