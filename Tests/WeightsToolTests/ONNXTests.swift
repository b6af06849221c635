import Foundation
import NSTCore
import SwiftProtobuf
import Testing

@testable import neural_style_weights

@Suite struct `An ONNX file` {
    static let graph = Graphs.vgg(.vgg16)

    /// Makes sure that a changed graph gives an error.
    private func expect(_ error: ONNXError, _ change: (inout ONNXGraphProto) -> Void) {
        var graph = Self.graph
        change(&graph)
        #expect(throws: error) { try ONNXFile.tensors(in: graph, expecting: .vgg16) }
    }

    @Test func `gives the convolutions' tensors under the network's names`() throws {
        let (architecture, tensors) = try ONNXFile.tensors(in: Self.graph, expecting: nil)
        #expect(architecture == .vgg16)
        #expect(Set(tensors.keys) == Set(Architecture.vgg16.tensors.map(\.name)))
        for description in Architecture.vgg16.tensors {
            let values = try #require(tensors[description.name])
            #expect(values.count == description.count)
            #expect(Array(values.prefix(4)) == Graphs.firstValues + [0])
        }
    }

    @Test func `is told by its number of convolutions`() throws {
        #expect(try ONNXFile.tensors(in: Graphs.vgg(.vgg19), expecting: nil).architecture == .vgg19)
        #expect(throws: ONNXError.wrongConvolutionCount(found: 13, expected: [16])) {
            try ONNXFile.tensors(in: Self.graph, expecting: .vgg19)
        }
        #expect(throws: ONNXError.wrongConvolutionCount(found: 0, expected: [13, 16])) {
            try ONNXFile.tensors(in: ONNXGraphProto(), expecting: nil)
        }
    }

    @Test func `is read from bytes, whatever fields it has besides`() throws {
        var small = Self.graph
        small.initializer = []
        var model = ONNXModelProto()
        model.irVersion = 7
        model.graph = small
        // Field 20 (metadata_props), which isn't in our subset.
        let bytes = try model.serializedBytes() as Data + Data([0xa2, 0x01, 0x02, 0x08, 0x01])
        #expect(FileFormat(bytes) == .onnx)
        let missing = ONNXError.missingInitializer(convolution: "conv1_1", name: "w_conv1_1")
        #expect(throws: ToolError.onnx(path: "x", missing)) {
            try ONNXFile.tensors(in: bytes, path: "x", expecting: nil)
        }
        for length in [bytes.count - 1, bytes.count / 2, 9] {
            #expect(throws: ToolError.onnx(path: "x", .notONNX)) {
                try ONNXFile.tensors(in: bytes.prefix(length), path: "x", expecting: nil)
            }
        }
    }

    @Test func `may keep values as numbers instead of bytes`() throws {
        var graph = Self.graph
        graph.initializer[1].rawData = Data()
        graph.initializer[1].floatData = (0..<64).map { Float($0) / 3 }
        let tensors = try ONNXFile.tensors(in: graph, expecting: .vgg16).tensors
        #expect(tensors["conv1_1.bias"] == (0..<64).map { Float($0) / 3 })
    }

    @Test func `with other tensors than the network's is refused`() {
        expect(.missingInitializer(convolution: "conv1_2", name: "b_conv1_2")) { $0.initializer.remove(at: 3) }
        expect(.missingInitializer(convolution: "conv1_1", name: "")) { $0.node[1].input.removeLast() }
        expect(.wrongShape(tensor: "conv1_1.weight", found: [3, 3, 3, 64], expected: [64, 3, 3, 3])) {
            $0.initializer[0].dims = [3, 3, 3, 64]
        }
        expect(.wrongShape(tensor: "conv1_1.bias", found: [.max, .max], expected: [64])) {
            $0.initializer[1].dims = [.max, .max]
        }
        expect(.wrongDataType(tensor: "conv1_1.bias")) { $0.initializer[1].dataType = 10 }
        expect(.externalData(tensor: "conv1_1.bias")) {
            $0.initializer[1].rawData = Data()
            $0.initializer[1].dataLocation = 1
        }
    }

    @Test func `with more or less data than its shapes need is refused`() {
        expect(.wrongDataSize(tensor: "conv1_1.bias")) { $0.initializer[1].rawData.removeLast() }
        expect(.wrongDataSize(tensor: "conv1_1.bias")) { $0.initializer[1].rawData.append(0) }
        expect(.wrongDataSize(tensor: "conv1_1.bias")) { $0.initializer[1].rawData = Data() }
        expect(.wrongDataSize(tensor: "conv1_1.bias")) { $0.initializer[1].floatData = [1] }
        expect(.wrongDataSize(tensor: "conv1_1.bias")) {
            $0.initializer[1].rawData = Data()
            $0.initializer[1].floatData = [1]
        }
    }

    @Test func `whose layers aren't the network's is refused`() {
        // Node 0 is a transposition, 1 is conv1_1, 2 its ReLU, 3 conv1_2, 4 its ReLU, 5 the first pooling.
        expect(.unexpectedLayers(before: "conv1_2", found: ["Sigmoid"])) { $0.node[2].opType = "Sigmoid" }
        expect(.unexpectedLayers(before: "conv1_2", found: [])) { $0.node[3].input[0] = "conv1_1" }
        expect(.unexpectedLayers(before: "conv1_2", found: [])) { $0.node[3].input[0] = "input" }
        expect(.unexpectedLayers(before: "conv2_1", found: ["Relu"])) { $0.node[6].input[0] = "relu_conv1_2" }
        expect(.unexpectedLayers(before: "conv1_1", found: ["Mul"])) { $0.node[0].opType = "Mul" }
        for (name, values) in [("pads", [0, 0, 0, 0]), ("kernel_shape", [5, 5]), ("strides", [2, 2])] {
            expect(.unexpectedAttribute(convolution: "conv1_1", attribute: name)) { graph in
                graph.node[1].attribute.removeAll { $0.name == name }
                graph.node[1].attribute.append(Graphs.ints(name, values.map { Int64($0) }))
            }
        }
        expect(.unexpectedAttribute(convolution: "conv1_1", attribute: "pads")) { $0.node[1].attribute = [] }
        expect(.unexpectedAttribute(convolution: "conv1_1", attribute: "group")) {
            var group = ONNXAttributeProto()
            (group.name, group.i) = ("group", 3)
            $0.node[1].attribute.append(group)
        }
    }

    @Test func `whose layers go round in circles is refused`() {
        expect(.unexpectedLayers(before: "conv1_2", found: Array(repeating: "Relu", count: 16))) {
            $0.node[2].input[0] = "relu_conv1_1"
        }
        expect(.unexpectedLayers(before: "conv1_2", found: [])) {
            $0.node[2] = Graphs.node("Identity", ["relu_conv1_1"], "relu_conv1_1")
        }
    }

    @Test func `may have average pooling and layers that do nothing`() {
        var graph = Self.graph
        graph.node[5].opType = "AveragePool"
        graph.node[5].input = ["dropped"]
        graph.node.append(Graphs.node("Dropout", ["relu_conv1_2"], "dropped"))
        #expect(throws: Never.self) { try ONNXFile.tensors(in: graph, expecting: .vgg16) }
    }
}
