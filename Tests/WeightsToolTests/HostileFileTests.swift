import CZlib
import Foundation
import NSTVGG
import Testing

@testable import WeightFormats
@testable import neural_style_weights

@Suite struct `A hostile file` {
    /// The networks of the fuzzer's seeds.
    private static let matcher = NetworkMatcher(candidates: [
        [
            Architecture.Convolution(block: 1, index: 1, inputChannels: 3, outputChannels: 1),
            Architecture.Convolution(block: 2, index: 1, inputChannels: 1, outputChannels: 1),
        ]
    ])

    /// Reads a file; what it holds, or `nil` for one that is refused.
    private static func read(_ data: Data, as format: FileFormat) -> NetworkMatcher.Found? {
        let bytes = region(data)
        return bytes.withUnsafeBytes { read($0, as: format) }
    }

    private static func read(_ bytes: UnsafeRawBufferPointer, as format: FileFormat) -> NetworkMatcher.Found? {
        do throws(FormatError) {
            return try matcher.find(in: .read(ByteRegion(bytes, owner: nil), as: format))
        } catch {
            return nil
        }
    }

    /// Lends a copy of some bytes that may be changed.
    private static func withCopy(_ data: Data, _ body: (UnsafeMutableRawBufferPointer) -> Void) {
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: data.count, alignment: 16)
        defer { bytes.deallocate() }
        data.copyBytes(to: bytes)
        body(bytes)
    }

    private static func seed(_ path: String) throws -> (data: Data, format: FileFormat) {
        let data = try Data(contentsOf: URL(filePath: path))
        return (data, try #require(FileFormat(region(data))))
    }

    @Test func `exists for every format`() throws {
        let formats = try Fixtures.seeds.map { try Self.seed($0).format }
        #expect(Set(formats) == Set(FileFormat.allCases))
        for path in Fixtures.seeds {
            let (data, format) = try Self.seed(path)
            #expect(Self.read(data, as: format)?.kernels.map(\.count) == [27, 9], "\(path)")
        }
    }

    @Test(arguments: Fixtures.seeds)
    func `that ends anywhere is refused, or has lost nothing that is needed`(path: String) throws {
        let (data, format) = try Self.seed(path)
        let whole = try #require(Self.read(data, as: format))
        var wrong: [Int] = []
        Self.withCopy(data) { bytes in
            for count in 0..<bytes.count {
                let part = UnsafeRawBufferPointer(rebasing: bytes[..<count])
                guard let found = Self.read(part, as: format) else { continue }
                if found.kernels != whole.kernels || found.biases != whole.biases { wrong.append(count) }
            }
        }
        #expect(wrong.isEmpty, "lengths of \(data.count)")
    }

    @Test(arguments: Fixtures.seeds)
    func `with any byte changed is refused or read`(path: String) throws {
        let (data, format) = try Self.seed(path)
        var read = 0
        var wrong: [Int] = []
        Self.withCopy(data) { bytes in
            for index in bytes.indices {
                for mask: UInt8 in [0x01, 0x80, 0xff] {
                    bytes[index] ^= mask
                    defer { bytes[index] ^= mask }
                    guard let found = Self.read(UnsafeRawBufferPointer(bytes), as: format) else { continue }
                    read += 1
                    if found.kernels.map(\.count) != [27, 9] || found.biases.map(\.count) != [1, 1] {
                        wrong.append(index)
                    }
                }
            }
        }
        #expect(wrong.isEmpty)
        // A changed value of a tensor is nothing that a format without checksums could see.
        #expect(read > 0)
    }

    @Test func `that claims more than it has costs no memory`() throws {
        var header = Data("{\"conv1_1.weight\":{\"dtype\":\"F32\",\"shape\":[1048576,1048576,3,3],".utf8)
        header += Data("\"data_offsets\":[0,39582418599936]}}".utf8)
        let length = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) }
        #expect(throws: FormatError.truncated) { try StoredNetwork.read(region(length + header)) }
        let long = withUnsafeBytes(of: UInt64.max) { Data($0) }
        #expect(throws: FormatError.self) { try StoredNetwork.read(region(long + header), as: .safetensors) }
    }

    @Test func `that would run something is refused by name`() {
        // GLOBAL os.system, a text, TUPLE1, REDUCE: what `pickle` in Python would run.
        let pickle = Data(
            [0x80, 2, 0x63] + Array("posix\nsystem\n".utf8) + [0x55, 4] + Array("true".utf8) + [0x85, 0x52, 0x2e])
        #expect(throws: FormatError.forbiddenGlobal("posix.system")) {
            var machine = try PickleMachine(region(pickle), 0..<pickle.count)
            _ = try machine.run()
        }
        // INST and OBJ would do the same.
        for opcode in [UInt8(ascii: "i"), UInt8(ascii: "o"), 0x81] {
            let pickle = Data([0x80, 2, 0x28, opcode, 0x2e])
            #expect(throws: FormatError.unsupported("pickle opcode \(opcode)")) {
                var machine = try PickleMachine(region(pickle), 0..<pickle.count)
                _ = try machine.run()
            }
        }
    }

    @Test func `with a dictionary in itself ends`() throws {
        // EMPTY_DICT, BINPUT 0, a key, BINGET 0, SETITEM, STOP.
        let pickle = Data([0x80, 2, 0x7d, 0x71, 0, 0x55, 1, 0x61, 0x68, 0, 0x73, 0x2e])
        let bytes = region(pickle)
        var machine = try PickleMachine(bytes, 0..<pickle.count)
        let root = try machine.run()
        #expect(try TorchState(machine, bytes, storages: []).tensors(in: root).isEmpty)
    }

    @Test func `with tuples nested a hundred thousand deep ends`() throws {
        let pickle = Data([0x80, 2, 0x29]) + Data(repeating: 0x85, count: 100_000) + Data([0x2e])
        var machine = try PickleMachine(region(pickle), 0..<pickle.count)
        guard case .tuple = try machine.run() else {
            Issue.record("no tuple")
            return
        }
    }

    @Test func `whose HDF5 group is in itself ends`() throws {
        var (data, _) = try Self.seed(#require(Fixtures.seeds.first { $0.hasSuffix("keras-1-notop.h5") }))
        // The root's symbol entry in the superblock points to the root's header; let every member be the root.
        let root = data[64..<72]
        for index in stride(from: 0, to: data.count - 4, by: 8) where data[index..<index + 4] == Data("SNOD".utf8) {
            for symbol in 0..<2 where index + 24 + 40 * symbol < data.count {
                data.replaceSubrange(index + 16 + 40 * symbol..<index + 24 + 40 * symbol, with: root)
            }
        }
        #expect(throws: FormatError.wrongConvolutionCount(found: 0, expected: [2])) {
            try Self.matcher.find(in: .read(region(data)))
        }
    }

    @Test(arguments: [1, 2])
    func `with an array of more cells than can be counted ends`(kind: Int) throws {
        func words(_ values: [Int]) -> Data {
            values.reduce(Data()) { $0 + withUnsafeBytes(of: UInt32($1)) { Data($0) } }
        }
        // Flags (cell or struct), two dimensions, no name, and for a struct no fields.
        let body = words([6, 8, kind, 0, 5, 8, 0x7fff_ffff, 0x7fff_ffff, 1, 0, 5 | 4 << 16, 32, 1, 0])
        let data = Data(count: 124) + Data([0, 1]) + Data("IM".utf8) + words([14, body.count]) + body
        #expect(throws: FormatError.tooMany("MATLAB arrays")) { try StoredNetwork.read(region(data)) }
    }

    @Test func `with fully connected layers of gigabytes is read without them`() throws {
        let folder = try ScratchFolder()
        let network = try Fixtures.data("caffe-1.caffemodel")
        // Another layer, "fc", with one blob of 3 GiB that is a hole in the file.
        let count = 3 << 30
        var blob = ProtobufWriter()
        blob.addHead(5, count: count)
        var layer = ProtobufWriter()
        layer.add(4, text: "fc")
        layer.add(5, varint: 14)
        layer.addHead(6, count: blob.data.count + count)
        var head = ProtobufWriter()
        head.addHead(2, count: layer.data.count + blob.data.count + count)
        let start = network + head.data + layer.data + blob.data
        let path = try folder.write(start, name: "net.caffemodel")
        try #require(truncate(path, start.count + count) == 0)

        let found = try Fixtures.matcher.find(in: .read(ByteRegion(contentsOf: path)))
        #expect(found.candidate == 1)
        // The tool refuses the narrow network, after it has looked at all of the file.
        let run = try ToolRun(["import", path])
        #expect(run.status == 1)
        #expect((1 << 20..<100 << 20).contains(run.peakBytes))
    }

    @Test func `whose compressed part unpacks to a thousand times its size is read within a small window`() throws {
        let folder = try ScratchFolder()
        let path = try folder.write(Self.bomb(unpackedBytes: 512 << 20), name: "bomb.mat")
        let run = try ToolRun(["import", path])
        #expect(run.status == 1)
        #expect((1 << 20..<100 << 20).contains(run.peakBytes))
        #expect(throws: FormatError.wrongConvolutionCount(found: 0, expected: [13, 16])) {
            try Fixtures.matcher.find(in: .read(ByteRegion(contentsOf: path)))
        }
    }

    /// A MATLAB file with one compressed array of zeros, whose name is that of a convolution's weights.
    private static func bomb(unpackedBytes: Int) throws -> Data {
        func words(_ values: [Int]) -> Data {
            values.reduce(Data()) { $0 + withUnsafeBytes(of: UInt32($1)) { Data($0) } }
        }
        let name = Data("conv1_1.weights{0}".utf8)
        // Flags (single), dimensions, name, and the tag of the data; all in a matrix.
        var head = words([6, 8, 7, 0]) + words([5, 8, unpackedBytes / 4, 1]) + words([1, name.count]) + name
        head += Data(count: -name.count & 7) + words([7, unpackedBytes])
        head = words([14, head.count + unpackedBytes]) + head

        var stream = z_stream()
        try #require(deflateInit_(&stream, 1, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK)
        defer { deflateEnd(&stream) }
        var packed = Data()
        func add(_ input: Data, _ flush: Int32) {
            var (input, output) = (Array(input), [UInt8](repeating: 0, count: 1 << 16))
            input.withUnsafeMutableBufferPointer { bytes in
                (stream.next_in, stream.avail_in) = (bytes.baseAddress, UInt32(bytes.count))
                repeat {
                    output.withUnsafeMutableBufferPointer { buffer in
                        (stream.next_out, stream.avail_out) = (buffer.baseAddress, UInt32(buffer.count))
                        _ = deflate(&stream, flush)
                        packed += buffer.prefix(buffer.count - Int(stream.avail_out))
                    }
                } while stream.avail_out == 0
            }
        }
        add(head, Z_NO_FLUSH)
        let zeros = Data(count: 1 << 20)
        for _ in 0..<unpackedBytes >> 20 { add(zeros, Z_NO_FLUSH) }
        add(Data(), Z_FINISH)
        #expect(packed.count < unpackedBytes / 200)
        return Data(count: 124) + Data([0, 1]) + Data("IM".utf8) + words([15, packed.count]) + packed
    }
}

/// A run of the built command, and the most memory that it took.
private struct ToolRun {
    let status: Int32
    let peakBytes: Int

    init(_ arguments: [String]) throws {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let tool = URL(filePath: tests).deletingLastPathComponent().appending(path: "neural-style-weights").path
        var words: [UnsafeMutablePointer<CChar>?] = ([tool] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        try #require(posix_spawn(&child, tool, nil, nil, &words, environ) == 0)
        var state: Int32 = 0
        var peak = 0
        // The system forgets a process's peak when it ends, so it is looked at all the time; for a minute at most.
        for _ in 0..<60_000 {
            let found = try Self.peakBytes(of: child)
            peak = max(peak, found)
            if waitpid(child, &state, WNOHANG) == child {
                (status, peakBytes) = (state >> 8 & 0xff, peak)
                return
            }
            usleep(1000)
        }
        kill(child, SIGKILL)
        waitpid(child, &state, 0)
        (status, peakBytes) = (-1, peak)
    }

    /// The most memory that a running process has had, 0 where it is none any more.
    private static func peakBytes(of process: pid_t) throws -> Int {
        let text = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return 1024 * (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0)
    }
}
