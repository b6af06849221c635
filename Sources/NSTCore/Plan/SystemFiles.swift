import Glibc

/// Small files of the kernel, in `/proc` and `/sys`, or what a test has put in their place.
///
/// What stands there is checked like any other input: what isn't a sensible number is none.
struct SystemFiles: Sendable {
    /// The folder that holds `proc` and `sys`; empty for the system's own.
    var root = ""

    /// Kernels write "no limit" as a number near 2⁶³; no machine has so many bytes.
    private static let absurd = 1 << 60
    /// No file that is read here is longer, in bytes.
    private static let longest = 1 << 20

    /// A file's text; `nil` where it can't be read.
    func text(_ path: String) -> String? {
        guard let file = fopen(root + path, "re") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 8192)
        while bytes.count < Self.longest {
            let count = fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The number that a file holds, in its unit; `nil` for none, "max" and absurdly large ones.
    func number(_ path: String) -> Int? {
        text(path).flatMap { Self.number($0.split(whereSeparator: \.isWhitespace).first) }
    }

    /// The number in the line that begins with `name`, of a file with such lines.
    func number(_ name: String, in path: String) -> Int? {
        let lines = text(path)?.split(separator: "\n") ?? []
        for line in lines where line.hasPrefix(name) {
            let rest = line.dropFirst(name.count)
            // "inactive_file" isn't "inactive_file_pages".
            guard rest.first?.isWhitespace == true else { continue }
            return Self.number(rest.split(whereSeparator: \.isWhitespace).first)
        }
        return nil
    }

    /// A count that makes sense.
    static func number(_ word: Substring?) -> Int? {
        guard let word, let value = Int(word), (0..<absurd).contains(value) else { return nil }
        return value
    }

    /// So many units in bytes; `nil` where no machine has so many.
    static func bytes(_ count: Int, each unit: Int) -> Int? {
        let (product, overflow) = count.multipliedReportingOverflow(by: unit)
        return overflow || product >= absurd ? nil : product
    }
}
