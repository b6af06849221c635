import Glibc
import Synchronization
import Testing

@testable import NSTVGG

@Suite struct `Writing a weights file` {
    let folder = ScratchFolder()

    @Test func `leaves the old file alone, and nothing beside it, when it fails half-way`() throws {
        let path = try folder.write([1, 2, 3])
        let failure = WeightError.notFinite(tensor: "a", path: path)
        #expect(throws: failure) {
            try AtomicFile.write(to: path) { (append) throws(WeightError) in
                try [UInt8](repeating: 9, count: 100).withUnsafeBufferPointer { (bytes) throws(WeightError) in
                    try append(UnsafeRawBufferPointer(bytes))
                }
                throw failure
            }
        }
        #expect(Vandal(path).read(0..<3) == [1, 2, 3])
        #expect(Vandal(path).size == 3)
        #expect(folder.entries == ["file.safetensors"])
    }

    @Test func `makes the folders above it, and a file that others may read`() throws {
        let path = try folder.write([1], name: "a/b/c/file")
        var status = stat()
        #expect(stat(path, &status) == 0)
        let mask = try #require(Self.mask())
        #expect(status.st_mode & 0o777 == 0o666 & ~mask)
    }

    @Test func `leaves the process's file mode creation mask alone at every moment`() async {
        // In a process of its own: the mask is that of all its threads.
        await #expect(processExitsWith: .success) {
            umask(0o027)
            // In memory, where nothing but the work on the mask would take time.
            let isInMemory = access("/dev/shm", W_OK | X_OK) == 0
            let folder = ScratchFolder(in: isInMemory ? "/dev/shm" : "/tmp")
            let isOver = Mutex(false)
            async let otherMasks = Task.detached {
                var masks: Set<mode_t?> = []
                while !isOver.withLock({ $0 }) { masks.insert(Self.mask()) }
                return masks.subtracting([0o027])
            }.value
            // So many that a mask that was changed for moments would be seen.
            for _ in 0..<(isInMemory ? 20_000 : 500) { _ = try folder.write([1]) }
            isOver.withLock { $0 = true }
            #expect(await otherMasks.isEmpty)
            var status = stat()
            #expect(stat("\(folder.path)/file.safetensors", &status) == 0)
            #expect(status.st_mode & 0o777 == 0o640)
        }
    }

    /// The mask as Linux tells it, which doesn't change it.
    private static func mask() -> mode_t? {
        guard let status = fopen("/proc/self/status", "r") else { return nil }
        defer { fclose(status) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, CInt(line.count), status) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if text.hasPrefix("Umask:\t") { return mode_t(text.dropFirst(7).prefix { $0 != "\n" }, radix: 8) }
        }
        return nil
    }

    @Test func `tells where it can't write`() throws {
        let file = try folder.write([1], name: "file")
        #expect(throws: WeightError.unwritable(path: "\(file)/below", code: ENOTDIR)) {
            try AtomicFile.write(to: "\(file)/below/x") { _ in }
        }
        #expect(throws: WeightError.unwritable(path: "\(file)/x", code: ENOTDIR)) {
            try AtomicFile.write(to: "\(file)/x") { _ in }
        }
        #expect(throws: WeightError.self) { try AtomicFile.prepareFolder(for: "/proc/no/x") }
    }
}
