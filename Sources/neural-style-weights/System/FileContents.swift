import Crypto
import FoundationEssentials
import Glibc
import NSTCore

/// A whole file, mapped where that is possible.
func contents(of path: String) throws(WeightError) -> Data {
    // Without O_NONBLOCK, opening a pipe would wait for its writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(path: path, code: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unreadable(path: path, code: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
    do {
        return try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
    } catch {
        throw .unreadable(path: path, code: EIO)
    }
}

/// The SHA-256 of some bytes in hexadecimal digits.
func sha256(_ data: Data) -> String { hexDigits(SHA256.hash(data: data)) }

/// A digest in hexadecimal digits.
func hexDigits(_ digest: SHA256.Digest) -> String {
    digest.map { $0 < 16 ? "0\(String($0, radix: 16))" : String($0, radix: 16) }.joined()
}
