extension Safetensors {
    /// Writes a file of 32-bit floating-point tensors, whole or not at all.
    ///
    /// - Parameters:
    ///   - tensors: In the order that their data get in the file.
    ///   - metadata: Texts without control characters.
    static func write(
        _ tensors: [(description: TensorDescription, values: [Float])], metadata: [String: String], to path: String
    ) throws(WeightError) {
        var header = SafetensorsHeader(metadata: metadata, entries: [:])
        var end = 0
        for (description, values) in tensors {
            let start = end
            end += values.count * MemoryLayout<Float>.size
            header.entries[description.name] = .init(
                dtype: DataType.float32.rawValue, shape: description.shape, dataOffsets: [start, end])
        }

        let json: [UInt8]
        do throws(SafetensorsError) {
            json = try header.encoded()
        } catch {
            throw .malformed(path: path, reason: error)
        }

        let length = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Array($0) }
        try AtomicFile.write(to: path) { (append) throws(WeightError) in
            try (length + json).withUnsafeBufferPointer { (bytes) throws(WeightError) in
                try append(UnsafeRawBufferPointer(bytes))
            }
            for (_, values) in tensors {
                try values.withUnsafeBufferPointer { (buffer) throws(WeightError) in
                    try append(UnsafeRawBufferPointer(buffer))
                }
            }
        }
    }
}
