import Glibc
import NSTMessages
import SystemPackage

/// The pipe in the file system through which the plug-in reports.
///
/// It is open for writing here, too, so that it doesn't end between two writers. GIMP doesn't inherit it: if this
/// command dies, the plug-in's next report fails and ends its run.
final class ReportChannel {
    let path: FilePath
    private let descriptor: FileDescriptor
    private var pending: [UInt8] = []
    private static let longestLine = 64 * 1024

    init(path: FilePath) throws(CommandError) {
        self.path = path
        do {
            guard mkfifo(path.string, 0o600) == 0 else { throw Errno(rawValue: errno) }
            descriptor = try FileDescriptor.open(path, .readWrite, options: [.nonBlocking, .closeOnExec])
        } catch {
            throw .unwritable(path: path.string, reason: String(describing: error))
        }
    }

    /// The reports that have come since the last call; lines that are none are passed over.
    func newReports() -> [ReportLine] {
        var chunk = [UInt8](repeating: 0, count: 4096)
        while let count = try? chunk.withUnsafeMutableBytes({ try descriptor.read(into: $0) }), count > 0 {
            pending.append(contentsOf: chunk[..<count])
        }
        guard let end = pending.lastIndex(of: UInt8(ascii: "\n")) else {
            if pending.count > Self.longestLine { pending.removeAll() }
            return []
        }
        let lines = pending[...end].split(separator: UInt8(ascii: "\n"))
        pending.removeSubrange(...end)
        return lines.compactMap { ReportLine($0) }
    }

    func close() {
        try? descriptor.close()
    }
}
