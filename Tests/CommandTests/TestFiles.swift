import Glibc
import SystemPackage

/// Writes a file, replacing an old one.
func writeFile(_ text: String, to path: FilePath) throws { try writeFile(Array(text.utf8), to: path) }

/// Writes a file, replacing an old one.
func writeFile(_ bytes: [UInt8], to path: FilePath) throws {
    let descriptor = try FileDescriptor.open(
        path, .writeOnly, options: [.create, .truncate, .closeOnExec], permissions: .ownerReadWrite)
    try descriptor.closeAfter { _ = try descriptor.writeAll(bytes) }
}

/// A file's bytes.
func readBytes(_ path: FilePath) throws -> [UInt8] {
    let descriptor = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
    return try descriptor.closeAfter {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = try chunk.withUnsafeMutableBytes { try descriptor.read(into: $0) }
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
        }
    }
}

/// A file's text.
func readFile(_ path: FilePath) throws -> String { String(decoding: try readBytes(path), as: UTF8.self) }

/// What is in a folder, sorted.
func names(in folder: FilePath) throws -> [String] {
    guard let stream = opendir(folder.string) else { throw Errno(rawValue: errno) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
}

/// A program as it was built: in the folder that the environment names, or beside the tests.
func builtProgram(_ name: String) -> FilePath {
    if let folder = getenv("NEURAL_STYLE_TEST_COMMAND_BIN") { return FilePath(platformString: folder).appending(name) }
    var buffer = [CChar](repeating: 0, count: 4096)
    readlink("/proc/self/exe", &buffer, buffer.count - 1)
    return FilePath(platformString: buffer).removingLastComponent().appending(name)
}
