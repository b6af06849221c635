import Glibc

/// Memory that a painting will take: other paintings of the same user, in other processes, plan without it from now on.
///
/// It ends with this object, or with the process. Where it can't be kept, nothing happens: no painting fails for that.
package final class MemoryPromise: Sendable {
    private let process: ProcessIdentity
    private let folder: Int32
    private let file: Int32
    private let name: String

    /// Promises memory; `nil` where that can't be kept.
    ///
    /// - Parameter bytes: What the whole process will hold at its peak. Others count what of it isn't resident yet.
    package convenience init?(bytes: Int) { self.init(bytes: bytes, process: SystemFiles().ownProcess) }

    /// Promises memory for a process, in a folder.
    init?(bytes: Int, process: ProcessIdentity?, in folder: PromiseFolder = PromiseFolder()) {
        guard let process, let descriptor = folder.open() else { return nil }
        guard let (name, file) = Self.makeFile(in: descriptor) else {
            close(descriptor)
            return nil
        }
        self.process = process
        self.folder = descriptor
        self.file = file
        self.name = name
        // The object is whole: what follows goes through deinit.
        guard PromiseRecord(process: process, bytes: bytes).write(to: file) else { return nil }
    }

    deinit {
        unlinkat(folder, name, 0)
        close(file)
        close(folder)
    }

    /// Promises another amount in the place of the first.
    package func change(to bytes: Int) { PromiseRecord(process: process, bytes: bytes).write(to: file) }

    /// Does something that no other run of the user does at the same time: reads the budget, plans and promises. Else
    /// two that start together would both plan with the same free memory. It doesn't wait for long, and never fails.
    package static func exclusively<Result, Failure>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try PromiseFolder().exclusively(body)
    }

    /// A new file that this process has locked.
    private static func makeFile(in folder: Int32) -> (name: String, descriptor: Int32)? {
        for _ in 0..<8 {
            let name = PromiseFolder.filePrefix + String(UInt64.random(in: 0...UInt64.max), radix: 36)
            let descriptor = openat(folder, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { continue }
            var status = stat()
            // Another process may have looked before the lock, and removed the file as one that nobody holds.
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0, fstat(descriptor, &status) == 0, status.st_nlink > 0 {
                return (name, descriptor)
            }
            unlinkat(folder, name, 0)
            close(descriptor)
        }
        return nil
    }
}
