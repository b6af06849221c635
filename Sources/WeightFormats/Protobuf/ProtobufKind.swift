/// Which of the formats that are protobuf messages a file is. None has a mark of its own, so the top message's fields tell.
enum ProtobufKind {
    static func format(of region: ByteRegion) -> FileFormat? {
        guard region.count > 0, var message = try? ProtobufMessage(region, 0..<region.count) else { return nil }
        var hasVersion = false
        // What tells comes early: ONNX has its version first, Caffe the network's name or its layers, TensorFlow nodes.
        for _ in 0..<64 {
            guard let found = try? message.next() else { return nil }
            switch (found.number, found.value) {
            case (1, .varint): hasVersion = true
            case (7, .bytes) where hasVersion: return .onnx
            // NetParameter.layers and .layer.
            case (2, .bytes(let range)) where !hasVersion && isMessage(range, in: region): return .caffe
            case (100, .bytes): return .caffe
            // GraphDef.node, which a Caffe network's name isn't.
            case (1, .bytes(let range)) where isNode(range, in: region): return .tensorFlow
            default: continue
            }
        }
        return nil
    }

    /// Whether some bytes are a message with a text or a message in it.
    private static func isMessage(_ range: Range<Int>, in region: ByteRegion) -> Bool {
        guard !range.isEmpty, var message = try? ProtobufMessage(region, range) else { return false }
        return (try? message.next()) != nil
    }

    /// Whether some bytes are a TensorFlow node: a name, then an operation.
    private static func isNode(_ range: Range<Int>, in region: ByteRegion) -> Bool {
        guard var message = try? ProtobufMessage(region, range),
            let first = try? message.next(), let second = try? message.next(),
            case .bytes = first.value, case .bytes = second.value
        else { return false }
        return first.number == 1 && second.number == 2
    }
}
