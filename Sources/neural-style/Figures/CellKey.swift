import Crypto
import NSTMessages
import NSTOptions
import NSTVGG
import SystemPackage

/// What a cell's picture depends on, as one number: two cells with one key look the same.
struct CellKey: Hashable {
    /// Hexadecimal, and short enough for a file's name.
    let digits: String

    /// - Parameters:
    ///   - pictures: The checksums of the arguments' files.
    ///   - size: The longest side, in pixels.
    ///   - weights: The checksum of a network's weights; `nil` where there are none.
    init(_ cell: Cell, pictures: [String], size: Int, weights: (Architecture) -> String?) {
        let options = cell.options?.joined(separator: " ")
        // What can't be read, the plug-in refuses, and no cell comes of it.
        let network = options.flatMap { try? OptionTable.parse($0) }.flatMap { weights($0.network) }
        let parts = [
            ProgramVersion.current, "\(size)", pictures[cell.content], cell.style.map { pictures[$0] } ?? "none",
            options ?? "as it is", network ?? "none",
        ]
        digits = Self.hexadecimal(SHA256.hash(data: Array(parts.joined(separator: "\n").utf8)).prefix(16))
    }

    /// The checksum of what is in a file.
    ///
    /// - Throws: `CommandError.unreadable`.
    static func checksum(of file: InputFile) throws(CommandError) -> String {
        var hash = SHA256()
        do {
            let descriptor = try FileDescriptor.open(file.path, .readOnly, options: .closeOnExec)
            try descriptor.closeAfter {
                var chunk = [UInt8](repeating: 0, count: 1 << 16)
                while true {
                    let count = try chunk.withUnsafeMutableBytes { try descriptor.read(into: $0) }
                    guard count > 0 else { return }
                    hash.update(data: chunk[..<count])
                }
            }
        } catch {
            throw .unreadable(path: file.path.string, reason: String(describing: error))
        }
        return hexadecimal(hash.finalize())
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
