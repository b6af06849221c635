import Glibc
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
        let mask = umask(0)
        umask(mask)
        #expect(status.st_mode & 0o777 == 0o666 & ~mask)
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
