import Glibc
import SystemPackage

/// The file that gets the painting. It is written under another name beside it and renamed when it is whole.
struct OutputFile {
    let destination: FilePath
    /// Hidden, in the same folder and with the same extension; exists, empty, from the start.
    let temporary: FilePath
    let format: OutputFormat
    /// As the user calls it.
    let name: String

    init(path name: String, inputs: [InputFile]) throws(CommandError) {
        self.name = name
        // A link stays a link: what it points to is replaced.
        let destination = Self.target(of: FilePath(name).absolute)
        self.destination = destination
        guard let format = OutputFormat(path: destination) else { throw .noExtension(path: name) }
        self.format = format

        var information = stat()
        let exists = stat(destination.string, &information) == 0
        if exists {
            guard !inputs.contains(where: { $0.identity == FileIdentity(information) }) else {
                throw .outputIsInput(path: name)
            }
            guard information.st_mode & S_IFMT == S_IFREG else { throw .outputNotAFile(path: name) }
            guard access(destination.string, W_OK) == 0 else {
                throw .unwritable(path: name, reason: Errno(rawValue: errno).description)
            }
        }

        let word = String(UInt64.random(in: .min ... .max), radix: 36)
        temporary = destination.removingLastComponent().appending(".neural-style-\(word).\(format.fileExtension)")
        do {
            // Made at once: the surest way to learn whether the folder can be written.
            let descriptor = try FileDescriptor.open(
                temporary, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupReadWrite, .otherReadWrite])
            defer { try? descriptor.close() }
            if exists { fchmod(descriptor.rawValue, information.st_mode & 0o777) }
        } catch {
            throw .unwritable(path: name, reason: String(describing: error))
        }
    }

    /// Puts the painting in its place, if there is one.
    func commit() throws(CommandError) {
        var information = stat()
        guard stat(temporary.string, &information) == 0, information.st_size > 0 else {
            throw .notSaved(path: name, reason: "GIMP wrote nothing")
        }
        guard rename(temporary.string, destination.string) == 0 else {
            throw .unwritable(path: name, reason: Errno(rawValue: errno).description)
        }
    }

    /// Removes what isn't needed any more; does nothing after `commit()`.
    func discard() {
        unlink(temporary.string)
    }

    private static func target(of path: FilePath) -> FilePath {
        guard let resolved = realpath(path.string, nil) else { return path }
        defer { free(resolved) }
        return FilePath(platformString: resolved)
    }
}
