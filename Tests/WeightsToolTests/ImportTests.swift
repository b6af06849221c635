import Crypto
import Foundation
import NSTVGG
import Testing

@testable import WeightFormats
@testable import neural_style_weights

@Suite struct `Importing a file` {
    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    /// A network of VGG-16's size whose values repeat, as safetensors of another program.
    private func foreignFile(names: (Architecture.Convolution) -> String) throws -> String {
        var header: [String] = []
        var data = Data()
        for convolution in Architecture.vgg16.convolutions {
            for description in [convolution.weight, convolution.bias] {
                let part = description.name.split(separator: ".").last ?? ""
                let end = data.count + 4 * description.count
                header.append(
                    "\"\(names(convolution)).\(part)\": {\"dtype\": \"F32\", \"shape\": \(description.shape), "
                        + "\"data_offsets\": [\(data.count), \(end)]}")
                data += Data(repeating: UInt8(convolution.block), count: 4 * description.count)
            }
        }
        let json = Data("{\(header.joined(separator: ", "))}".utf8)
        let length = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) }
        return try folder.write(length + json + data, name: "net.safetensors")
    }

    @Test func `needs to know the network's input, and keeps what it is told`() throws {
        let path = try foreignFile { "features.\($0.block).\($0.index)" }
        #expect(throws: ToolError.inputConventionNeeded(path: path)) {
            try Import.contents(of: path, expecting: .vgg16, inputConvention: nil)
        }
        let contents = try Import.contents(of: path, expecting: nil, inputConvention: .torchvision)
        #expect(contents.architecture == .vgg16)
        #expect(contents.inputConvention == .torchvision)
        #expect(contents.origin == "imported from net.safetensors")

        let own = "\(folder.path)/own"
        try WeightFile.write(contents, to: own)
        let again = try Import.contents(of: own, expecting: .vgg16, inputConvention: nil)
        #expect(again.inputConvention == .torchvision)
        #expect(again.tensors == contents.tensors)
        #expect(throws: WeightError.wrongArchitecture(found: .vgg16, expected: .vgg19, path: own)) {
            try Import.contents(of: own, expecting: .vgg19, inputConvention: nil)
        }
    }

    @Test func `of this tool's own that was damaged isn't taken for another program's`() throws {
        let path = try foreignFile { "features.\($0.block).\($0.index)" }
        let own = "\(folder.path)/own"
        try WeightFile.write(Import.contents(of: path, expecting: nil, inputConvention: .keras), to: own)
        let handle = try FileHandle(forUpdating: URL(filePath: own))
        try handle.seek(toOffset: 1_000_000)
        try handle.write(contentsOf: Data([0x7f]))
        try handle.close()
        #expect {
            try Import.contents(of: own, expecting: nil, inputConvention: .keras)
        } throws: { error in
            if case WeightError.damaged = error { true } else { false }
        }
    }

    @Test func `that isn't there says so`() {
        let none = "\(folder.path)/none"
        #expect(throws: ToolError.format(path: none, .unreadable(code: ENOENT))) {
            try Import.contents(of: none, expecting: nil, inputConvention: nil)
        }
        #expect(throws: ToolError.format(path: folder.path, .notAFile)) {
            try Import.contents(of: folder.path, expecting: nil, inputConvention: nil)
        }
    }

    @Test(arguments: [
        (FileFormat.torchLegacy, "dcbb9e9d", "vgg19-dcbb9e9d.pth"), (.torchZip, "397923af", "vgg16-397923af.pth"),
    ])
    func `knows the files that everybody has by their checksums`(format: FileFormat, prefix: String, name: String) {
        let file = KnownFile.all.first { $0.checksum == .sha256Prefix(prefix) }
        #expect(file?.name == name && file?.convention == .torchvision)
        // And doesn't take others for them.
        #expect(KnownFile.known(region(Data("abc".utf8)), format: format) == nil)
        #expect(region(Data("abc".utf8)).digest(SHA256.self).hasPrefix("ba7816bf"))
    }
}
