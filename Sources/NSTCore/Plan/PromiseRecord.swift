import Glibc

/// What stands in a promise's file: process, its start and the promised bytes, as decimal numbers.
struct PromiseRecord: Equatable, Sendable {
    var process: ProcessIdentity
    var bytes: Int

    /// More than any machine has; sums of many promises stay far from overflowing.
    private static let most = 1 << 50
    /// Padded to this length, so that one write replaces all of an older record.
    private static let length = 80

    init(process: ProcessIdentity, bytes: Int) {
        self.process = process
        self.bytes = min(max(0, bytes), Self.most)
    }

    /// Reads a file; `nil` for anything but a record.
    init?(readingFrom descriptor: Int32) {
        var buffer = [UInt8](repeating: 0, count: Self.length)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return nil }
        let words = String(decoding: buffer[..<count], as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard words.count == 3, let number = Int32(words[0]), number > 0, let start = SystemFiles.number(words[1]),
            let bytes = SystemFiles.number(words[2])
        else { return nil }
        self.init(process: ProcessIdentity(number: number, start: start), bytes: bytes)
    }

    /// Writes it over what stands in the file.
    ///
    /// - Returns: Whether that went well.
    @discardableResult
    func write(to descriptor: Int32) -> Bool {
        var text = Array("\(process.number) \(process.start) \(bytes)".utf8)
        text += [UInt8](repeating: UInt8(ascii: " "), count: max(0, Self.length - 1 - text.count))
        text.append(UInt8(ascii: "\n"))
        return pwrite(descriptor, text, text.count, 0) == text.count
    }
}
