import FoundationEssentials

/// The JSON object at the start of a safetensors file.
package struct SafetensorsHeader {
    /// No header of a network comes near this, and it bounds what a hostile file makes us parse.
    package static let longest = 1 << 20

    /// One tensor's entry as it stands in the file.
    package struct Entry: Codable {
        var dtype: String
        var shape: [Int]
        var dataOffsets: [Int]

        enum CodingKeys: String, CodingKey {
            case dtype
            case shape
            case dataOffsets = "data_offsets"
        }
    }

    var metadata: [String: String]
    var entries: [String: Entry]

    /// Reads the header.
    package init(json: UnsafeRawBufferPointer) throws(SafetensorsError) {
        // The decoder would also take UTF-16 and the like, which the format doesn't.
        guard json.first == UInt8(ascii: "{"), !json.contains(0) else { throw .invalidHeader }
        do {
            self = try JSONDecoder().decode(SafetensorsHeader.self, from: Data(json))
        } catch {
            throw .invalidHeader
        }
    }

    init(metadata: [String: String], entries: [String: Entry]) {
        self.metadata = metadata
        self.entries = entries
    }

    /// How many bytes of data the tensors need. Ask `checkedTensors` first.
    package var dataCount: Int { entries.values.reduce(0) { max($0, $1.dataOffsets.last ?? 0) } }

    /// The tensors, after making sure that they are well formed and lie one behind the other without gap from the start
    /// of the data.
    ///
    /// - Parameter alignsData: Whether each tensor's data must lie at a multiple of its numbers' size.
    package func checkedTensors(
        dataStart: Int, alignsData: Bool = true
    ) throws(SafetensorsError) -> [String: Safetensors.Tensor] {
        var tensors: [String: Safetensors.Tensor] = [:]
        // In the order of names among equal places, so that the same file always gives the same error.
        for (name, entry) in entries.sorted(by: { $0.key < $1.key }) {
            tensors[name] = try Self.checked(entry, name: name, dataStart: dataStart, alignsData: alignsData)
        }
        var end = 0
        let ordered = tensors.sorted {
            ($0.value.range.lowerBound, $0.value.range.upperBound, $0.key)
                < ($1.value.range.lowerBound, $1.value.range.upperBound, $1.key)
        }
        for (name, tensor) in ordered {
            guard tensor.range.lowerBound == end else { throw .notContiguous(tensor: name) }
            end = tensor.range.upperBound
        }
        return tensors
    }

    private static func checked(
        _ entry: Entry, name: String, dataStart: Int, alignsData: Bool
    ) throws(SafetensorsError) -> Safetensors.Tensor {
        guard let dataType = Safetensors.DataType(rawValue: entry.dtype) else {
            throw .unknownDataType(tensor: name, name: entry.dtype)
        }
        var byteCount = dataType.bytesPerElement
        for size in entry.shape {
            let (product, overflows) = byteCount.multipliedReportingOverflow(by: size)
            guard size >= 0, !overflows else { throw .invalidShape(tensor: name) }
            byteCount = product
        }
        // Half of all numbers is enough for any file, and adding the header's length to an offset can't overflow.
        guard
            entry.dataOffsets.count == 2, entry.dataOffsets[0] >= 0, entry.dataOffsets[1] >= entry.dataOffsets[0],
            entry.dataOffsets[1] <= Int.max / 2, entry.dataOffsets[1] - entry.dataOffsets[0] == byteCount,
            !alignsData || (dataStart + entry.dataOffsets[0]).isMultiple(of: dataType.bytesPerElement)
        else { throw .invalidOffsets(tensor: name) }
        return Safetensors.Tensor(
            dataType: dataType, shape: entry.shape, range: entry.dataOffsets[0]..<entry.dataOffsets[1])
    }
}

/// The object's keys are tensors' names, but for one.
extension SafetensorsHeader: Codable {
    private static let metadataKey = "__metadata__"

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        metadata = [:]
        entries = [:]
        for name in container.allKeys {
            if name.stringValue == Self.metadataKey {
                metadata = try container.decode([String: String].self, forKey: name)
            } else {
                entries[name.stringValue] = try container.decode(Entry.self, forKey: name)
            }
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Name.self)
        if !metadata.isEmpty { try container.encode(metadata, forKey: Name(stringValue: Self.metadataKey)) }
        for (name, entry) in entries { try container.encode(entry, forKey: Name(stringValue: name)) }
    }

    /// The header's bytes, padded with spaces so that the data behind it are aligned to eight bytes.
    func encoded() throws(SafetensorsError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let json = try? encoder.encode(self) else { throw .invalidHeader }
        let padding = -json.count & 7
        guard json.count + padding <= Self.longest else {
            throw .headerTooLong(bytes: UInt64(json.count + padding))
        }
        return Array(json) + Array(repeating: UInt8(ascii: " "), count: padding)
    }
}
