import Foundation
import NSTCore
import SwiftProtobuf
import Testing

@testable import neural_style_weights

@Suite struct `Importing a file` {
    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    @Test(arguments: [
        (Data("\u{89}HDF\r\n\u{1a}\n".unicodeScalars.map { UInt8($0.value) } + [0]), FileFormat.hdf5),
        (Data([0x50, 0x4b, 3, 4, 0, 0, 0, 0, 0]), .wheel),
        (Data([0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9]), .pickle),
        (Data("#!/bin/sh\n".utf8), .unknown),
        (Data(), .unknown),
    ])
    func `of a format that isn't read says which it is`(data: Data, format: FileFormat) throws {
        let path = try folder.write(data, name: "file")
        #expect(throws: ToolError.unreadableFormat(path: path, format: format)) {
            try Import.contents(of: path, expecting: nil, inputConvention: nil)
        }
    }

    @Test func `from ONNX needs to know the network's input, and keeps what it is told`() throws {
        var model = ONNXModelProto()
        model.irVersion = 7
        model.graph = Graphs.vgg(.vgg16)
        let path = try folder.write(model.serializedBytes(), name: "net.onnx")
        #expect(throws: ToolError.inputConventionNeeded(path: path)) {
            try Import.contents(of: path, expecting: .vgg16, inputConvention: nil)
        }
        let contents = try Import.contents(of: path, expecting: .vgg16, inputConvention: .torchvision)
        #expect(contents.inputConvention == .torchvision)
        #expect(contents.origin == "imported from net.onnx")

        let own = "\(folder.path)/own"
        try WeightFile.write(contents, to: own)
        let again = try Import.contents(of: own, expecting: .vgg16, inputConvention: nil)
        #expect(again.inputConvention == .torchvision)
        #expect(again.tensors == contents.tensors)
        #expect(throws: WeightError.wrongArchitecture(found: .vgg16, expected: .vgg19, path: own)) {
            try Import.contents(of: own, expecting: .vgg19, inputConvention: nil)
        }
    }

    @Test func `that isn't there says so`() {
        #expect(throws: WeightError.unreadable(path: "\(folder.path)/none", code: ENOENT)) {
            try Import.contents(of: "\(folder.path)/none", expecting: nil, inputConvention: nil)
        }
        #expect(throws: WeightError.notAFile(path: folder.path)) {
            try Import.contents(of: folder.path, expecting: nil, inputConvention: nil)
        }
    }
}
