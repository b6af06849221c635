import Glibc

/// A file's bytes, mapped into memory for reading for as long as this object lives.
///
/// Files under their final name are only ever replaced by renaming (see `AtomicFile`), which leaves a mapping intact.
package final class MappedFile: @unchecked Sendable {
    let path: String
    /// What is in the file.
    package let bytes: UnsafeRawBufferPointer

    /// Maps a file.
    ///
    /// - Parameter readsAll: Whether all of it will be looked at, so that the system may read it at once.
    package init(path: String, readsAll: Bool = true) throws(WeightError) {
        // Without O_NONBLOCK, opening a pipe would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(path: path, code: errno) }
        defer { close(descriptor) }

        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(path: path, code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }

        self.path = path
        guard status.st_size > 0 else {
            // The system refuses to map nothing.
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        let flags = MAP_PRIVATE | (readsAll ? MAP_POPULATE : 0)
        let mapping = mmap(nil, Int(status.st_size), PROT_READ, flags, descriptor, 0)
        guard let mapping, mapping != MAP_FAILED else { throw .unreadable(path: path, code: errno) }
        bytes = UnsafeRawBufferPointer(start: mapping, count: Int(status.st_size))
    }

    /// Gives the memory of the pages back; they are read again from the file when they are looked at.
    func releasePages() {
        if let start = bytes.baseAddress {
            // Only advice.
            madvise(UnsafeMutableRawPointer(mutating: start), bytes.count, MADV_DONTNEED)
        }
    }

    deinit {
        if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
    }
}
