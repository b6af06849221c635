/// The pretrained weights of one network, mapped from a safetensors file and found to be intact.
///
/// Besides the tensors, the file's metadata hold the architecture, the input convention, where the weights come from,
/// their licence, and a SHA-256 over all of it.
public struct WeightFile: Sendable {
    /// The network.
    public let architecture: Architecture
    /// What the network's first convolution expects.
    public let inputConvention: InputConvention
    /// Where the weights come from, in words.
    public let origin: String
    /// Under which licence they are.
    public let licence: String
    /// The checksum of everything in the file, in hexadecimal digits.
    public let sha256: String

    private let file: Safetensors

    /// Where the file is.
    public var path: String { file.path }

    /// Maps a weights file and checks all of it: structure, shapes, checksum, values.
    ///
    /// - Parameter expected: The network that the file must hold, `nil` for any.
    public init(contentsOf path: String, expecting expected: Architecture? = nil) throws(WeightError) {
        file = try Safetensors(contentsOf: path)
        let metadata = try WeightMetadata(file.metadata, path: path)
        architecture = metadata.architecture
        inputConvention = metadata.inputConvention
        origin = metadata.origin
        licence = metadata.licence
        sha256 = metadata.sha256

        if let expected, expected != architecture {
            throw .wrongArchitecture(found: architecture, expected: expected, path: path)
        }
        try checkStructure()
        let found = WeightChecksum.hexDigits(of: file)
        guard found == sha256 else { throw .damaged(path: path, expected: sha256, found: found) }
        try checkValues()
    }

    /// Lends a tensor's values.
    ///
    /// - Parameters:
    ///   - name: Such as `conv1_1.weight` (`[outputChannels, inputChannels, 3, 3]`) or `conv1_1.bias`.
    ///   - body: Must not keep the pointer.
    public func withTensor<R>(
        _ name: String, _ body: (UnsafeBufferPointer<Float>) throws(WeightError) -> R
    ) throws(WeightError) -> R {
        guard let tensor = file.tensors[name] else { throw .missingTensor(name: name, path: path) }
        return try file.withBytes(of: tensor) { (bytes) throws(WeightError) in
            try body(bytes.assumingMemoryBound(to: Float.self))
        }
    }

    /// Gives the memory of the file's pages back, until they are looked at again.
    package func releasePages() { file.releasePages() }

    /// Makes sure that the file has exactly the architecture's tensors.
    private func checkStructure() throws(WeightError) {
        let expected = architecture.tensors
        for description in expected {
            let name = description.name
            guard let tensor = file.tensors[name] else { throw .missingTensor(name: name, path: path) }
            guard tensor.dataType == .float32 else {
                throw .wrongDataType(tensor: name, found: tensor.dataType.rawValue, path: path)
            }
            guard tensor.shape == description.shape else {
                throw .wrongShape(tensor: name, found: tensor.shape, expected: description.shape, path: path)
            }
        }
        let names = Set(expected.map(\.name))
        if let other = file.tensors.keys.filter({ !names.contains($0) }).min() {
            throw .unexpectedTensor(name: other, path: path)
        }
    }

    private func checkValues() throws(WeightError) {
        for description in architecture.tensors {
            let isFinite = try withTensor(description.name) { $0.areAllFinite }
            guard isFinite else { throw .notFinite(tensor: description.name, path: path) }
        }
    }
}

extension UnsafeBufferPointer<Float> {
    /// Whether no value is infinite or not a number.
    ///
    /// Those, and only those, have all bits of the exponent set. A maximum over the bits, unlike an early return, is a
    /// loop that the compiler can vectorise.
    var areAllFinite: Bool {
        let infinity = Float.infinity.bitPattern
        var largest: UInt32 = 0
        var index = 0
        while index < count {
            largest = Swift.max(largest, self[index].bitPattern & 0x7fff_ffff)
            index += 1
        }
        return largest < infinity
    }
}
