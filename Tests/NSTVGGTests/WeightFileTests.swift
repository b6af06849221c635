import Glibc
import NSTPictures
import Testing

@testable import NSTVGG

@Suite(.serialized) struct `A weights file` {
    /// One file of full size for all tests, deleted with the folder.
    let folder = ScratchFolder()
    let path: String
    let contents = inventedVGG16()

    init() throws {
        path = "\(folder.path)/vgg16.safetensors"
        try WeightFile.write(contents, to: path)
    }

    @Test func `gives back what was written`() throws {
        let file = try WeightFile(contentsOf: path, expecting: .vgg16)
        #expect(file.architecture == .vgg16)
        #expect(file.inputConvention == .torchvision)
        #expect(file.origin == "invented \"in\" a test, naïvely")
        #expect(file.licence == "GPL-3.0-or-later")
        #expect(file.sha256.count == 64)
        for description in Architecture.vgg16.tensors {
            let expected = try #require(contents.tensors[description.name])
            let isEqual = try file.withTensor(description.name) { values in
                expected.withUnsafeBytes { areEqual($0, UnsafeRawBufferPointer(values)) }
            }
            #expect(isEqual)
        }
        #expect(throws: WeightError.missingTensor(name: "conv6_1.bias", path: path)) {
            try file.withTensor("conv6_1.bias") { _ in }
        }
        #expect(folder.entries == ["vgg16.safetensors"])
    }

    @Test func `survives being copied through memory`() throws {
        let first = try WeightFile(contentsOf: path)
        let copy = "\(folder.path)/copy"
        try WeightFile.write(WeightContents(first), to: copy)
        #expect(try WeightFile(contentsOf: copy).sha256 == first.sha256)
    }

    @Test func `of another network than expected is refused`() {
        #expect(throws: WeightError.wrongArchitecture(found: .vgg16, expected: .vgg19, path: path)) {
            try WeightFile(contentsOf: path, expecting: .vgg19)
        }
    }

    @Test func `with any bit of its header flipped is refused`() throws {
        let vandal = Vandal(path)
        let dataStart = 8 + vandal.read(0..<8).reversed().reduce(0) { $0 << 8 | Int($1) }
        // All bits of the length; of the header, every fifth byte and its bits in turn.
        let places =
            (0..<64).map { ($0 / 8, $0 % 8) }
            + stride(from: 8, to: dataStart, by: 5).map { ($0, ($0 / 5) % 8) }
        for (offset, bit) in places {
            vandal.flip(bit: bit, ofByte: offset)
            #expect(throws: WeightError.self, "bit \(bit) of byte \(offset)") { try WeightFile(contentsOf: path) }
            vandal.flip(bit: bit, ofByte: offset)
        }
        #expect(throws: Never.self) { try WeightFile(contentsOf: path) }
    }

    @Test func `with any bit of its data flipped is found damaged`() throws {
        let vandal = Vandal(path)
        let dataStart = 8 + vandal.read(0..<8).reversed().reduce(0) { $0 << 8 | Int($1) }
        let last = vandal.size - 1
        let sha256 = try WeightFile(contentsOf: path).sha256
        var generator = SplitMix64(seed: 1)
        let places = [dataStart, last] + (0..<30).map { _ in Int.random(in: dataStart...last, using: &generator) }
        for (index, offset) in places.enumerated() {
            vandal.flip(bit: index % 8, ofByte: offset)
            let error = #expect(throws: WeightError.self) { try WeightFile(contentsOf: path) }
            guard case .damaged(path, sha256, _) = error else {
                Issue.record("byte \(offset): \(String(describing: error))")
                continue
            }
            vandal.flip(bit: index % 8, ofByte: offset)
        }
    }

    @Test func `cut short is refused with its sizes`() throws {
        let vandal = Vandal(path)
        let whole = vandal.size
        for size in [whole - 1, whole - 4, whole / 2, 1 << 20, 5000] {
            vandal.cut(to: size)
            #expect(throws: WeightError.truncated(path: path, expectedBytes: whole, actualBytes: size)) {
                try WeightFile(contentsOf: path)
            }
        }
        for size in [2000, 100, 9, 8, 7, 1, 0] {
            vandal.cut(to: size)
            #expect(throws: WeightError.self) { try WeightFile(contentsOf: path) }
        }
    }

    @Test func `isn't written if it would be refused, and the one before stays`() throws {
        let before = try WeightFile(contentsOf: path).sha256
        func refuses(_ error: WeightError, _ change: (inout WeightContents) -> Void) {
            var changed = contents
            change(&changed)
            #expect(throws: error) { try WeightFile.write(changed, to: path) }
        }
        refuses(.missingTensor(name: "conv3_2.bias", path: path)) { $0.tensors["conv3_2.bias"] = nil }
        refuses(.unexpectedTensor(name: "fc6.weight", path: path)) { $0.tensors["fc6.weight"] = [1] }
        refuses(.wrongShape(tensor: "conv1_1.bias", found: [63], expected: [64], path: path)) {
            $0.tensors["conv1_1.bias"]?.removeLast()
        }
        for value in [Float.nan, .infinity, -.infinity, .signalingNaN] {
            refuses(.notFinite(tensor: "conv1_1.bias", path: path)) { $0.tensors["conv1_1.bias"]?[63] = value }
        }
        refuses(.notOurs(path: path, key: "input.standard_deviation")) {
            $0.inputConvention.standardDeviation[1] = 0
        }
        refuses(.notOurs(path: path, key: "input.mean")) { $0.inputConvention.mean.removeLast() }
        #expect(try WeightFile(contentsOf: path).sha256 == before)
        #expect(folder.entries == ["vgg16.safetensors"])
    }

    /// Files that a hostile writer gave a right checksum.
    @Test func `with proper form and wrong contents is refused`() throws {
        var tensors = Architecture.vgg16.tensors.map {
            (description: $0, values: contents.tensors[$0.name] ?? [])
        }
        func write(_ change: (inout [String: String]) -> Void = { _ in }) throws {
            var metadata = WeightMetadata.dictionary(for: contents)
            change(&metadata)
            metadata["sha256"] = WeightChecksum.hexDigits(metadata: metadata, tensors: tensors)
            try Safetensors.write(tensors, metadata: metadata, to: path)
        }
        func expect(_ error: WeightError) { #expect(throws: error) { try WeightFile(contentsOf: path) } }

        try write { $0["extra"] = "words of a later version" }
        #expect(throws: Never.self) { try WeightFile(contentsOf: path) }

        for key in ["format", "architecture", "origin", "licence", "input.scale", "input.mean"] {
            try write { $0[key] = nil }
            expect(.notOurs(path: path, key: key))
        }
        for (key, value) in [
            ("format", "neural-style-weights 2"), ("architecture", "vgg11"), ("input.channel_order", "grb"),
            ("input.scale", "0"), ("input.scale", "nan"), ("input.scale", "1 1"), ("input.mean", "1 2"),
            ("input.mean", "1 2 inf"), ("input.standard_deviation", "1 1 -1"),
        ] {
            try write { $0[key] = value }
            expect(.notOurs(path: path, key: key))
        }
        try Safetensors.write(tensors, metadata: WeightMetadata.dictionary(for: contents), to: path)
        expect(.notOurs(path: path, key: "sha256"))

        tensors[1].values[5] = .nan
        try write()
        expect(.notFinite(tensor: "conv1_1.bias", path: path))
        tensors[1].values[5] = 0

        let transposed = TensorDescription(name: "conv1_1.weight", shape: [3, 3, 3, 64])
        tensors[0].description = transposed
        try write()
        expect(
            .wrongShape(tensor: "conv1_1.weight", found: [3, 3, 3, 64], expected: [64, 3, 3, 3], path: path))

        tensors[0].description = TensorDescription(name: "conv0_1.weight", shape: [64, 3, 3, 3])
        try write()
        expect(.missingTensor(name: "conv1_1.weight", path: path))

        tensors[0].description = Architecture.vgg16.tensors[0]
        tensors.append((TensorDescription(name: "fc8.bias", shape: [1]), [0]))
        try write()
        expect(.unexpectedTensor(name: "fc8.bias", path: path))
    }

    @Test func `in half precision is refused`() throws {
        let metadata = WeightMetadata.dictionary(for: contents).merging(["sha256": ""]) { $1 }
        var header = SafetensorsHeader(metadata: metadata, entries: [:])
        var end = 0
        for description in Architecture.vgg16.tensors {
            header.entries[description.name] = .init(
                dtype: "F16", shape: description.shape, dataOffsets: [end, end + 2 * description.count])
            end += 2 * description.count
        }
        let json = String(decoding: try header.encoded(), as: UTF8.self)
        let half = try folder.write(safetensors(json, data: end), name: "half")
        #expect(throws: WeightError.wrongDataType(tensor: "conv1_1.weight", found: "F16", path: half)) {
            try WeightFile(contentsOf: half)
        }
    }
}
