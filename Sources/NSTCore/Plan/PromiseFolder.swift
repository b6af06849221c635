import Glibc

/// The folder in which the running paintings of a user keep their promises (`MemoryPromise`), a file each.
///
/// A promise holds as long as its file is locked: the kernel releases the lock when the process ends, however it does.
/// Nothing that goes wrong here keeps a painting from going on; then it just isn't seen by others, or doesn't see them.
struct PromiseFolder: Sendable {
    /// What a process has promised itself and not taken yet, in bytes.
    struct Claim: Equatable, Sendable {
        var process: ProcessIdentity
        var bytes: Int
    }

    /// Where it may be; the first that is the user's alone is used.
    var candidates = PromiseFolder.usual

    static let filePrefix = "promise-"
    private static let lockName = "lock"
    /// How long `exclusively` waits, at the most, in steps of a hundredth of a second.
    private static let longestWait = 200

    /// The user's runtime folder, or else one in `/tmp`. Not in `TMPDIR`, which batch jobs have each for themselves.
    private static var usual: [String] {
        let runtime = getenv("XDG_RUNTIME_DIR").map { String(cString: $0) } ?? ""
        let shared = "/tmp/neural-style-transfer-\(geteuid())"
        return runtime.hasPrefix("/") ? ["\(runtime)/neural-style-transfer", shared] : [shared]
    }

    /// Opens the folder, and makes it where it isn't there; the caller closes it. `nil` where there is none that
    /// belongs to the user, and only to the user.
    func open() -> Int32? {
        for path in candidates {
            mkdir(path, 0o700)
            let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            var status = stat()
            if fstat(descriptor, &status) == 0, status.st_uid == geteuid(), status.st_mode & 0o077 == 0 {
                return descriptor
            }
            close(descriptor)
        }
        return nil
    }

    /// What all other processes have promised themselves and not taken yet. Files of processes that have ended are
    /// removed.
    func claims(_ files: SystemFiles) -> [Claim] {
        guard let folder = open() else { return [] }
        defer { close(folder) }
        let own = files.ownProcess
        var promised: [ProcessIdentity: Int] = [:]
        for name in Self.names(in: folder) {
            guard let record = Self.read(name, in: folder), record.process != own else { continue }
            promised[record.process, default: 0] += record.bytes
        }
        return promised.compactMap { process, bytes in
            // In another container a process's number means nothing here: what it has taken can't be told.
            let taken = files.isRunning(process) ? files.residentBytes(of: process) ?? 0 : 0
            return bytes > taken ? Claim(process: process, bytes: bytes - taken) : nil
        }
    }

    /// Does something that no other process does at the same time, unless that one takes longer than two seconds.
    func exclusively<Result, Failure>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        guard let folder = open() else { return try body() }
        let lock = openat(folder, Self.lockName, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        close(folder)
        guard lock >= 0 else { return try body() }
        defer { close(lock) }
        var waits = 0
        while flock(lock, LOCK_EX | LOCK_NB) != 0, waits < Self.longestWait {
            usleep(10_000)
            waits += 1
        }
        return try body()
    }

    private static func names(in folder: Int32) -> [String] {
        // A descriptor of its own, which closedir closes.
        let copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { return [] }
        guard let directory = fdopendir(copy) else {
            close(copy)
            return []
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasPrefix(filePrefix) { names.append(name) }
        }
        return names
    }

    /// Reads a promise; `nil` where it is none, or its process has ended.
    private static func read(_ name: String, in folder: Int32) -> PromiseRecord? {
        // Not waiting, if it is a FIFO.
        let descriptor = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // Shared with others that look, too, but not with the process that keeps its promise.
        if flock(descriptor, LOCK_SH | LOCK_NB) == 0 {
            unlinkat(folder, name, 0)
            return nil
        }
        return PromiseRecord(readingFrom: descriptor)
    }
}
