import NSTVGG
import WeightFormats

/// A VGG network that was found in a file of any format.
struct ImportedNetwork {
    /// The file's format.
    let format: FileFormat
    let architecture: Architecture
    let tensors: [String: [Float]]
    /// What the network's input is, where the file tells or is known; `nil` where somebody has to say.
    let convention: InputConvention?
    /// Where the weights come from, in words.
    let origin: String
    let licence: String

    /// Reads a file.
    ///
    /// - Parameter expected: The network that it must be; `nil` for any.
    init(contentsOf path: String, expecting expected: Architecture?) throws(ToolError) {
        do throws(FormatError) {
            let bytes = try ByteRegion(contentsOf: path)
            let network = try StoredNetwork.read(bytes)
            let candidates = expected.map { [$0] } ?? Architecture.allCases
            let found = try NetworkMatcher(candidates: candidates.map(\.convolutions)).find(in: network)
            let architecture = candidates[found.candidate]
            var tensors: [String: [Float]] = [:]
            for (convolution, (kernel, bias)) in zip(architecture.convolutions, zip(found.kernels, found.biases)) {
                tensors[convolution.weight.name] = kernel
                tensors[convolution.bias.name] = bias
            }
            self.init(path: path, bytes, network, architecture, tensors)
        } catch {
            throw .format(path: path, error)
        }
    }

    private init(
        path: String, _ bytes: ByteRegion, _ network: StoredNetwork, _ architecture: Architecture,
        _ tensors: [String: [Float]]
    ) {
        format = network.format
        self.architecture = architecture
        self.tensors = tensors
        if KnownTensors.sha256(of: tensors, architecture: architecture) == KnownTensors.kerasVGG16 {
            (convention, origin, licence) = (.keras, KnownTensors.kerasVGG16Origin, KnownFile.oxfordLicence)
        } else if let known = KnownFile.known(bytes, format: network.format), known.architecture == architecture {
            (convention, origin, licence) = (known.convention, known.origin, known.licence)
        } else {
            let name = path.split(separator: "/").last.map(String.init) ?? path
            convention = network.input
            (origin, licence) = ("imported from \(name)", "that of its source")
        }
    }
}

extension InputConvention {
    /// The convention of MatConvNet's files, which is Oxford's with red first.
    static let matconvnet = InputConvention(
        channelOrder: .rgb, scale: 255, mean: [123.68, 116.779, 103.939], standardDeviation: [1, 1, 1])

    /// The convention in a few words.
    var summary: String {
        func list(_ values: [Float]) -> String { values.map { "\($0)" }.joined(separator: ", ") }
        let scaled = scale == 1 ? "0–1" : "0–\(scale == scale.rounded() ? "\(Int(scale))" : "\(scale)")"
        let divided = standardDeviation == [1, 1, 1] ? "" : ", divided by \(list(standardDeviation))"
        return "\(channelOrder.rawValue.uppercased()) \(scaled) minus \(list(mean))\(divided)"
    }
}
