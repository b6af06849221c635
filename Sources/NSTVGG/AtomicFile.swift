import Glibc

/// Writes files so that nobody ever sees a part of one: into a file beside it, which then takes its name.
package enum AtomicFile {
    /// Writes a text to `path`, in UTF-8, making its folder where it is missing.
    package static func write(_ text: String, to path: String) throws(WeightError) {
        let bytes = Array(text.utf8)
        try write(to: path) { (append) throws(WeightError) in
            // A typed error doesn't pass through the standard library's closure.
            let result = bytes.withUnsafeBytes { buffer -> Result<Void, WeightError> in
                do throws(WeightError) {
                    return .success(try append(buffer))
                } catch {
                    return .failure(error)
                }
            }
            try result.get()
        }
    }

    /// Writes `path`, making its folder where it is missing.
    ///
    /// - Parameter chunks: Calls its argument with the file's bytes, piece by piece.
    package static func write(
        to path: String, chunks: ((UnsafeRawBufferPointer) throws(WeightError) -> Void) throws(WeightError) -> Void
    ) throws(WeightError) {
        let folder = folder(of: path)
        try makeFolder(folder)

        let (temporary, descriptor) = try makeFile(beside: path)
        var isOpen = true
        var isRenamed = false
        defer {
            if isOpen { close(descriptor) }
            if !isRenamed { unlink(temporary) }
        }

        try chunks { (bytes) throws(WeightError) in
            var rest = bytes
            while !rest.isEmpty {
                let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if written < 0 && errno == EINTR { continue }
                guard written > 0 else { throw .unwritable(path: path, code: errno) }
                rest = UnsafeRawBufferPointer(rebasing: rest[written...])
            }
        }

        guard fsync(descriptor) == 0 else { throw .unwritable(path: path, code: errno) }
        // Some file systems tell of a full disk only here.
        isOpen = false
        guard close(descriptor) == 0 else { throw .unwritable(path: path, code: errno) }
        guard rename(temporary, path) == 0 else { throw .unwritable(path: path, code: errno) }
        isRenamed = true
        sync(folder: folder)
    }

    /// Makes the folder for a file where it is missing, and makes sure that files can be written there.
    static func prepareFolder(for path: String) throws(WeightError) {
        let folder = folder(of: path)
        try makeFolder(folder)
        guard access(folder, W_OK | X_OK) == 0 else { throw .unwritable(path: path, code: errno) }
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Makes a folder and those above it.
    private static func makeFolder(_ folder: String) throws(WeightError) {
        if mkdir(folder, 0o777) == 0 || errno == EEXIST { return }
        if errno == ENOENT && folder.contains("/") {
            try makeFolder(Self.folder(of: folder))
            if mkdir(folder, 0o777) == 0 || errno == EEXIST { return }
        }
        throw .unwritable(path: folder, code: errno)
    }

    /// Makes an empty file of a name that nothing has yet.
    ///
    /// Not with `mkstemp`, which keeps everyone else out, while weights of all users are read by all of them: like any
    /// new file it gets what the process's file mode creation mask (umask) allows. To ask for the mask would be to
    /// change it, for all threads.
    private static func makeFile(beside path: String) throws(WeightError) -> (path: String, descriptor: CInt) {
        for _ in 0..<mostAttempts {
            let name = "\(path).\(String(UInt32.random(in: .min ... .max), radix: 36))"
            let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            if descriptor >= 0 { return (name, descriptor) }
            guard errno == EEXIST || errno == EINTR else { break }
        }
        throw .unwritable(path: path, code: errno)
    }

    /// Four thousand million names are free; as many attempts fail only where something is badly wrong.
    private static let mostAttempts = 100

    /// Brings the new name to the disk. The data are there already, so a failure isn't worth an error.
    private static func sync(folder: String) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
