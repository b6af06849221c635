import NSTVGG

/// A file's bytes. Outside data point into them, so every access is checked: a wrong offset is an error, never a trap.
package struct ByteRegion: @unchecked Sendable {
    /// The bytes. They never change, so that threads may share them.
    let bytes: UnsafeRawBufferPointer
    private let owner: (any AnyObject & Sendable)?

    /// Bytes that live at least as long as `owner`.
    package init(_ bytes: UnsafeRawBufferPointer, owner: (any AnyObject & Sendable)?) {
        self.bytes = bytes
        self.owner = owner
    }

    /// How many bytes there are.
    package var count: Int { bytes.count }

    /// Lends all bytes.
    package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        defer { withExtendedLifetime(owner) {} }
        return body(bytes)
    }

    /// The range of `count` bytes from `offset`, if the file has them.
    func range(at offset: Int, count: Int) throws(FormatError) -> Range<Int> {
        guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else { throw .truncated }
        return offset..<offset + count
    }

    /// The number at an offset.
    func integer<Number: FixedWidthInteger>(
        at offset: Int, as type: Number.Type = Number.self, bigEndian: Bool = false
    ) throws(FormatError) -> Number {
        _ = try range(at: offset, count: MemoryLayout<Number>.size)
        let number = bytes.loadUnaligned(fromByteOffset: offset, as: Number.self)
        return bigEndian ? Number(bigEndian: number) : Number(littleEndian: number)
    }

    /// Some of the bytes.
    func slice(_ range: Range<Int>) throws(FormatError) -> UnsafeRawBufferPointer {
        guard range.lowerBound >= 0, range.upperBound <= bytes.count else { throw .truncated }
        return UnsafeRawBufferPointer(rebasing: bytes[range])
    }

    /// Whether these bytes stand at an offset.
    func has(_ expected: some Collection<UInt8>, at offset: Int) -> Bool {
        guard let range = try? range(at: offset, count: expected.count) else { return false }
        return bytes[range].elementsEqual(expected)
    }

    /// A text; bytes that aren't UTF-8 are replaced.
    func text(_ range: Range<Int>) throws(FormatError) -> String { String(decoding: try slice(range), as: UTF8.self) }
}

/// Reads a part of a file from front to back.
struct ByteCursor {
    let region: ByteRegion
    var position: Int
    let end: Int
    var bigEndian = false

    init(_ region: ByteRegion, at offset: Int, end: Int? = nil) throws(FormatError) {
        let end = end ?? region.count
        guard end >= offset else { throw .truncated }
        _ = try region.range(at: offset, count: end - offset)
        self.region = region
        position = offset
        self.end = end
    }

    init(_ region: ByteRegion, _ range: Range<Int>) throws(FormatError) {
        try self.init(region, at: range.lowerBound, end: range.upperBound)
    }

    var isAtEnd: Bool { position >= end }
    var remaining: Int { end - position }

    /// Steps over bytes and says where they are.
    mutating func take(_ count: Int) throws(FormatError) -> Range<Int> {
        guard count >= 0, count <= remaining else { throw .truncated }
        defer { position += count }
        return position..<position + count
    }

    mutating func skip(_ count: Int) throws(FormatError) { _ = try take(count) }

    /// The next number.
    mutating func next<Number: FixedWidthInteger>(_ type: Number.Type) throws(FormatError) -> Number {
        let range = try take(MemoryLayout<Number>.size)
        return try region.integer(at: range.lowerBound, as: type, bigEndian: bigEndian)
    }

    /// The next number as an `Int` that isn't negative.
    mutating func count<Number: FixedWidthInteger>(_ type: Number.Type) throws(FormatError) -> Int {
        guard let value = Int(exactly: try next(type)), value >= 0 else { throw .truncated }
        return value
    }

    /// Steps over bytes that must be these.
    mutating func expect(_ text: StaticString, else part: String) throws(FormatError) {
        let range = try take(text.utf8CodeUnitCount)
        let found = try region.slice(range)
        guard found.elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)) else {
            throw .malformed(part)
        }
    }
}

/// A product of sizes, `nil` where it is negative or can't be counted.
func checkedProduct(_ sizes: some Sequence<Int>) -> Int? {
    var product = 1
    for size in sizes {
        let (next, overflows) = product.multipliedReportingOverflow(by: size)
        guard size >= 0, !overflows else { return nil }
        product = next
    }
    return product
}

extension ByteRegion {
    /// Maps a file. Only what is looked at is read.
    package init(contentsOf path: String) throws(FormatError) {
        let file: MappedFile
        do throws(WeightError) {
            file = try MappedFile(path: path, readsAll: false)
        } catch {
            switch error {
            case .unreadable(_, let code): throw .unreadable(code: code)
            default: throw .notAFile
            }
        }
        self.init(file.bytes, owner: file)
    }
}
