import Glibc

/// A file's bytes, mapped into memory for reading for as long as this object lives. Only what is looked at is read.
final class MappedBytes: @unchecked Sendable {
    let bytes: UnsafeRawBufferPointer

    init(path: String) throws(FormatError) {
        // Without O_NONBLOCK, opening a pipe would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(code: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
        guard status.st_size > 0 else {
            // The system refuses to map nothing.
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        let mapping = mmap(nil, Int(status.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0)
        guard let mapping, mapping != MAP_FAILED else { throw .unreadable(code: errno) }
        bytes = UnsafeRawBufferPointer(start: mapping, count: Int(status.st_size))
    }

    deinit {
        if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
    }
}

extension ByteRegion {
    /// Maps a file.
    public init(contentsOf path: String) throws(FormatError) {
        let file = try MappedBytes(path: path)
        self.init(file.bytes, owner: file)
    }
}
