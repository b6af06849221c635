import Glibc
import FoundationEssentials

/// Lends a new, private folder and deletes it with everything in it, whatever happens.
func withTemporaryFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let parent = getenv("TMPDIR").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    var template = Array("\(parent)/neural-style-weights.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw ToolError.noTemporaryFolder(path: parent, code: errno) }
    let path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(path)
}
