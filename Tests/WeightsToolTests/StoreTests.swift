import Foundation
import NSTVGG
import Testing

@testable import neural_style_weights

@Suite struct `The folder with weights` {
    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private var store: WeightStore { WeightStore(folder: "\(folder.path)/weights") }

    private func contents(_ architecture: Architecture, value: Float) -> WeightContents {
        WeightContents(
            architecture: architecture, inputConvention: .keras, origin: "a test", licence: "none",
            tensors: Dictionary(
                uniqueKeysWithValues: architecture.tensors.map { ($0.name, Array(repeating: value, count: $0.count)) }))
    }

    private var files: [String] { folder.entries.filter { $0.hasSuffix(".safetensors") } }

    @Test func `holds the same weights once, under their checksum, for reading`() throws {
        let path = try store.add(contents(.vgg16, value: 1))
        #expect(try store.add(contents(.vgg16, value: 1)) == path)
        let sha256 = try WeightFile(contentsOf: path, expecting: .vgg16).sha256
        #expect(files == ["weights/blobs/\(sha256).safetensors", "weights/vgg16.safetensors"])
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o444)
        #expect(folder.entries.count == 4)
    }

    @Test func `replaces weights while somebody reads them, and removes what nobody needs`() throws {
        let path = try store.add(contents(.vgg16, value: 1))
        let open = try WeightFile(contentsOf: path)
        try #expect(store.add(contents(.vgg16, value: 2)) == path)
        try open.withTensor("conv1_1.bias") { #expect($0.first == 1) }
        try WeightFile(contentsOf: path).withTensor("conv1_1.bias") { #expect($0.first == 2) }
        #expect(files.count == 2)

        #expect(try store.remove(.vgg16))
        #expect(try !store.remove(.vgg16))
        #expect(files.isEmpty)
    }

    @Test func `takes over from a plain file, which it removes like its own`() throws {
        let path = store.path(for: .vgg16)
        try WeightFile.write(contents(.vgg16, value: 1), to: path)
        #expect(try store.add(contents(.vgg16, value: 2)) == path)
        try WeightFile(contentsOf: path).withTensor("conv1_1.bias") { #expect($0.first == 2) }
        #expect(try store.remove(.vgg16))
        try WeightFile.write(contents(.vgg16, value: 1), to: path)
        #expect(try store.remove(.vgg16))
        #expect(files.isEmpty)
    }

    @Test func `shows a flipped bit`() throws {
        let path = try store.add(contents(.vgg16, value: 1))
        chmod(path, 0o644)
        let handle = try FileHandle(forUpdating: URL(filePath: path).resolvingSymlinksInPath())
        try handle.seek(toOffset: 20_000_000)
        try handle.write(contentsOf: Data([1]))
        try handle.close()
        #expect {
            try WeightFile(contentsOf: path)
        } throws: { error in
            if case WeightError.damaged = error { true } else { false }
        }
    }

    @Test func `isn't changed by weights that can't be used`() throws {
        let path = try store.add(contents(.vgg16, value: 1))
        let before = folder.entries
        #expect(throws: WeightError.self) { try store.add(contents(.vgg16, value: .infinity)) }
        #expect(folder.entries == before)
        try WeightFile(contentsOf: path).withTensor("conv1_1.bias") { #expect($0.first == 1) }
    }
}
