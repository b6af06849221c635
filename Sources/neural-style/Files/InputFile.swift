import Glibc
import SystemPackage

/// A picture to read, checked before GIMP is started.
struct InputFile {
    /// From the root, because GIMP would take a name that begins with a dash, or looks like an address, for something
    /// else.
    let path: FilePath
    let identity: FileIdentity

    init(path name: String) throws(CommandError) {
        let path = FilePath(name).absolute
        do {
            let descriptor = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .nonBlocking])
            defer { try? descriptor.close() }
            var information = stat()
            guard fstat(descriptor.rawValue, &information) == 0 else { throw Errno(rawValue: errno) }
            guard information.st_mode & S_IFMT == S_IFREG else { throw CommandError.notAFile(path: name) }
            identity = FileIdentity(information)
        } catch let error as CommandError {
            throw error
        } catch {
            throw .unreadable(path: name, reason: String(describing: error))
        }
        self.path = path
    }
}

/// What tells two files apart, whatever they are called.
struct FileIdentity: Equatable {
    let device: UInt
    let number: UInt

    init(_ information: stat) {
        device = information.st_dev
        number = information.st_ino
    }
}
