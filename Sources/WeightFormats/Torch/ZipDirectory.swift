/// The members of a zip archive that are stored as they are, which is how PyTorch writes all of its own. Nothing is
/// unpacked, so that no archive can be a bomb.
/// APPNOTE 6.3: <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>
struct ZipDirectory {
    /// A network has a member for each tensor and a few more.
    private static let mostMembers = 1 << 14

    /// Where each member's data are, by name.
    private(set) var members: [String: Range<Int>] = [:]
    /// The names in the order of the directory.
    private(set) var names: [String] = []

    init(_ region: ByteRegion) throws(FormatError) {
        let (count, range) = try Self.directory(of: region)
        guard count <= Self.mostMembers else { throw .tooMany("members") }
        var cursor = try ByteCursor(region, range)
        for _ in 0..<count {
            try cursor.expect("PK\u{1}\u{2}", else: "zip directory")
            let entry = cursor.position
            let flags = try region.integer(at: entry + 4, as: UInt16.self)
            let method = try region.integer(at: entry + 6, as: UInt16.self)
            var packed = Int(try region.integer(at: entry + 16, as: UInt32.self))
            var size = Int(try region.integer(at: entry + 20, as: UInt32.self))
            let nameLength = Int(try region.integer(at: entry + 24, as: UInt16.self))
            let extraLength = Int(try region.integer(at: entry + 26, as: UInt16.self))
            let commentLength = Int(try region.integer(at: entry + 28, as: UInt16.self))
            var header = Int(try region.integer(at: entry + 38, as: UInt32.self))
            try cursor.skip(42)
            let name = try region.text(cursor.take(nameLength))
            let extra = try cursor.take(extraLength)
            try cursor.skip(commentLength)
            try Self.widen(&size, &packed, &header, extra: extra, in: region)

            guard flags & 1 == 0 else { throw .unsupported("encrypted zip members") }
            guard method == 0, packed == size else { throw .unsupported("compressed zip members") }
            let data = try Self.data(ofHeaderAt: header, size: size, in: region)
            guard members.updateValue(data, forKey: name) == nil else { throw .malformed("zip directory") }
            names.append(name)
        }
        try checkOverlaps()
    }

    /// The number of members and the range of the directory, from the record at the archive's end.
    private static func directory(of region: ByteRegion) throws(FormatError) -> (count: Int, range: Range<Int>) {
        // The record is 22 bytes and a comment of at most 65535.
        var end = region.count - 22
        let first = max(0, end - 0xffff)
        while end >= first, !region.has("PK\u{5}\u{6}".utf8, at: end) { end -= 1 }
        guard end >= first else { throw .truncated }
        var count = Int(try region.integer(at: end + 10, as: UInt16.self))
        var size = Int(try region.integer(at: end + 12, as: UInt32.self))
        var offset = Int(try region.integer(at: end + 16, as: UInt32.self))
        if region.has("PK\u{6}\u{7}".utf8, at: end - 20) {
            // zip64, which PyTorch writes always.
            let locator = try ByteCursor(region, at: end - 12)
            var wide = locator
            let record = try wide.count(UInt64.self)
            guard region.has("PK\u{6}\u{6}".utf8, at: record) else { throw .malformed("zip64 record") }
            var fields = try ByteCursor(region, at: record)
            try fields.skip(32)
            count = try fields.count(UInt64.self)
            size = try fields.count(UInt64.self)
            offset = try fields.count(UInt64.self)
        }
        return (count, try region.range(at: offset, count: size))
    }

    /// Replaces sizes that don't fit 32 bits with those of the zip64 extra field.
    private static func widen(
        _ size: inout Int, _ packed: inout Int, _ header: inout Int, extra: Range<Int>, in region: ByteRegion
    ) throws(FormatError) {
        var fields = try ByteCursor(region, extra)
        while fields.remaining >= 4 {
            let kind = try fields.next(UInt16.self)
            var field = try ByteCursor(region, fields.take(fields.count(UInt16.self)))
            guard kind == 1 else { continue }
            if size == 0xffff_ffff { size = try field.count(UInt64.self) }
            if packed == 0xffff_ffff { packed = try field.count(UInt64.self) }
            if header == 0xffff_ffff { header = try field.count(UInt64.self) }
        }
    }

    /// Where the data behind a member's own header are.
    private static func data(ofHeaderAt offset: Int, size: Int, in region: ByteRegion) throws(FormatError) -> Range<Int>
    {
        var cursor = try ByteCursor(region, at: offset)
        try cursor.expect("PK\u{3}\u{4}", else: "zip member")
        try cursor.skip(22)
        let nameLength = try cursor.count(UInt16.self)
        let extraLength = try cursor.count(UInt16.self)
        try cursor.skip(nameLength + extraLength)
        return try cursor.take(size)
    }

    private func checkOverlaps() throws(FormatError) {
        var end = 0
        let ranges = members.values.filter { !$0.isEmpty }
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            guard range.lowerBound >= end else { throw .malformed("zip directory, whose members overlap") }
            end = range.upperBound
        }
    }
}
