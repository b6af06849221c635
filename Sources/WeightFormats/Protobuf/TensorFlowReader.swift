/// Reads TensorFlow's frozen graphs (`GraphDef`), in which variables have become constants. Field numbers:
/// <https://github.com/tensorflow/tensorflow/tree/master/tensorflow/core/framework> (`graph`, `node_def`, `attr_value`,
/// `tensor`)
enum TensorFlowReader {
    private static let mostNodes = 1 << 14

    static func read(_ region: ByteRegion) throws(FormatError) -> StoredNetwork {
        var message = try ProtobufMessage(region, 0..<region.count)
        var nodes: [LayerGraph.Node] = []
        var tensors: [StoredTensor] = []
        while let field = try message.next() {
            guard field.number == 1, case .bytes(let range) = field.value else { continue }
            let (node, value) = try node(region, range)
            guard nodes.count <= mostNodes else { throw .tooMany("nodes") }
            nodes.append(node)
            if let value, let tensor = try tensor(region, value, name: node.name) { tensors.append(tensor) }
        }
        let names = Set(tensors.map(\.name))
        let graph = graph(&nodes, constants: names)
        let bare = StoredNetwork(
            format: .tensorFlow, tensors: tensors, isInNetworkOrder: true, graph: graph, region: region)
        return StoredNetwork(
            format: .tensorFlow, tensors: tensors, isInNetworkOrder: true, graph: graph,
            input: TensorFlowInput(bare, graph).description, region: region)
    }

    /// A node, and where its constant is if it is one.
    private static func node(
        _ region: ByteRegion, _ range: Range<Int>
    ) throws(FormatError) -> (node: LayerGraph.Node, value: Range<Int>?) {
        var message = try ProtobufMessage(region, range)
        var node = LayerGraph.Node(name: "", operation: "", inputs: [], outputs: [])
        var value: Range<Int>?
        while let field = try message.next() {
            guard case .bytes(let range) = field.value else { continue }
            switch field.number {
            case 1: node.name = try region.text(range)
            case 2: node.operation = try region.text(range)
            case 3:
                let input = try region.text(range)
                guard !input.hasPrefix("^") else { continue }
                node.inputs.append(input.hasSuffix(":0") ? String(input.dropLast(2)) : input)
            case 5: try addAttribute(region, range, to: &node, value: &value)
            default: continue
            }
            guard node.inputs.count <= 64 else { throw .tooMany("inputs of a node") }
        }
        node.outputs = [node.name]
        if node.operation.hasPrefix("Split") { node.outputs += ["\(node.name):1", "\(node.name):2"] }
        return (node, node.operation == "Const" ? value : nil)
    }

    private static func addAttribute(
        _ region: ByteRegion, _ range: Range<Int>, to node: inout LayerGraph.Node, value: inout Range<Int>?
    ) throws(FormatError) {
        var entry = try ProtobufMessage(region, range)
        var key = ""
        while let field = try entry.next() {
            guard case .bytes(let range) = field.value else { continue }
            if field.number == 1 { key = try region.text(range) }
            guard field.number == 2, ["value", "strides", "dilations", "padding"].contains(key) else { continue }
            var attribute = try ProtobufMessage(region, range)
            while let field = try attribute.next() {
                guard case .bytes(let range) = field.value else { continue }
                switch field.number {
                case 8: value = range
                case 2: node.texts[key] = try region.text(range)
                case 1:
                    var list = try ProtobufMessage(region, range)
                    var numbers = ProtobufShape()
                    while let item = try list.next() {
                        if item.number == 3 { try numbers.add(item.value, in: region) }
                    }
                    if !numbers.sizes.isEmpty { node.attributes[key] = numbers.sizes }
                default: continue
                }
            }
        }
    }

    /// A constant; `nil` for one of more dimensions than is understood.
    private static func tensor(
        _ region: ByteRegion, _ range: Range<Int>, name: String
    ) throws(FormatError) -> StoredTensor? {
        var message = try ProtobufMessage(region, range)
        var type = 0
        var shape = ProtobufShape()
        var content: Range<Int>?
        var single = ProtobufNumbers()
        var double = ProtobufNumbers()
        while let field = try message.next() {
            switch (field.number, field.value) {
            case (1, .varint(let number)): type = Int(truncatingIfNeeded: number)
            case (2, .bytes(let range)):
                var shapeMessage = try ProtobufMessage(region, range)
                while let dimension = try shapeMessage.next() {
                    guard dimension.number == 2, case .bytes(let range) = dimension.value else { continue }
                    var inner = try ProtobufMessage(region, range)
                    var size = ProtobufMessage.Value.varint(0)
                    while let field = try inner.next() {
                        if field.number == 1 { size = field.value }
                    }
                    try shape.add(size, in: region)
                }
            case (4, .bytes(let range)): content = range
            case (5, let value): try single.add(value, size: 4)
            case (6, let value): try double.add(value, size: 8)
            default: continue
            }
        }
        let elementType: ElementType =
            switch type {
            case 1: .float32
            case 2: .float64
            case 14: .bfloat16
            case 19: .float16
            default: .other("TensorFlow's type \(type)")
            }
        let parts = TensorName(name, rank: shape.sizes.count)
        let storage: StoredTensor.Storage
        if let content, !content.isEmpty {
            var raw = ProtobufNumbers()
            try raw.add(.bytes(content), size: max(1, elementType.size))
            storage = .pieces(raw.pieces)
        } else {
            storage = .repeatingLast(type == 2 ? double.pieces : single.pieces)
        }
        return try StoredTensor(
            name: name, layer: parts.layer, role: shape.sizes.count == 4 ? .kernel : .bias, shape: shape.sizes,
            elementType: elementType, storage: storage)
    }

    /// The convolutions with the constants that they take, through nodes that pass them on.
    private static func graph(_ nodes: inout [LayerGraph.Node], constants: Set<String>) -> LayerGraph {
        let places = Dictionary(nodes.enumerated().map { ($1.name, $0) }) { first, _ in first }
        func constant(_ name: String?) -> String? {
            var name = name ?? ""
            for _ in 0..<6 {
                if constants.contains(name) { return name }
                guard let place = places[name], ["Identity", "Reshape", "Squeeze"].contains(nodes[place].operation)
                else {
                    return nil
                }
                name = nodes[place].inputs.first ?? ""
            }
            return nil
        }
        var biases: [String: String] = [:]
        for index in nodes.indices {
            let node = nodes[index]
            guard ["BiasAdd", "Add", "AddV2"].contains(node.operation), node.inputs.count == 2,
                let bias = constant(node.inputs[1]), let convolution = places[node.inputs[0]],
                nodes[convolution].operation == "Conv2D"
            else { continue }
            nodes[index].texts["role"] = "bias"
            biases[node.inputs[0]] = bias
        }
        let convolutions = nodes.filter { $0.operation == "Conv2D" }.map { node in
            let kernel = node.inputs.count > 1 ? node.inputs[1] : ""
            return LayerGraph.Convolution(node: node, kernel: constant(kernel) ?? kernel, bias: biases[node.name])
        }
        return LayerGraph(nodes: nodes, convolutions: convolutions)
    }
}
