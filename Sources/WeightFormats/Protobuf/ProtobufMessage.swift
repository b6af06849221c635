/// A protobuf message in a file, whose fields are looked at one after the other where they lie.
///
/// A library that decodes messages would copy everything, a network's half gigabyte of fully connected layers included;
/// this gives out places. <https://protobuf.dev/programming-guides/encoding/>
struct ProtobufMessage {
    /// One field of the message.
    struct Field {
        /// The field's number in the message's definition.
        let number: Int
        let value: Value
    }

    enum Value {
        case varint(UInt64)
        /// Where the 8 bytes are.
        case fixed64(Int)
        /// Where the 4 bytes are.
        case fixed32(Int)
        /// Where the text, the bytes, the message or the packed numbers are.
        case bytes(Range<Int>)
    }

    private var cursor: ByteCursor
    var region: ByteRegion { cursor.region }

    init(_ region: ByteRegion, _ range: Range<Int>) throws(FormatError) { cursor = try ByteCursor(region, range) }

    /// The next field; `nil` at the message's end.
    mutating func next() throws(FormatError) -> Field? {
        guard !cursor.isAtEnd else { return nil }
        let key = try cursor.varint()
        guard let number = Int(exactly: key >> 3), (1..<1 << 29).contains(number) else { throw .malformed("protobuf") }
        switch key & 7 {
        case 0: return Field(number: number, value: .varint(try cursor.varint()))
        case 1: return Field(number: number, value: .fixed64(try cursor.take(8).lowerBound))
        case 2:
            guard let count = Int(exactly: try cursor.varint()) else { throw .truncated }
            return Field(number: number, value: .bytes(try cursor.take(count)))
        case 5: return Field(number: number, value: .fixed32(try cursor.take(4).lowerBound))
        // Groups (3 and 4) were given up before any of these formats was made.
        default: throw .malformed("protobuf")
        }
    }
}

extension ByteCursor {
    /// A number of seven bits for each byte, the lowest first.
    mutating func varint() throws(FormatError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            let byte = try next(UInt8.self)
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
        }
        throw .malformed("protobuf")
    }

    /// All numbers up to the end.
    mutating func varints(atMost limit: Int) throws(FormatError) -> [Int] {
        var result: [Int] = []
        while !isAtEnd {
            guard result.count < limit else { throw .tooMany("dimensions") }
            result.append(Int(Int64(bitPattern: try varint())))
        }
        return result
    }
}

/// The sizes of a shape, which a field gives one by one or packed.
struct ProtobufShape {
    private(set) var sizes: [Int] = []

    mutating func add(_ value: ProtobufMessage.Value, in region: ByteRegion) throws(FormatError) {
        switch value {
        case .varint(let size): sizes.append(Int(Int64(bitPattern: size)))
        case .bytes(let range):
            var cursor = try ByteCursor(region, range)
            sizes += try cursor.varints(atMost: 8)
        case .fixed32, .fixed64: throw .malformed("protobuf")
        }
        guard sizes.count <= 8 else { throw .tooMany("dimensions") }
    }
}

/// The numbers of a repeated field: packed into one run of bytes, or each behind a key of its own.
struct ProtobufNumbers {
    /// Writers put numbers into one run, or each evenly behind the last.
    private static let mostPieces = 1 << 10

    private(set) var pieces: [StoredTensor.Piece] = []

    mutating func add(_ value: ProtobufMessage.Value, size: Int) throws(FormatError) {
        switch value {
        case .bytes(let range):
            guard range.count.isMultiple(of: size) else { throw .malformed("packed numbers") }
            pieces.append(.init(offset: range.lowerBound, count: range.count / size, stride: size))
        case .fixed32(let offset) where size == 4: addOne(at: offset, size: size)
        case .fixed64(let offset) where size == 8: addOne(at: offset, size: size)
        case .varint, .fixed32, .fixed64: throw .malformed("repeated numbers")
        }
        guard pieces.count <= Self.mostPieces else { throw .tooMany("pieces of a tensor") }
    }

    private mutating func addOne(at offset: Int, size: Int) {
        if var last = pieces.last, last.count > 0 {
            let step = offset - (last.offset + (last.count - 1) * last.stride)
            if last.count == 1 || step == last.stride {
                last.stride = step
                last.count += 1
                pieces[pieces.count - 1] = last
                return
            }
        }
        pieces.append(.init(offset: offset, count: 1, stride: size))
    }

    var count: Int { pieces.reduce(0) { $0 + $1.count } }
}
