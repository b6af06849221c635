import NSTCore

/// Follows an ONNX graph from one convolution back to the one before it, to make sure that it is a VGG network.
struct ONNXLayers {
    private let producers: [String: ONNXNodeProto]

    /// Layers that do nothing when a network is used.
    private static let idle: Set = ["Identity", "Dropout"]

    init(_ graph: ONNXGraphProto) {
        let outputs = graph.node.flatMap { node in node.output.map { ($0, node) } }
        producers = Dictionary(outputs) { first, _ in first }
    }

    /// Makes sure that what lies between two convolutions is a ReLU and, between two blocks, a pooling; and that nothing
    /// but a change of layout lies before the first.
    func check(
        from previousNode: ONNXNodeProto?, _ previous: Architecture.Convolution?,
        to node: ONNXNodeProto, _ convolution: Architecture.Convolution
    ) throws(ONNXError) {
        var layers: [String] = []
        var input = node.input.first ?? ""
        // A damaged file may go round in circles; no exporter puts more than a handful of layers between two.
        for _ in 0..<16 {
            guard let producer = producers[input], producer.opType != "Conv" else { break }
            if !Self.idle.contains(producer.opType) { layers.append(producer.opType) }
            input = producer.input.first ?? ""
        }
        layers.reverse()

        let isRight: Bool
        if let previous, let previousNode {
            let pooling: [[String]] =
                convolution.block == previous.block ? [["Relu"]] : [["Relu", "MaxPool"], ["Relu", "AveragePool"]]
            isRight = pooling.contains(layers) && previousNode.output.contains(input)
        } else {
            isRight = layers.allSatisfy { $0 == "Transpose" } && producers[input] == nil
        }
        guard isRight else { throw .unexpectedLayers(before: convolution.name, found: layers) }
    }

    /// Makes sure that a convolution's attributes, where they are given, are VGG's.
    static func checkAttributes(
        of node: ONNXNodeProto, convolution: Architecture.Convolution
    ) throws(ONNXError) {
        let attributes = Dictionary(node.attribute.map { ($0.name, $0) }) { first, _ in first }
        let expected: [(name: String, values: [Int64], isRequired: Bool)] = [
            // Without it, ONNX pads with nothing.
            ("pads", [1, 1, 1, 1], true), ("kernel_shape", [3, 3], false), ("strides", [1, 1], false),
            ("dilations", [1, 1], false),
        ]
        for (name, values, isRequired) in expected {
            guard attributes[name].map({ $0.ints == values }) ?? !isRequired else {
                throw .unexpectedAttribute(convolution: convolution.name, attribute: name)
            }
        }
        guard attributes["group"].map({ $0.i == 1 }) ?? true else {
            throw .unexpectedAttribute(convolution: convolution.name, attribute: "group")
        }
    }
}
