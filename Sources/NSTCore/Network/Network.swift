import NSTKernels
import NSTKernelTypes
import NSTVGG
import Synchronization

/// A pretrained VGG network. Its weights are brought into the kernels' order when a pass first needs them.
///
/// It never changes in what it computes, so runs may share it.
public final class Network: Sendable {
    /// One convolution with its weights.
    struct Layer: Sendable {
        let convolution: Architecture.Convolution
        /// `[outputChannels]`.
        let bias: [Float]
        /// Where the weights `[outputChannels, inputChannels, 3, 3]` are.
        fileprivate let source: Source

        fileprivate enum Source: Sendable {
            case array([Float])
            case file(WeightFile)
        }

        /// Lends the weights `[outputChannels, inputChannels, 3, 3]`.
        func withWeights<R>(_ body: (UnsafePointer<Float>) throws(NetworkError) -> R) throws(NetworkError) -> R {
            let mismatch = NetworkError.shapeMismatch(layer: convolution.name)
            switch source {
            case .array(let values):
                var result: Result<R, NetworkError> = .failure(mismatch)
                values.withUnsafeBufferPointer { buffer in
                    guard let base = buffer.baseAddress else { return }
                    do throws(NetworkError) {
                        result = .success(try body(base))
                    } catch {
                        result = .failure(error)
                    }
                }
                return try result.get()
            case .file(let file):
                var result: Result<R, NetworkError> = .failure(mismatch)
                do {
                    try file.withTensor("\(convolution.name).weight") { (buffer) throws(WeightError) in
                        guard let base = buffer.baseAddress else { return }
                        do throws(NetworkError) {
                            result = .success(try body(base))
                        } catch {
                            result = .failure(error)
                        }
                    }
                } catch {
                    // The file was checked when the network was made; it can't lack a tensor now.
                    throw mismatch
                }
                return try result.get()
            }
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

    /// What transformed weights are for.
    private struct TransformKey: Hashable {
        var layer: Int
        var cell: Int
        var family: String
    }

    private struct WeakWeights {
        weak var weights: WinogradWeights?
    }

    /// Transformed weights that some pass is using.
    private let transformed = Mutex<[TransformKey: WeakWeights]>([:])

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
            Layer(convolution: convolution, bias: values.bias, source: .array(values.weight))
        }
    }

    /// A network from a weights file, which has been checked when it was opened.
    public init(_ file: WeightFile) throws(WeightError) {
        inputConvention = file.inputConvention
        var layers: [Layer] = []
        for convolution in file.architecture.convolutions {
            let bias = try file.withTensor("\(convolution.name).bias") { Array($0) }
            layers.append(Layer(convolution: convolution, bias: bias, source: .file(file)))
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

    /// The weights of a convolution for Winograd's method. They are shared by all passes that use them, and freed with
    /// the last.
    ///
    /// - Throws: `NetworkError.outOfMemory`.
    func winogradWeights(layer number: Int, cell: Int, backend: Backend) throws(NetworkError) -> WinogradWeights {
        let key = TransformKey(layer: number, cell: cell, family: backend.kernels.name)
        if let weights = transformed.withLock({ $0[key]?.weights }) { return weights }
        let layer = layers[number]
        let (inputs, outputs) = (layer.convolution.inputChannels, layer.convolution.outputChannels)
        let weights = try layer.withWeights { (values) throws(NetworkError) in
            guard
                let weights = WinogradWeights(
                    values, inputChannels: inputs, outputChannels: outputs, cell: cell, kernels: backend.kernels,
                    pool: backend.pool)
            else {
                throw .outOfMemory(
                    bytes: WinogradWeights.bytes(inputChannels: inputs, outputChannels: outputs, cell: cell))
            }
            return weights
        }
        transformed.withLock { $0[key] = WeakWeights(weights: weights) }
        return weights
    }

    /// Gives back the memory of the weights as they stand in the file, which are needed again only for another pass.
    func releaseFile() {
        if case .file(let file)? = layers.first?.source { file.releasePages() }
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
    /// The system refused memory.
    case outOfMemory(bytes: Int)
}
