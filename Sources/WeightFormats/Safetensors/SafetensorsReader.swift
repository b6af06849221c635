import NSTVGG

/// Reads safetensors of any program: eight bytes with the header's length, the header (JSON), the data.
/// <https://github.com/huggingface/safetensors#format>
enum SafetensorsReader {
    static func read(_ region: ByteRegion) throws(FormatError) -> StoredNetwork {
        var cursor = try ByteCursor(region, at: 0)
        let length = try cursor.count(UInt64.self)
        guard length <= SafetensorsHeader.longest else { throw .tooMany("bytes in its header") }
        let json = try region.slice(cursor.take(length))
        let start = cursor.position

        let entries: [String: Safetensors.Tensor]
        let dataCount: Int
        do throws(SafetensorsError) {
            let header = try SafetensorsHeader(json: json)
            // Other programs don't all align the data.
            entries = try header.checkedTensors(dataStart: start, alignsData: false)
            dataCount = header.dataCount
        } catch {
            throw FormatError(error)
        }
        guard dataCount <= region.count - start else { throw .truncated }
        guard dataCount == region.count - start else { throw .malformed("bytes behind the last tensor") }

        var tensors: [StoredTensor] = []
        // In the order of their data, and of names where there are none.
        for (name, entry) in entries.sorted(by: {
            ($0.value.range.lowerBound, $0.key) < ($1.value.range.lowerBound, $1.key)
        }) {
            tensors.append(try tensor(name, entry, start: start))
        }
        return StoredNetwork(format: .safetensors, tensors: tensors, region: region)
    }

    private static func tensor(
        _ name: String, _ entry: Safetensors.Tensor, start: Int
    ) throws(FormatError) -> StoredTensor {
        let type = elementType(entry.dataType)
        let parts = TensorName(name, rank: entry.shape.count)
        return try StoredTensor(
            name: name, layer: parts.layer, role: parts.role, shape: entry.shape, elementType: type,
            storage: .pieces([
                .init(
                    offset: start + entry.range.lowerBound, count: type.size > 0 ? entry.range.count / type.size : 0,
                    stride: type.size)
            ]))
    }

    private static func elementType(_ type: Safetensors.DataType) -> ElementType {
        switch type {
        case .float16: .float16
        case .bfloat16: .bfloat16
        case .float32: .float32
        case .float64: .float64
        default: .other(type.rawValue)
        }
    }
}

extension FormatError {
    /// What is wrong with a header.
    fileprivate init(_ error: SafetensorsError) {
        self =
            switch error {
            case .headerTooLong: .tooMany("bytes in its header")
            case .invalidHeader: .malformed("safetensors header")
            case .unknownDataType(_, let name): .unsupported("numbers in the format \(name)")
            case .invalidShape(let tensor): .malformed("shape of \(tensor)")
            case .invalidOffsets(let tensor): .malformed("offsets of \(tensor)")
            case .notContiguous: .malformed("tensors' places, which overlap or leave gaps")
            case .trailingBytes: .malformed("bytes behind the last tensor")
            }
    }
}
