/// Why weights can't be found, read or written. Cases hold data; the sentence that a user reads is made by whoever shows
/// it.
public enum WeightError: Error, Equatable, Sendable {
    /// None of the folders has the architecture's file.
    case missing(architecture: Architecture, searched: [String])
    /// The file can't be opened, read or mapped; `code` is the system's error number.
    case unreadable(path: String, code: Int32)
    /// The path names a folder, a pipe or a device.
    case notAFile(path: String)
    /// The file can't be written, or the folder that it goes into can't be made; `code` is the system's error number.
    case unwritable(path: String, code: Int32)
    /// The file ends too early: an interrupted copy or download.
    case truncated(path: String, expectedBytes: Int, actualBytes: Int)
    /// The file isn't safetensors, or is broken safetensors.
    case malformed(path: String, reason: SafetensorsError)
    /// Proper safetensors, but not one of our weights files: a key of its metadata is missing or can't be understood.
    case notOurs(path: String, key: String)
    /// The file holds another network than the one asked for.
    case wrongArchitecture(found: Architecture, expected: Architecture, path: String)
    /// A tensor that the architecture needs isn't there.
    case missingTensor(name: String, path: String)
    /// A tensor that the architecture doesn't have.
    case unexpectedTensor(name: String, path: String)
    /// A tensor isn't of 32-bit floating-point numbers.
    case wrongDataType(tensor: String, found: String, path: String)
    /// A tensor has another shape than the architecture's.
    case wrongShape(tensor: String, found: [Int], expected: [Int], path: String)
    /// A tensor has an infinite value or one that is no number.
    case notFinite(tensor: String, path: String)
    /// The contents don't match their SHA-256: the file has been damaged or changed.
    case damaged(path: String, expected: String, found: String)

    /// The file in question, if there is one.
    public var path: String? {
        switch self {
        case .missing: nil
        case .unreadable(let path, _), .notAFile(let path), .unwritable(let path, _), .truncated(let path, _, _),
            .malformed(let path, _), .notOurs(let path, _), .wrongArchitecture(_, _, let path),
            .missingTensor(_, let path), .unexpectedTensor(_, let path), .wrongDataType(_, _, let path),
            .wrongShape(_, _, _, let path), .notFinite(_, let path), .damaged(let path, _, _):
            path
        }
    }
}

/// What is wrong with a safetensors file. <https://github.com/huggingface/safetensors#format>
public enum SafetensorsError: Error, Equatable, Sendable {
    /// The header is said to be longer than any that we would write.
    case headerTooLong(bytes: UInt64)
    /// The header isn't the JSON object that it should be.
    case invalidHeader
    /// A tensor's data type isn't one of the format's.
    case unknownDataType(tensor: String, name: String)
    /// A tensor's shape has a negative size, or more elements than can be counted.
    case invalidShape(tensor: String)
    /// A tensor's offsets don't fit its shape, aren't a range or aren't aligned.
    case invalidOffsets(tensor: String)
    /// A tensor lies over another, or there is a gap before it.
    case notContiguous(tensor: String)
    /// Bytes follow the last tensor.
    case trailingBytes(Int)
}

/// For logs and tests; what users read is made elsewhere.
extension WeightError: CustomStringConvertible {
    /// The case and its data in a few words.
    public var description: String {
        switch self {
        case .missing(let architecture, let searched): "no \(architecture) in \(searched)"
        case .unreadable(let path, let code): "\(path): can't be read (errno \(code))"
        case .notAFile(let path): "\(path): not a file"
        case .unwritable(let path, let code): "\(path): can't be written (errno \(code))"
        case .truncated(let path, let expected, let actual): "\(path): \(actual) of \(expected) bytes"
        case .malformed(let path, let reason): "\(path): \(reason)"
        case .notOurs(let path, let key): "\(path): metadata lacks a proper '\(key)'"
        case .wrongArchitecture(let found, let expected, let path): "\(path): \(found) instead of \(expected)"
        case .missingTensor(let name, let path): "\(path): no tensor \(name)"
        case .unexpectedTensor(let name, let path): "\(path): unexpected tensor \(name)"
        case .wrongDataType(let tensor, let found, let path): "\(path): \(tensor) is \(found), not F32"
        case .wrongShape(let tensor, let found, let expected, let path):
            "\(path): \(tensor) is \(found), not \(expected)"
        case .notFinite(let tensor, let path): "\(path): \(tensor) has values that are not finite"
        case .damaged(let path, let expected, let found): "\(path): SHA-256 is \(found), not \(expected)"
        }
    }
}
