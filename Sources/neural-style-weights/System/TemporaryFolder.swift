import FoundationEssentials
import Glibc

/// Shows how a folder fills up, for programs that download into it and don't tell.
enum FolderProgress {
    /// Runs `work` while a line of the terminal tells how much is there; says nothing where there is no terminal.
    static func show<Result: Sendable>(
        of folder: String, expecting bytes: Int, _ work: () async throws -> Result
    ) async throws -> Result {
        guard isatty(STDERR_FILENO) == 1 else { return try await work() }
        let watch = Task {
            while !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(500))
                let part = min(100, 100 * size(of: folder) / max(1, bytes))
                print("\r\(part) %", to: STDERR_FILENO)
            }
        }
        defer {
            watch.cancel()
            print("\r     \r", to: STDERR_FILENO)
        }
        return try await work()
    }

    private static func size(of folder: String) -> Int {
        let files = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
        return files.reduce(0) { sum, file in
            var status = stat()
            return stat("\(folder)/\(file)", &status) == 0 ? sum + Int(status.st_size) : sum
        }
    }

    private static func print(_ text: String, to descriptor: Int32) {
        let bytes = Array(text.utf8)
        _ = write(descriptor, bytes, bytes.count)
    }
}

/// Lends a new, private folder and deletes it with everything in it, whatever happens.
func withTemporaryFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let parent = getenv("TMPDIR").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    var template = Array("\(parent)/neural-style-weights.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw ToolError.noTemporaryFolder(path: parent, code: errno) }
    let path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(path)
}
