import NSTKernels

/// A pretrained VGG network, ready to run: its convolutions' weights in the kernels' order, forwards and backwards.
///
/// It never changes after it is made, so runs may share it.
public final class Network: @unchecked Sendable {
    /// One convolution with its weights.
    struct Layer {
        let convolution: Architecture.Convolution
        /// `[3, 3, inputChannels, outputChannels]`.
        let forwardWeights: [Float]
        /// `[3, 3, outputChannels, inputChannels]`, kernels turned by 180°.
        let backwardWeights: [Float]
        /// `[outputChannels]`.
        let bias: [Float]
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
        layers = Self.pack(convolutions) { index, body in
            parameters[index].weight.withUnsafeBufferPointer { weight in
                parameters[index].bias.withUnsafeBufferPointer { bias in body(weight, bias) }
            }
        }
    }

    /// A network from a weights file, which has been checked when it was opened.
    public init(_ file: WeightFile) throws(WeightError) {
        let convolutions = file.architecture.convolutions
        inputConvention = file.inputConvention
        for convolution in convolutions {
            // Looked up first, so that packing can't fail half-way.
            try file.withTensor("\(convolution.name).weight") { _ in }
            try file.withTensor("\(convolution.name).bias") { _ in }
        }
        layers = Self.pack(convolutions) { index, body in
            try? file.withTensor("\(convolutions[index].name).weight") { weight in
                try? file.withTensor("\(convolutions[index].name).bias") { bias in body(weight, bias) }
            }
        }
    }

    private typealias Borrow = (UnsafeBufferPointer<Float>, UnsafeBufferPointer<Float>) -> Void

    /// Brings every convolution's weights into the kernels' order, the convolutions shared between the processors.
    private static func pack(
        _ convolutions: [Architecture.Convolution], withParameters: (Int, Borrow) -> Void
    ) -> [Layer] {
        var result: [Layer] = []
        for (index, convolution) in convolutions.enumerated() {
            let (inputs, outputs) = (convolution.inputChannels, convolution.outputChannels)
            let count = 9 * inputs * outputs
            var forward: [Float] = []
            var backward: [Float] = []
            var biases: [Float] = []
            withParameters(index) { weight, bias in
                guard let source = weight.baseAddress else { return }
                biases = Array(bias)
                forward = [Float](unsafeUninitializedCapacity: count) { buffer, initialised in
                    if let packed = buffer.baseAddress {
                        Convolution.packForward(source, outputChannels: outputs, inputChannels: inputs, into: packed)
                    }
                    initialised = count
                }
                backward = [Float](unsafeUninitializedCapacity: count) { buffer, initialised in
                    if let packed = buffer.baseAddress {
                        Convolution.packBackward(source, outputChannels: outputs, inputChannels: inputs, into: packed)
                    }
                    initialised = count
                }
            }
            result.append(
                Layer(convolution: convolution, forwardWeights: forward, backwardWeights: backward, bias: biases))
        }
        return result
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
