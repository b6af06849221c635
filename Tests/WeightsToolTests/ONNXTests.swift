import Foundation
import NSTVGG
import Testing

@testable import WeightFormats

/// A graph that a test may change before it is written as ONNX.
private struct Graph {
    struct Node {
        var type: String
        var input: [String]
        var output: String
        var numbers: [(name: String, values: [Int])] = []
    }

    struct Tensor {
        var name: String
        var shape: [Int]
        var type = 1
        var bytes: Data?
        /// Numbers as a list, packed or each with its own key.
        var list: [Float] = []
        var isPacked = true
        var isExternal = false
    }

    var nodes: [Node] = []
    var tensors: [Tensor] = []

    /// Two blocks of one convolution each, two channels wide.
    static var small: Graph {
        var graph = Graph()
        graph.nodes.append(Node(type: "Transpose", input: ["input"], output: "start"))
        graph.addConvolution("conv1_1", from: "start", inputs: 3)
        graph.nodes.append(Node(type: "MaxPool", input: ["relu_conv1_1"], output: "pool1"))
        graph.addConvolution("conv2_1", from: "pool1", inputs: 2)
        graph.nodes.append(Node(type: "MatMul", input: ["relu_conv2_1", "dense"], output: "classes"))
        graph.tensors.append(Tensor(name: "dense", shape: [2, 2], type: 7))
        return graph
    }

    private mutating func addConvolution(_ name: String, from input: String, inputs: Int) {
        nodes.append(
            Node(
                type: "Conv", input: [input, "w_\(name)", "b_\(name)"], output: name,
                numbers: [("pads", [1, 1, 1, 1]), ("kernel_shape", [3, 3]), ("strides", [1, 1])]))
        nodes.append(Node(type: "Relu", input: [name], output: "relu_\(name)"))
        let values = (0..<18 * inputs).map { Float($0) / 8 }
        tensors.append(Tensor(name: "w_\(name)", shape: [2, inputs, 3, 3], bytes: values.withUnsafeBytes { Data($0) }))
        tensors.append(Tensor(name: "b_\(name)", shape: [2], bytes: [Float(1), 2].withUnsafeBytes { Data($0) }))
    }

    var data: Data {
        var model = ProtobufWriter()
        model.add(1, varint: 7)
        model.add(7) { graph in
            for node in nodes {
                graph.add(1) { message in
                    for name in node.input { message.add(1, text: name) }
                    message.add(2, text: node.output)
                    message.add(4, text: node.type)
                    for (name, values) in node.numbers {
                        message.add(5) { attribute in
                            attribute.add(1, text: name)
                            for value in values { attribute.add(8, varint: UInt64(value)) }
                        }
                    }
                }
            }
            for tensor in tensors { graph.add(5) { Self.write(tensor, &$0) } }
        }
        // Field 20 (metadata_props), which isn't read.
        model.add(20, bytes: Data([8, 1]))
        return model.data
    }

    private static func write(_ tensor: Tensor, _ message: inout ProtobufWriter) {
        for size in tensor.shape { message.add(1, varint: UInt64(size)) }
        message.add(2, varint: UInt64(tensor.type))
        if tensor.isPacked && !tensor.list.isEmpty { message.add(4, bytes: tensor.list.withUnsafeBytes { Data($0) }) }
        message.add(8, text: tensor.name)
        if let bytes = tensor.bytes { message.add(9, bytes: bytes) }
        if tensor.isExternal { message.add(14, varint: 1) }
    }
}

@Suite struct `An ONNX graph` {
    private static let matcher = NetworkMatcher(candidates: [
        [
            Architecture.Convolution(block: 1, index: 1, inputChannels: 3, outputChannels: 2),
            Architecture.Convolution(block: 2, index: 1, inputChannels: 2, outputChannels: 2),
        ]
    ])

    private func find(_ change: (inout Graph) -> Void = { _ in }) throws -> NetworkMatcher.Found {
        var graph = Graph.small
        change(&graph)
        return try Self.matcher.find(in: .read(region(graph.data)))
    }

    private func expect(_ error: FormatError, _ change: (inout Graph) -> Void) {
        #expect(throws: error) { try find(change) }
    }

    @Test func `gives its convolutions' tensors, whatever fields it has besides`() throws {
        let found = try find()
        #expect(found.kernels.map(\.count) == [54, 36])
        #expect(found.kernels[0].prefix(3) == [0, 0.125, 0.25])
        #expect(found.biases == [[1, 2], [1, 2]])
    }

    @Test func `may keep values as numbers instead of bytes`() throws {
        let found = try find {
            $0.tensors[1].bytes = nil
            $0.tensors[1].list = [0.5, -3]
        }
        #expect(found.biases[0] == [0.5, -3])
        expect(.wrongDataSize(tensor: "b_conv1_1")) { $0.tensors[1].list = [0.5, -3] }
    }

    @Test func `with other tensors than the network's is refused`() {
        expect(.missingBias(convolution: "conv2_1")) { $0.tensors.remove(at: 3) }
        expect(.missingBias(convolution: "conv1_1")) { $0.nodes[1].input.removeLast() }
        expect(.missingConstant(convolution: "", name: "w_conv1_1")) { $0.tensors.remove(at: 0) }
        expect(.wrongConvolutionCount(found: 1, expected: [2])) { $0.nodes.removeSubrange(3...5) }
        expect(.wrongShape(tensor: "conv1_1.weight", found: [3, 3, 3, 2], expected: [2, 3, 3, 3])) {
            $0.tensors[0].shape = [3, 3, 3, 2]
        }
        expect(.malformed("shape of b_conv1_1")) { $0.tensors[1].shape = [.max] }
        expect(.wrongElementType(tensor: "conv1_1.bias", found: "ONNX's type 7")) { $0.tensors[1].type = 7 }
        expect(.wrongDataSize(tensor: "b_conv1_1")) { $0.tensors[1].bytes?.removeLast(4) }
        expect(.externalData(tensor: "w_conv1_1")) { $0.tensors[0].isExternal = true }
        expect(.notFinite(tensor: "conv1_1.bias")) {
            $0.tensors[1].bytes = [Float.nan, 1].withUnsafeBytes { Data($0) }
        }
    }

    @Test func `with other layers than the network's is refused`() {
        expect(.unexpectedLayers(before: "conv2_1", found: ["Sigmoid", "MaxPool"])) { $0.nodes[2].type = "Sigmoid" }
        expect(.unexpectedLayers(before: "conv2_1", found: ["Relu"])) { $0.nodes[4].input[0] = "relu_conv1_1" }
        expect(.unexpectedLayers(before: "conv1_1", found: ["Mul"])) { $0.nodes[0].type = "Mul" }
        for (name, values) in [
            ("pads", [0, 0, 0, 0]), ("kernel_shape", [5, 5]), ("strides", [2, 2]), ("group", [3]),
        ] {
            expect(.unexpectedAttribute(convolution: "conv1_1", attribute: name)) { graph in
                graph.nodes[1].numbers.removeAll { $0.name == name }
                graph.nodes[1].numbers.append((name, values))
            }
        }
        expect(.unexpectedAttribute(convolution: "conv1_1", attribute: "pads")) { $0.nodes[1].numbers = [] }
    }

    @Test func `whose layers go round in circles is refused`() {
        expect(.unexpectedLayers(before: "conv2_1", found: Array(repeating: "MaxPool", count: 16))) {
            $0.nodes[3].input = ["pool1"]
        }
    }

    @Test func `may have average pooling and layers that do nothing`() throws {
        let found = try find {
            $0.nodes[3].type = "AveragePool"
            $0.nodes[3].input = ["dropped"]
            $0.nodes.append(.init(type: "Dropout", input: ["relu_conv1_1"], output: "dropped"))
        }
        #expect(found.biases.count == 2)
    }
}
