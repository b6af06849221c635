import FoundationEssentials
import NSTCore
import SwiftProtobuf

/// Reads a VGG network's convolutions from an ONNX file.
enum ONNXFile {
    /// The network and its tensors, from an ONNX file's bytes.
    ///
    /// - Parameters:
    ///   - data: The file's bytes.
    ///   - path: For messages.
    ///   - expected: The network that it must be; `nil` for the one with as many convolutions.
    static func tensors(
        in data: Data, path: String, expecting expected: Architecture?
    ) throws(ToolError) -> (architecture: Architecture, tensors: [String: [Float]]) {
        do throws(ONNXError) {
            let graph: ONNXGraphProto
            do {
                graph = try ONNXModelProto(serializedBytes: data).graph
            } catch {
                throw ONNXError.notONNX
            }
            return try tensors(in: graph, expecting: expected)
        } catch {
            throw .onnx(path: path, error)
        }
    }

    /// The same from a graph.
    static func tensors(
        in graph: ONNXGraphProto, expecting expected: Architecture?
    ) throws(ONNXError) -> (architecture: Architecture, tensors: [String: [Float]]) {
        let nodes = graph.node.filter { $0.opType == "Conv" }
        let candidates = expected.map { [$0] } ?? Architecture.allCases
        guard let architecture = candidates.first(where: { $0.convolutions.count == nodes.count }) else {
            throw .wrongConvolutionCount(found: nodes.count, expected: candidates.map(\.convolutions.count))
        }
        let walk = ONNXLayers(graph)
        let initializers = Dictionary(graph.initializer.map { ($0.name, $0) }) { first, _ in first }

        var tensors: [String: [Float]] = [:]
        var previous: Architecture.Convolution?
        var previousNode: ONNXNodeProto?
        // ONNX lists nodes so that each comes after those whose output it takes.
        for (convolution, node) in zip(architecture.convolutions, nodes) {
            try ONNXLayers.checkAttributes(of: node, convolution: convolution)
            try walk.check(from: previousNode, previous, to: node, convolution)
            for (position, description) in [(1, convolution.weight), (2, convolution.bias)] {
                let name = node.input.count > position ? node.input[position] : ""
                guard let initializer = initializers[name] else {
                    throw .missingInitializer(convolution: convolution.name, name: name)
                }
                tensors[description.name] = try initializer.values(of: description)
            }
            (previous, previousNode) = (convolution, node)
        }
        return (architecture, tensors)
    }
}

extension ONNXTensorProto {
    /// ONNX's number for 32-bit floating point.
    static let float32: Int32 = 1
    /// ONNX's number for data in another file.
    static let external: Int32 = 1

    /// The values, after making sure that type and shape are those expected.
    func values(of expected: TensorDescription) throws(ONNXError) -> [Float] {
        guard dataLocation != Self.external else { throw .externalData(tensor: expected.name) }
        guard dataType == Self.float32 else { throw .wrongDataType(tensor: expected.name) }
        let shape = dims.map { Int($0) }
        guard shape == expected.shape else {
            throw .wrongShape(tensor: expected.name, found: shape, expected: expected.shape)
        }
        // The standard has two places for the data; only one of them is used.
        if rawData.isEmpty {
            guard floatData.count == expected.count else { throw .wrongDataSize(tensor: expected.name) }
            return floatData
        }
        guard floatData.isEmpty, rawData.count == expected.count * MemoryLayout<Float>.size else {
            throw .wrongDataSize(tensor: expected.name)
        }
        return [Float](unsafeUninitializedCapacity: expected.count) { buffer, initialised in
            initialised = rawData.copyBytes(to: buffer) / MemoryLayout<Float>.size
        }
    }
}
