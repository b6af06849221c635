import CZlib

/// Reads what a zlib stream holds from front to back, keeping only a small window of it in memory: however much a stream
/// of a few bytes claims to unpack to, nothing is stored that wasn't asked for.
final class InflateCursor {
    private static let windowSize = 1 << 16

    /// Where the stream is in the file.
    let source: Range<Int>
    /// How many unpacked bytes have been given out or stepped over.
    private(set) var position = 0

    private let region: ByteRegion
    private var stream = z_stream()
    private let window = UnsafeMutableRawBufferPointer.allocate(byteCount: windowSize, alignment: 16)
    private var unread = 0..<0
    private var isAtEnd = false

    init(_ region: ByteRegion, source: Range<Int>) throws(FormatError) {
        self.region = region
        self.source = source
        let bytes = try region.slice(source)
        guard let count = UInt32(exactly: bytes.count) else { throw .unsupported("compressed data of more than 4 GiB") }
        // zlib never writes to its input.
        stream.next_in = UnsafeMutablePointer(mutating: bytes.bindMemory(to: UInt8.self).baseAddress)
        stream.avail_in = count
        guard inflateInit_(&stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw .malformed("zlib stream")
        }
    }

    deinit {
        inflateEnd(&stream)
        window.deallocate()
    }

    /// Gives the next bytes.
    func read(into target: UnsafeMutableRawBufferPointer) throws(FormatError) {
        var done = 0
        while done < target.count {
            let available = try fill(atMost: target.count - done)
            UnsafeMutableRawBufferPointer(rebasing: target[done..<done + available.count])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: window[available]))
            done += available.count
        }
    }

    /// The next few bytes.
    func read(_ count: Int) throws(FormatError) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: count)
        try result.withUnsafeMutableBufferPointer { (buffer) throws(FormatError) in
            try read(into: UnsafeMutableRawBufferPointer(buffer))
        }
        return result
    }

    /// Steps over bytes.
    func skip(_ count: Int) throws(FormatError) {
        var left = count
        while left > 0 { left -= try fill(atMost: left).count }
    }

    /// Where the next unpacked bytes are in the window: at least one, at most `count`.
    private func fill(atMost count: Int) throws(FormatError) -> Range<Int> {
        if unread.isEmpty {
            guard !isAtEnd else { throw .truncated }
            stream.next_out = window.bindMemory(to: UInt8.self).baseAddress
            stream.avail_out = UInt32(window.count)
            let status = inflate(&stream, Z_NO_FLUSH)
            isAtEnd = status == Z_STREAM_END
            let produced = window.count - Int(stream.avail_out)
            guard status == Z_OK || status == Z_STREAM_END else {
                throw stream.avail_in == 0 && status == Z_BUF_ERROR ? .truncated : .malformed("zlib stream")
            }
            guard produced > 0 else { throw .truncated }
            unread = 0..<produced
        }
        let taken = unread.prefix(count)
        unread = unread.dropFirst(count)
        position += taken.count
        return taken
    }
}
