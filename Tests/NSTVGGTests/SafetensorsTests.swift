import Glibc
import NSTPictures
import Testing

@testable import NSTVGG

@Suite struct `A safetensors file` {
    let folder = ScratchFolder()

    /// Two tensors of the header's full grammar: 4 + 2 values.
    static let proper = """
        {"__metadata__":{"key":"väl\\u0075e"},"b":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},\
        "a":{"dtype":"F16","shape":[2],"data_offsets":[16,20]}}
        """

    @Test func `is read with its metadata, types, shapes and places`() throws {
        let header = Self.proper + String(repeating: " ", count: -Self.proper.utf8.count & 7)
        let file = try Safetensors(contentsOf: folder.write(safetensors(header, data: 20)))
        #expect(file.metadata == ["key": "välue"])
        #expect(file.tensors["b"] == .init(dataType: .float32, shape: [2, 2], range: 0..<16))
        #expect(file.tensors["a"] == .init(dataType: .float16, shape: [2], range: 16..<20))
    }

    @Test func `that is cut short anywhere is refused`() throws {
        let header = Self.proper + String(repeating: " ", count: -Self.proper.utf8.count & 7)
        let whole = safetensors(header, data: 20)
        for length in 0..<whole.count {
            let path = try folder.write(Array(whole[..<length]))
            let expected = length < 8 ? 8 : length < 8 + header.utf8.count ? 8 + header.utf8.count : whole.count
            #expect(throws: WeightError.truncated(path: path, expectedBytes: expected, actualBytes: length)) {
                try Safetensors(contentsOf: path)
            }
        }
    }

    /// A header, what is behind it, and why it is wrong.
    struct Hostile: Sendable, CustomTestStringConvertible {
        var header: String
        var length: UInt64?
        var data: Int
        var error: SafetensorsError

        init(_ header: String, length: UInt64? = nil, data: Int = 0, _ error: SafetensorsError) {
            (self.header, self.length, self.data, self.error) = (header, length, data, error)
        }

        var testDescription: String { "\(header) \(length.map { "of \($0) bytes" } ?? "")" }
    }

    /// A header with one tensor, named a; padded so that the data are aligned.
    static func a(_ type: String, _ shape: String, _ offsets: String) -> String {
        let header = #"{"a":{"dtype":"\#(type)","shape":[\#(shape)],"data_offsets":[\#(offsets)]}}"#
        return header + String(repeating: " ", count: -header.utf8.count & 7)
    }

    /// Two tensors that lie over each other.
    static func overlapping(_ offsets: String) -> String {
        #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"#
            + #""b":{"dtype":"U8","shape":[2],"data_offsets":[\#(offsets)]}}"#
    }

    static let hostile: [Hostile] = [
        .init("{}", data: 1, .trailingBytes(1)),
        .init("{}", length: .max, .headerTooLong(bytes: .max)),
        .init("{}", length: 1 << 63, .headerTooLong(bytes: 1 << 63)),
        .init("{}", length: (1 << 20) + 1, .headerTooLong(bytes: (1 << 20) + 1)),
        .init("{}", length: 0, .invalidHeader),
        .init("{\u{0}\"\u{0}}", .invalidHeader),
        .init(#""#, .invalidHeader),
        .init(#"[]"#, .invalidHeader),
        .init(#" {}"#, .invalidHeader),
        .init(#"{"#, .invalidHeader),
        .init(#"{}}"#, .invalidHeader),
        .init(#"{"a":1}"#, .invalidHeader),
        .init(#"{"a":{}}"#, .invalidHeader),
        .init(#"{"__metadata__":{"a":1}}"#, .invalidHeader),
        .init(#"{"__metadata__":[]}"#, .invalidHeader),
        .init(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4.5]}}"#, .invalidHeader),
        .init(#"{"a":{"dtype":"F32","shape":[1e400],"data_offsets":[0,4]}}"#, .invalidHeader),
        .init(#"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}"#, .invalidHeader),
        .init(a("F33", "1", "0,4"), data: 4, .unknownDataType(tensor: "a", name: "F33")),
        .init(a("F32", "-1", "0,4"), data: 4, .invalidShape(tensor: "a")),
        .init(a("F32", "-1,-1", "0,4"), data: 4, .invalidShape(tensor: "a")),
        .init(a("F32", "4611686018427387904,4", "0,0"), data: 0, .invalidShape(tensor: "a")),
        .init(a("F32", "0,9223372036854775807,9", "0,4"), data: 4, .invalidOffsets(tensor: "a")),
        .init(a("F32", "1", ""), data: 4, .invalidOffsets(tensor: "a")),
        .init(a("F32", "1", "0"), data: 4, .invalidOffsets(tensor: "a")),
        .init(a("F32", "1", "0,4,8"), data: 4, .invalidOffsets(tensor: "a")),
        .init(a("F32", "1", "4,0"), data: 4, .invalidOffsets(tensor: "a")),
        .init(a("F32", "1", "-4,0"), data: 4, .invalidOffsets(tensor: "a")),
        .init(a("F32", "1", "0,5"), data: 5, .invalidOffsets(tensor: "a")),
        .init(a("U8", "1", "9223372036854775806,9223372036854775807"), data: 4, .invalidOffsets(tensor: "a")),
        .init(a("U8", "9223372036854775807", "-9223372036854775808,-1"), data: 4, .invalidOffsets(tensor: "a")),
        .init(a("U8", "1", "1,2"), data: 2, .notContiguous(tensor: "a")),
        .init(overlapping("1,3"), data: 3, .notContiguous(tensor: "b")),
        .init(overlapping("0,2"), data: 2, .notContiguous(tensor: "b")),
        .init(overlapping("3,5"), data: 5, .notContiguous(tensor: "b")),
    ]

    @Test(arguments: hostile)
    func `with a hostile header is refused`(_ hostile: Hostile) throws {
        let path = try folder.write(safetensors(hostile.header, data: hostile.data, length: hostile.length))
        #expect(throws: WeightError.malformed(path: path, reason: hostile.error)) { try Safetensors(contentsOf: path) }
    }

    @Test(arguments: ["[", #"{"a":"#, #"{"__metadata__":{"a":["#])
    func `with a header nested as deep as may be is refused`(opening: String) throws {
        let count = (SafetensorsHeader.longest - 1) / opening.utf8.count
        let path = try folder.write(safetensors("{" + String(repeating: opening, count: count)))
        #expect(throws: WeightError.malformed(path: path, reason: .invalidHeader)) { try Safetensors(contentsOf: path) }
    }

    @Test func `whose data aren't aligned is refused`() throws {
        let header = #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
        let misaligned = header + String(repeating: " ", count: (-header.utf8.count & 7) + 1)
        let path = try folder.write(safetensors(misaligned, data: 4))
        #expect(throws: WeightError.malformed(path: path, reason: .invalidOffsets(tensor: "a"))) {
            try Safetensors(contentsOf: path)
        }
    }

    @Test func `of random bytes gives an error, not a trap`() throws {
        var generator = SplitMix64(seed: 7)
        for round in 0..<300 {
            var bytes = safetensors(Self.proper, data: 20)
            for _ in 0...round % 8 {
                bytes[Int(generator.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: generator.next())
            }
            let path = try folder.write(bytes)
            // Some changes, such as of the metadata's text, leave a proper file.
            do throws(WeightError) {
                let file = try Safetensors(contentsOf: path)
                for tensor in file.tensors.values {
                    #expect(file.withBytes(of: tensor) { $0.count } == tensor.range.count)
                }
            } catch {
                #expect(error.path == path)
            }
        }
    }

    @Test func `that isn't a file is refused at once`() throws {
        #expect(throws: WeightError.notAFile(path: folder.path)) { try Safetensors(contentsOf: folder.path) }
        let pipe = "\(folder.path)/pipe"
        mkfifo(pipe, 0o600)
        #expect(throws: WeightError.notAFile(path: pipe)) { try Safetensors(contentsOf: pipe) }
        #expect(throws: WeightError.unreadable(path: "\(folder.path)/none", code: ENOENT)) {
            try Safetensors(contentsOf: "\(folder.path)/none")
        }
    }
}
