import Glibc
import SystemPackage

/// A folder for the temporary files of one run, which only this user may enter.
struct PrivateFolder {
    let path: FilePath

    init() throws(CommandError) {
        let parent = getenv("TMPDIR").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        var template = Array(FilePath(parent).appending("neural-style-XXXXXX").string.utf8CString)
        guard mkdtemp(&template) != nil else {
            throw .noTemporaryFolder(path: parent, reason: Errno(rawValue: errno).description)
        }
        path = FilePath(platformString: template).absolute
    }

    func path(_ name: String) -> FilePath { path.appending(name) }

    /// Removes the folder with all that is in it.
    func remove() {
        Self.remove(path)
    }

    private static func remove(_ path: FilePath) {
        // Links are removed, not followed.
        var information = stat()
        guard lstat(path.string, &information) == 0 else { return }
        guard information.st_mode & S_IFMT == S_IFDIR else {
            unlink(path.string)
            return
        }
        if let folder = opendir(path.string) {
            while let entry = readdir(folder) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name != "." && name != ".." { remove(path.appending(name)) }
            }
            closedir(folder)
        }
        rmdir(path.string)
    }
}

extension FilePath {
    /// The path from the root, as seen from the current folder.
    var absolute: FilePath {
        guard isRelative, let folder = getcwd(nil, 0) else { return self }
        defer { free(folder) }
        return FilePath(platformString: folder).pushing(self)
    }
}
