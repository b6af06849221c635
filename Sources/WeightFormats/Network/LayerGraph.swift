import NSTVGG

/// The layers of a network that lie between its convolutions, for formats that hold them. It follows a network from one
/// convolution back to the one before it, to make sure that it is a VGG network.
struct LayerGraph {
    /// One layer.
    struct Node {
        var name: String
        /// ONNX's or TensorFlow's name of what the layer does.
        var operation: String
        var inputs: [String]
        var outputs: [String]
        /// Attributes that are lists of numbers, or one number.
        var attributes: [String: [Int]] = [:]
        /// Attributes that are texts.
        var texts: [String: String] = [:]
    }

    /// A convolution: its node, and the names of its constants.
    struct Convolution {
        var node: Node
        var kernel: String
        var bias: String?
    }

    let nodes: [Node]
    let convolutions: [Convolution]
    private let producers: [String: Int]

    /// Layers that do nothing when a network is used, or that are a convolution's bias.
    private static let idle: Set = ["Identity", "Dropout", "BiasAdd"]
    private static let convolutionNames: Set = ["Conv", "Conv2D"]

    /// - Parameter convolutions: In the order of the network.
    init(nodes: [Node], convolutions: [Convolution]) {
        self.nodes = nodes
        self.convolutions = convolutions
        producers = Dictionary(
            nodes.enumerated().flatMap { number, node in node.outputs.map { ($0, number) } }
        ) { first, _ in first }
    }

    /// The layer that gives a value.
    func producer(of value: String) -> Node? { producers[value].map { nodes[$0] } }

    /// Makes sure that what lies before a convolution is a ReLU and, between two blocks, a pooling.
    func check(_ number: Int, _ spec: Architecture.Convolution, previous: Architecture.Convolution?) throws(FormatError)
    {
        let convolution = convolutions[number]
        try checkAttributes(of: convolution.node, name: spec.name)
        let (layers, input) = layers(before: convolution)
        guard let previous, number > 0 else {
            // What TensorFlow's graphs do with a picture first, their reader understands or leaves to whoever asks.
            guard convolution.node.operation != "Conv" || layers.allSatisfy({ $0 == "Transpose" }) else {
                throw .unexpectedLayers(before: spec.name, found: layers)
            }
            return
        }
        let allowed: [[String]] =
            spec.block == previous.block
            ? [["Relu"]] : [["Relu", "MaxPool"], ["Relu", "AveragePool"], ["Relu", "AvgPool"]]
        guard allowed.contains(layers), convolutions[number - 1].node.outputs.contains(input) else {
            throw .unexpectedLayers(before: spec.name, found: layers)
        }
    }

    /// What lies between a convolution and the one before it, and what the first of it takes.
    private func layers(before convolution: Convolution) -> (operations: [String], input: String) {
        var layers: [String] = []
        var input = convolution.node.inputs.first ?? ""
        // A damaged file may go round in circles; no exporter puts more than a handful of layers between two.
        for _ in 0..<16 {
            guard let producer = producer(of: input), !Self.convolutionNames.contains(producer.operation) else { break }
            if !Self.idle.contains(producer.operation) && !Self.addsBias(producer) { layers.append(producer.operation) }
            input = producer.inputs.first ?? ""
        }
        return (layers.reversed(), input)
    }

    /// Whether a node is marked as the addition of a convolution's bias.
    private static func addsBias(_ node: Node) -> Bool { node.texts["role"] == "bias" }

    /// Makes sure that a convolution's attributes, where they are given, are VGG's.
    private func checkAttributes(of node: Node, name: String) throws(FormatError) {
        let expected: [(name: String, values: [[Int]])] =
            node.operation == "Conv"
            // Without any word of padding, ONNX pads with nothing.
            ? [
                ("pads", node.texts["auto_pad"]?.hasPrefix("SAME") == true ? [[]] : [[1, 1, 1, 1]]),
                ("kernel_shape", [[], [3, 3]]), ("strides", [[], [1, 1]]),
                ("dilations", [[], [1, 1]]), ("group", [[], [1]]),
            ] : [("strides", [[], [1, 1, 1, 1]]), ("dilations", [[], [1, 1, 1, 1]])]
        for (attribute, values) in expected {
            guard values.contains(node.attributes[attribute] ?? []) else {
                throw .unexpectedAttribute(convolution: name, attribute: attribute)
            }
        }
        guard node.operation == "Conv" || node.texts["padding"] == "SAME" else {
            throw .unexpectedAttribute(convolution: name, attribute: "padding")
        }
    }
}
