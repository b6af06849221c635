/// All that a weights file is made of, in memory.
package struct WeightContents: Sendable {
    /// The network.
    package var architecture: Architecture
    /// What the network's first convolution expects.
    package var inputConvention: InputConvention
    /// Where the weights come from, in words.
    package var origin: String
    /// Under which licence they are.
    package var licence: String
    /// The values of each of `architecture.tensors` by name.
    package var tensors: [String: [Float]]

    /// Contents of their parts.
    package init(
        architecture: Architecture, inputConvention: InputConvention, origin: String, licence: String,
        tensors: [String: [Float]]
    ) {
        self.architecture = architecture
        self.inputConvention = inputConvention
        self.origin = origin
        self.licence = licence
        self.tensors = tensors
    }

    /// What a file holds.
    package init(_ file: WeightFile) throws(WeightError) {
        var tensors: [String: [Float]] = [:]
        for description in file.architecture.tensors {
            tensors[description.name] = try file.withTensor(description.name) { Array($0) }
        }
        self.init(
            architecture: file.architecture, inputConvention: file.inputConvention, origin: file.origin,
            licence: file.licence, tensors: tensors)
    }
}

extension WeightFile {
    /// Makes sure that a file could be written, and makes its folder where that is missing.
    package static func checkWritable(_ path: String) throws(WeightError) {
        try AtomicFile.prepareFolder(for: path)
    }

    /// Writes a weights file, whole or not at all, and makes its folder where that is missing.
    ///
    /// Contents that `init(contentsOf:expecting:)` would refuse aren't written.
    package static func write(_ contents: WeightContents, to path: String) throws(WeightError) {
        var tensors: [(description: TensorDescription, values: [Float])] = []
        for description in contents.architecture.tensors {
            let name = description.name
            guard let values = contents.tensors[name] else { throw .missingTensor(name: name, path: path) }
            guard values.count == description.count else {
                throw .wrongShape(tensor: name, found: [values.count], expected: description.shape, path: path)
            }
            guard values.withUnsafeBufferPointer({ $0.areAllFinite }) else {
                throw .notFinite(tensor: name, path: path)
            }
            tensors.append((description, values))
        }
        let names = Set(tensors.map(\.description.name))
        if let other = contents.tensors.keys.filter({ !names.contains($0) }).min() {
            throw .unexpectedTensor(name: other, path: path)
        }

        var metadata = WeightMetadata.dictionary(for: contents)
        _ = try InputConvention(metadata: metadata, path: path)
        metadata[WeightMetadata.Key.sha256] = WeightChecksum.hexDigits(metadata: metadata, tensors: tensors)
        try Safetensors.write(tensors, metadata: metadata, to: path)
    }
}
