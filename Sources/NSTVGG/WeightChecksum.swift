import Crypto

/// The SHA-256 of a weights file.
///
/// It covers a canonical rendering of all that the header says (metadata but for the checksum itself, then each tensor's
/// name, type and shape) and each tensor's data, so that any changed bit is found, while another program may write the
/// same contents in another order. Texts and lists are preceded by their lengths, which keeps different contents from
/// rendering alike.
enum WeightChecksum {
    /// One tensor as the checksum sees it.
    struct Tensor {
        var name: String
        var dataType: String
        var shape: [Int]
        var withBytes: ((UnsafeRawBufferPointer) -> Void) -> Void
    }

    /// The checksum of a file's contents.
    static func hexDigits(of file: Safetensors) -> String {
        hexDigits(
            metadata: file.metadata,
            tensors: file.tensors.map { name, tensor in
                Tensor(name: name, dataType: tensor.dataType.rawValue, shape: tensor.shape) { body in
                    file.withBytes(of: tensor, body)
                }
            })
    }

    /// The checksum of contents that are to be written.
    static func hexDigits(
        metadata: [String: String], tensors: [(description: TensorDescription, values: [Float])]
    ) -> String {
        hexDigits(
            metadata: metadata,
            tensors: tensors.map { description, values in
                let dataType = Safetensors.DataType.float32.rawValue
                return Tensor(name: description.name, dataType: dataType, shape: description.shape) { body in
                    values.withUnsafeBytes(body)
                }
            })
    }

    private static func hexDigits(metadata: [String: String], tensors: [Tensor]) -> String {
        var hash = SHA256()
        func add(_ number: Int) {
            withUnsafeBytes(of: UInt64(number).littleEndian) { hash.update(bufferPointer: $0) }
        }
        func add(_ text: String) {
            add(text.utf8.count)
            hash.update(data: Array(text.utf8))
        }

        let covered = metadata.filter { $0.key != WeightMetadata.Key.sha256 }
        add(covered.count)
        for (key, value) in covered.sorted(by: { $0.key < $1.key }) {
            add(key)
            add(value)
        }
        add(tensors.count)
        for tensor in tensors.sorted(by: { $0.name < $1.name }) {
            add(tensor.name)
            add(tensor.dataType)
            add(tensor.shape.count)
            for size in tensor.shape { add(size) }
            tensor.withBytes { hash.update(bufferPointer: $0) }
        }
        return hash.finalize().hexDigits
    }
}

extension Digest {
    /// The digest as text.
    package var hexDigits: String {
        let digits = Array("0123456789abcdef")
        return String(flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
