/// A safetensors file, mapped: eight bytes with the header's length (little-endian), the header (JSON), the data.
/// <https://github.com/huggingface/safetensors#format>
///
/// Everything that the header says is checked when the file is opened, so that using it can't go wrong.
package struct Safetensors: Sendable {
    /// One tensor's entry in the header.
    package struct Tensor: Equatable, Sendable {
        package var dataType: DataType
        package var shape: [Int]
        /// Where its bytes are, counted from the start of the data.
        package var range: Range<Int>
    }

    /// The format's data types.
    package enum DataType: String, Sendable {
        case bool = "BOOL"
        case uint8 = "U8"
        case int8 = "I8"
        case int16 = "I16"
        case uint16 = "U16"
        case float16 = "F16"
        case bfloat16 = "BF16"
        case int32 = "I32"
        case uint32 = "U32"
        case float32 = "F32"
        case float64 = "F64"
        case int64 = "I64"
        case uint64 = "U64"

        var bytesPerElement: Int {
            switch self {
            case .bool, .uint8, .int8: 1
            case .int16, .uint16, .float16, .bfloat16: 2
            case .int32, .uint32, .float32: 4
            case .float64, .int64, .uint64: 8
            }
        }
    }

    /// What the header says about the file as a whole.
    let metadata: [String: String]
    /// The tensors by name.
    let tensors: [String: Tensor]

    private let file: MappedFile
    private let dataStart: Int

    /// Maps and checks a file.
    init(contentsOf path: String) throws(WeightError) {
        file = try MappedFile(path: path)
        let bytes = file.bytes
        guard bytes.count >= 8 else { throw .truncated(path: path, expectedBytes: 8, actualBytes: bytes.count) }
        let headerLength = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        guard headerLength <= UInt64(SafetensorsHeader.longest) else {
            throw .malformed(path: path, reason: .headerTooLong(bytes: headerLength))
        }
        dataStart = 8 + Int(headerLength)
        guard bytes.count >= dataStart else {
            throw .truncated(path: path, expectedBytes: dataStart, actualBytes: bytes.count)
        }

        let dataCount: Int
        do throws(SafetensorsError) {
            let header = try SafetensorsHeader(json: UnsafeRawBufferPointer(rebasing: bytes[8..<dataStart]))
            metadata = header.metadata
            tensors = try header.checkedTensors(dataStart: dataStart)
            dataCount = header.dataCount
        } catch {
            throw .malformed(path: path, reason: error)
        }

        let missing = dataStart + dataCount - bytes.count
        if missing > 0 {
            throw .truncated(path: path, expectedBytes: dataStart + dataCount, actualBytes: bytes.count)
        }
        if missing < 0 { throw .malformed(path: path, reason: .trailingBytes(-missing)) }
    }

    var path: String { file.path }

    /// Gives the memory of the file's pages back, until they are looked at again.
    func releasePages() { file.releasePages() }

    /// Lends a tensor's bytes.
    func withBytes<Result, Failure>(
        of tensor: Tensor, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(file) {} }
        let range = dataStart + tensor.range.lowerBound..<dataStart + tensor.range.upperBound
        return try body(UnsafeRawBufferPointer(rebasing: file.bytes[range]))
    }
}
