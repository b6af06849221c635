import FoundationEssentials
import Glibc
import SystemPackage

/// The folder that keeps finished cells, so that none is computed twice.
///
/// A cell is a picture and a record beside it. The picture gets its name last: what has one is whole.
struct CellStore {
    let folder: FilePath

    /// What is known of a finished cell.
    struct Record: Codable, Equatable {
        /// Of the picture, in pixels.
        var width: Int
        var height: Int
        /// The time that it took to paint.
        var seconds: Double
        /// What the plug-in was told; empty for a picture that isn't painted.
        var options: String
    }

    /// Opens a folder, which is made where it is missing.
    ///
    /// - Parameter name: `nil` for the user's cache.
    /// - Throws: `CommandError.unwritable`.
    init(folder name: String?) throws(CommandError) {
        folder = name.map { FilePath($0).absolute } ?? Self.cache
        try Self.make(folder)
        guard access(folder.string, R_OK | W_OK | X_OK) == 0 else {
            throw .unwritable(path: folder.string, reason: Errno(rawValue: errno).description)
        }
    }

    /// Where programs keep what can be made again.
    /// <https://specifications.freedesktop.org/basedir-spec/latest/>
    private static var cache: FilePath {
        func variable(_ name: String) -> FilePath? {
            // By the specification, a folder that isn't absolute counts as none.
            getenv(name).map { FilePath(platformString: $0) }.flatMap { $0.isAbsolute ? $0 : nil }
        }
        let base = variable("XDG_CACHE_HOME") ?? (variable("HOME") ?? "/tmp").appending(".cache")
        return base.appending("neural-style-transfer").appending("cells")
    }

    private static func make(_ folder: FilePath) throws(CommandError) {
        if mkdir(folder.string, 0o777) == 0 || errno == EEXIST { return }
        let reason = errno
        let parent = folder.removingLastComponent()
        guard reason == ENOENT, parent != folder else {
            throw .unwritable(path: folder.string, reason: Errno(rawValue: reason).description)
        }
        try make(parent)
        guard mkdir(folder.string, 0o777) == 0 || errno == EEXIST else {
            throw .unwritable(path: folder.string, reason: Errno(rawValue: errno).description)
        }
    }

    /// The picture of a finished cell.
    func picture(_ key: CellKey) -> FilePath { folder.appending("\(key.digits).png") }

    private func record(_ key: CellKey) -> FilePath { folder.appending("\(key.digits).json") }

    /// What is known of a cell; `nil` where it isn't finished.
    func finished(_ key: CellKey) -> Record? {
        guard access(picture(key).string, R_OK) == 0,
            let data = try? Data(contentsOf: URL(filePath: record(key).string)),
            let record = try? JSONDecoder().decode(Record.self, from: data), record.width > 0, record.height > 0
        else { return nil }
        return record
    }

    /// A name for a cell's picture while it is written.
    func draft(_ key: CellKey) -> FilePath {
        folder.appending(".\(key.digits)-\(String(UInt32.random(in: .min ... .max), radix: 36)).png")
    }

    /// Takes a draft for the finished cell.
    ///
    /// - Throws: `CommandError.unwritable`.
    func keep(_ draft: FilePath, as key: CellKey, _ record: Record) throws(CommandError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            try encoder.encode(record).write(to: URL(filePath: self.record(key).string), options: .atomic)
        } catch {
            throw .unwritable(path: self.record(key).string, reason: "its record can't be written")
        }
        guard rename(draft.string, picture(key).string) == 0 else {
            throw .unwritable(path: picture(key).string, reason: Errno(rawValue: errno).description)
        }
    }
}
