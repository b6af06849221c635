import NSTKernels

/// A pretrained VGG network, ready to run: its convolutions' weights in the kernels' order, forwards and backwards.
///
/// It never changes after it is made, so runs may share it.
public final class Network: Sendable {
    /// One convolution with its weights.
    struct Layer: Sendable {
        let convolution: Architecture.Convolution
        /// `[3, 3, inputChannels, outputChannels]`.
        let forwardWeights: [Float]
        /// `[3, 3, outputChannels, inputChannels]`, kernels turned by 180°.
        let backwardWeights: [Float]
        /// `[outputChannels]`.
        let bias: [Float]

        /// Brings weights `[outputChannels, inputChannels, 3, 3]` into the kernels' order.
        init(
            _ convolution: Architecture.Convolution, weight: UnsafeBufferPointer<Float>,
            bias: UnsafeBufferPointer<Float>
        ) {
            self.convolution = convolution
            self.bias = Array(bias)
            let (inputs, outputs) = (convolution.inputChannels, convolution.outputChannels)
            func packed(
                _ pack: (UnsafePointer<Float>, Int, Int, UnsafeMutablePointer<Float>) -> Void
            ) -> [Float] {
                [Float](unsafeUninitializedCapacity: weight.count) { buffer, count in
                    guard let source = weight.baseAddress, let target = buffer.baseAddress else { return }
                    pack(source, outputs, inputs, target)
                    count = weight.count
                }
            }
            forwardWeights = packed(Convolution.packForward(_:outputChannels:inputChannels:into:))
            backwardWeights = packed(Convolution.packBackward(_:outputChannels:inputChannels:into:))
        }
    }

    /// The weights of one convolution as files hold them.
    public struct Parameters: Sendable {
        /// `[outputChannels, inputChannels, 3, 3]`.
        public var weight: [Float]
        /// `[outputChannels]`.
        public var bias: [Float]

        /// The weights and the bias of one convolution.
        public init(weight: [Float], bias: [Float]) {
            self.weight = weight
            self.bias = bias
        }
    }

    /// The convolutions from the image upwards.
    let layers: [Layer]
    /// What the network expects of its input.
    public let inputConvention: InputConvention

    /// A network of any widths, for tests and experiments.
    ///
    /// - Parameters:
    ///   - convolutions: From the image upwards, blocks counted from 1 without gaps; the first takes 3 channels.
    ///   - parameters: As many, in the same order.
    ///   - inputConvention: What the first convolution expects.
    /// - Throws: `NetworkError.shapeMismatch` where sizes or the order don't fit.
    public init(
        convolutions: [Architecture.Convolution], parameters: [Parameters], inputConvention: InputConvention
    ) throws(NetworkError) {
        guard convolutions.count == parameters.count else { throw .shapeMismatch(layer: "") }
        var channels = 3
        for (convolution, values) in zip(convolutions, parameters) {
            guard
                convolution.inputChannels == channels, convolution.outputChannels > 0,
                values.weight.count == 9 * channels * convolution.outputChannels,
                values.bias.count == convolution.outputChannels
            else { throw .shapeMismatch(layer: convolution.name) }
            channels = convolution.outputChannels
        }
        self.inputConvention = inputConvention
        layers = zip(convolutions, parameters).map { convolution, values in
            values.weight.withUnsafeBufferPointer { weight in
                values.bias.withUnsafeBufferPointer { bias in Layer(convolution, weight: weight, bias: bias) }
            }
        }
    }

    /// A network from a weights file, which has been checked when it was opened.
    public init(_ file: WeightFile) throws(WeightError) {
        inputConvention = file.inputConvention
        var layers: [Layer] = []
        for convolution in file.architecture.convolutions {
            let layer = try file.withTensor("\(convolution.name).weight") { (weight) throws(WeightError) in
                try file.withTensor("\(convolution.name).bias") { (bias) throws(WeightError) in
                    Layer(convolution, weight: weight, bias: bias)
                }
            }
            layers.append(layer)
        }
        self.layers = layers
    }

    /// Whether the network has a layer of this name.
    public func contains(_ layer: LayerName) -> Bool {
        layers.contains { entry in
            entry.convolution.block == layer.block
                && (layer.kind == .pool || entry.convolution.index == layer.index)
        }
    }
}

/// What can be wrong with a network that is put together by hand, or with what is asked of one.
public enum NetworkError: Error, Equatable, Sendable {
    /// The weights of this convolution don't fit its description, or the convolutions don't follow each other.
    case shapeMismatch(layer: String)
    /// The network has no such layer.
    case unknownLayer(LayerName)
    /// The picture is too small for the layer: its feature map would have no pixels.
    case imageTooSmall(layer: LayerName, width: Int, height: Int)
}
