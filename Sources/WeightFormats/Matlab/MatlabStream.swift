/// Bytes that are read from front to back: a file's own, or those that a compressed part of it unpacks to.
final class MatlabStream {
    private enum Source {
        case plain(ByteCursor)
        case deflated(InflateCursor)
    }

    private var source: Source
    private let isBigEndian: Bool

    init(_ region: ByteRegion, _ range: Range<Int>, isBigEndian: Bool) throws(FormatError) {
        source = .plain(try ByteCursor(region, range))
        self.isBigEndian = isBigEndian
    }

    init(deflated region: ByteRegion, _ range: Range<Int>, isBigEndian: Bool) throws(FormatError) {
        source = .deflated(try InflateCursor(region, source: range))
        self.isBigEndian = isBigEndian
    }

    /// Where the next byte is: in the file, or among the unpacked bytes.
    var position: Int {
        switch source {
        case .plain(let cursor): cursor.position
        case .deflated(let cursor): cursor.position
        }
    }

    /// The zlib stream that this unpacks.
    var deflatedRange: Range<Int>? {
        if case .deflated(let cursor) = source { cursor.source } else { nil }
    }

    func skip(_ count: Int) throws(FormatError) {
        switch source {
        case .plain(var cursor):
            try cursor.skip(count)
            source = .plain(cursor)
        case .deflated(let cursor): try cursor.skip(count)
        }
    }

    /// The next few bytes.
    func read(_ count: Int) throws(FormatError) -> [UInt8] {
        switch source {
        case .plain(var cursor):
            let range = try cursor.take(count)
            source = .plain(cursor)
            return Array(try cursor.region.slice(range))
        case .deflated(let cursor): return try cursor.read(count)
        }
    }

    /// The next number of four bytes.
    func word() throws(FormatError) -> UInt32 {
        let bytes = try read(4)
        let ordered = isBigEndian ? bytes : bytes.reversed()
        return ordered.reduce(0) { $0 << 8 | UInt32($1) }
    }
}
