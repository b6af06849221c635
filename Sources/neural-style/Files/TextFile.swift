import SystemPackage

/// Small text files that other programs write.
enum TextFile {
    /// The last part of a file; `nil` where there is none.
    ///
    /// - Parameter limit: How many bytes are read at the most.
    static func read(_ path: FilePath, limit: Int = 64 * 1024) -> String? {
        guard let descriptor = try? FileDescriptor.open(path, .readOnly, options: .closeOnExec) else { return nil }
        defer { try? descriptor.close() }
        let length = (try? descriptor.seek(offset: 0, from: .end)) ?? 0
        var bytes = [UInt8](repeating: 0, count: min(limit, Int(length)))
        let count = bytes.withUnsafeMutableBytes { buffer in
            try? descriptor.read(fromAbsoluteOffset: length - Int64(buffer.count), into: buffer)
        }
        return String(decoding: bytes.prefix(count ?? 0), as: UTF8.self)
    }
}
