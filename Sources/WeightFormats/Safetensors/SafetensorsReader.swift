import FoundationEssentials

/// Reads safetensors: eight bytes with the header's length, the header (JSON), the data.
/// <https://github.com/huggingface/safetensors#format>
enum SafetensorsReader {
    /// A network's header takes a few kilobytes.
    private static let longestHeader = 1 << 20

    /// One tensor's entry in the header.
    private struct Entry: Decodable {
        var dtype: String
        var shape: [Int]
        var offsets: [Int]

        enum CodingKeys: String, CodingKey {
            case dtype
            case shape
            case offsets = "data_offsets"
        }
    }

    /// What stands under a key of the header: a tensor, or texts about the file.
    private enum Item: Decodable {
        case tensor(Entry)
        case metadata

        init(from decoder: any Decoder) throws {
            if let entry = try? Entry(from: decoder) {
                self = .tensor(entry)
            } else {
                _ = try [String: String](from: decoder)
                self = .metadata
            }
        }
    }

    static func read(_ region: ByteRegion) throws(FormatError) -> StoredNetwork {
        var cursor = try ByteCursor(region, at: 0)
        let length = try cursor.count(UInt64.self)
        guard length <= longestHeader else { throw .tooMany("bytes in its header") }
        let header = try region.slice(cursor.take(length))
        let start = cursor.position

        // The decoder would also take UTF-16 and the like, which the format doesn't.
        guard header.first == UInt8(ascii: "{"), !header.contains(0),
            let items = try? JSONDecoder().decode([String: Item].self, from: Data(header))
        else { throw .malformed("safetensors header") }

        var tensors: [(place: Int, tensor: StoredTensor)] = []
        // In the order of names, so that the same file always gives the same error.
        for (name, item) in items.sorted(by: { $0.key < $1.key }) {
            guard case .tensor(let entry) = item else { continue }
            let tensor = try tensor(name, entry, start: start, in: region)
            tensors.append((entry.offsets.first ?? 0, tensor))
        }
        try checkOverlaps(items)
        return StoredNetwork(
            format: .safetensors, tensors: tensors.sorted { $0.place < $1.place }.map(\.tensor), region: region)
    }

    private static func tensor(
        _ name: String, _ entry: Entry, start: Int, in region: ByteRegion
    ) throws(FormatError) -> StoredTensor {
        let type = elementType(entry.dtype)
        let parts = TensorName(name, rank: entry.shape.count)
        guard entry.offsets.count == 2, entry.offsets[0] >= 0, entry.offsets[1] >= entry.offsets[0] else {
            throw .malformed("offsets of \(name)")
        }
        let size = entry.offsets[1] - entry.offsets[0]
        guard entry.offsets[1] <= region.count - start else { throw .truncated }
        let tensor = try StoredTensor(
            name: name, layer: parts.layer, role: parts.role, shape: entry.shape, elementType: type,
            storage: .pieces([
                .init(offset: start + entry.offsets[0], count: type.size > 0 ? size / type.size : 0, stride: type.size)
            ]))
        guard type.size == 0 || tensor.count * type.size == size else { throw .wrongDataSize(tensor: name) }
        return tensor
    }

    /// The format has every byte belong to one tensor at most.
    private static func checkOverlaps(_ items: [String: Item]) throws(FormatError) {
        var end = 0
        let ranges = items.values.compactMap { item in
            if case .tensor(let entry) = item { (entry.offsets[0], entry.offsets[1]) } else { nil }
        }
        for (first, behind) in ranges.sorted(by: <) {
            guard first >= end else { throw .malformed("tensors' places, which overlap") }
            end = behind
        }
    }

    private static func elementType(_ name: String) -> ElementType {
        switch name {
        case "F16": .float16
        case "BF16": .bfloat16
        case "F32": .float32
        case "F64": .float64
        default: .other(name)
        }
    }
}
