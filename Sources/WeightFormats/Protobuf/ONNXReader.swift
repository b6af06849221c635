/// Reads ONNX. Field numbers are the standard's: <https://github.com/onnx/onnx/blob/main/onnx/onnx.proto>
enum ONNXReader {
    /// More nodes than any network of these has.
    private static let mostNodes = 1 << 14

    static func read(_ region: ByteRegion) throws(FormatError) -> StoredNetwork {
        var model = try ProtobufMessage(region, 0..<region.count)
        while let field = try model.next() {
            guard field.number == 7, case .bytes(let range) = field.value else { continue }
            return try readGraph(region, range)
        }
        throw .malformed("ONNX model, which has no graph")
    }

    private static func readGraph(_ region: ByteRegion, _ range: Range<Int>) throws(FormatError) -> StoredNetwork {
        var graph = try ProtobufMessage(region, range)
        var nodes: [LayerGraph.Node] = []
        var tensors: [StoredTensor] = []
        while let field = try graph.next() {
            switch (field.number, field.value) {
            case (1, .bytes(let range)): nodes.append(try node(region, range))
            case (5, .bytes(let range)):
                if let tensor = try tensor(region, range) { tensors.append(tensor) }
            default: continue
            }
            guard nodes.count + tensors.count <= mostNodes else { throw .tooMany("nodes") }
        }
        // ONNX lists nodes so that each comes after those whose output it takes.
        let convolutions = nodes.filter { $0.operation == "Conv" }.map { node in
            LayerGraph.Convolution(
                node: node, kernel: node.inputs.count > 1 ? node.inputs[1] : "",
                bias: node.inputs.count > 2 ? node.inputs[2] : nil)
        }
        // The model zoo's were converted from MXNet's, which take what torchvision's do.
        let isFromModelZoo = convolutions.first?.kernel == "vgg0_conv0_weight"
        return StoredNetwork(
            format: .onnx, tensors: tensors, isInNetworkOrder: true,
            graph: LayerGraph(nodes: nodes, convolutions: convolutions),
            input: isFromModelZoo ? .torchvision : nil, region: region)
    }

    private static func node(_ region: ByteRegion, _ range: Range<Int>) throws(FormatError) -> LayerGraph.Node {
        var message = try ProtobufMessage(region, range)
        var node = LayerGraph.Node(name: "", operation: "", inputs: [], outputs: [])
        while let field = try message.next() {
            guard case .bytes(let range) = field.value else { continue }
            switch field.number {
            case 1: node.inputs.append(try region.text(range))
            case 2: node.outputs.append(try region.text(range))
            case 3: node.name = try region.text(range)
            case 4: node.operation = try region.text(range)
            case 5: try addAttribute(region, range, to: &node)
            default: continue
            }
            guard node.inputs.count + node.outputs.count + node.attributes.count + node.texts.count <= 64 else {
                throw .tooMany("inputs of a node")
            }
        }
        return node
    }

    private static func addAttribute(
        _ region: ByteRegion, _ range: Range<Int>, to node: inout LayerGraph.Node
    ) throws(FormatError) {
        var message = try ProtobufMessage(region, range)
        var name = ""
        var numbers: [Int] = []
        var text: String?
        while let field = try message.next() {
            switch (field.number, field.value) {
            case (1, .bytes(let range)): name = try region.text(range)
            case (3, .varint(let number)): numbers = [Int(Int64(bitPattern: number))]
            case (4, .bytes(let range)): text = try region.text(range)
            case (8, .varint(let number)): numbers.append(Int(Int64(bitPattern: number)))
            case (8, .bytes(let range)):
                var cursor = try ByteCursor(region, range)
                numbers += try cursor.varints(atMost: 16)
            default: continue
            }
            guard numbers.count <= 16 else { return }
        }
        // Lists of numbers come before the field that says which of them counts, so an empty one is none.
        if !numbers.isEmpty { node.attributes[name] = numbers }
        node.texts[name] = text
    }

    /// A constant; `nil` for one with a shape that no convolution has.
    private static func tensor(_ region: ByteRegion, _ range: Range<Int>) throws(FormatError) -> StoredTensor? {
        var message = try ProtobufMessage(region, range)
        var shape = ProtobufShape()
        var name = ""
        var type = 0
        var raw: Range<Int>?
        var numbers = ProtobufNumbers()
        var isExternal = false
        while let field = try message.next() {
            switch (field.number, field.value) {
            case (1, let value): try shape.add(value, in: region)
            case (2, .varint(let number)): type = Int(truncatingIfNeeded: number)
            case (4, let value) where type <= 1: try numbers.add(value, size: 4)
            case (10, let value) where type == 11: try numbers.add(value, size: 8)
            case (8, .bytes(let range)): name = try region.text(range)
            case (9, .bytes(let range)): raw = range
            case (14, .varint(1)): isExternal = true
            default: continue
            }
        }
        guard shape.sizes.count == 4 || shape.sizes.count == 1 else { return nil }
        if isExternal && shape.sizes.count == 4 { throw .externalData(tensor: name) }
        let elementType: ElementType =
            switch type {
            case 1: .float32
            case 10: .float16
            case 11: .float64
            case 16: .bfloat16
            default: .other("ONNX's type \(type)")
            }
        if let raw {
            guard numbers.count == 0 else { throw .wrongDataSize(tensor: name) }
            try numbers.add(.bytes(raw), size: max(1, elementType.size))
        }
        let parts = TensorName(name, rank: shape.sizes.count)
        return try StoredTensor(
            name: name, layer: parts.layer, role: shape.sizes.count == 4 ? .kernel : .bias, shape: shape.sizes,
            elementType: elementType, storage: .pieces(numbers.pieces))
    }
}
