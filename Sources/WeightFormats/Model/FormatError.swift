/// Why a file gives no network. Cases hold data; the sentence that a user reads is made by whoever shows it.
package enum FormatError: Error, Equatable, Sendable {
    /// The file can't be opened, read or mapped; `code` is the system's error number.
    case unreadable(code: Int32)
    /// The path names a folder, a pipe or a device.
    case notAFile
    /// The contents are in no format that is known.
    case unknownFormat
    /// Something is said to end behind the end of the file.
    case truncated
    /// A part of the file makes no sense; the part's name as the format's documentation has it.
    case malformed(String)
    /// The file uses a feature that weights files don't need or that isn't read; the feature's name.
    case unsupported(String)
    /// The file has more of something than any network's weights need; what it has too many of.
    case tooMany(String)
    /// A pickle asks for a function or class that no tensor needs.
    case forbiddenGlobal(String)
    /// The data of a tensor are in another file.
    case externalData(tensor: String)

    /// The number of 3×3 convolutions is none of the expected ones.
    case wrongConvolutionCount(found: Int, expected: [Int])
    /// The network has batch normalisation behind its convolutions.
    case batchNormalised
    /// Kernels are stored for Theano, mirrored.
    case theanoKernels
    /// A convolution has no bias.
    case missingBias(convolution: String)
    /// A convolution's weights are no constants of the file.
    case missingConstant(convolution: String, name: String)
    /// A tensor has another shape.
    case wrongShape(tensor: String, found: [Int], expected: [Int])
    /// A tensor isn't of floating-point numbers that are read.
    case wrongElementType(tensor: String, found: String)
    /// A tensor has more or less data than its shape needs.
    case wrongDataSize(tensor: String)
    /// A tensor has an infinite value or one that is no number.
    case notFinite(tensor: String)
    /// The layers before a convolution aren't the network's.
    case unexpectedLayers(before: String, found: [String])
    /// A convolution isn't a 3×3 one of stride 1 with zero padding 1.
    case unexpectedAttribute(convolution: String, attribute: String)
}
