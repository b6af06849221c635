/// Reads Caffe's `.caffemodel`, with layers of the first kind (`layers`) and of the second (`layer`). Field numbers:
/// <https://github.com/BVLC/caffe/blob/master/src/caffe/proto/caffe.proto>
enum CaffeReader {
    private static let mostLayers = 1 << 12

    /// Where the two kinds of layers keep what is needed.
    private struct Fields {
        var name: Int
        var type: Int
        var blobs: Int
        var convolution: Int

        static let first = Fields(name: 4, type: 5, blobs: 6, convolution: 10)
        static let second = Fields(name: 1, type: 2, blobs: 7, convolution: 106)
    }

    static func read(_ region: ByteRegion) throws(FormatError) -> StoredNetwork {
        var network = try ProtobufMessage(region, 0..<region.count)
        var tensors: [StoredTensor] = []
        var layers = 0
        while let field = try network.next() {
            guard field.number == 2 || field.number == 100, case .bytes(let range) = field.value else { continue }
            layers += 1
            guard layers <= mostLayers else { throw .tooMany("layers") }
            tensors += try layer(region, range, field.number == 2 ? .first : .second)
        }
        return StoredNetwork(
            format: .caffe, tensors: tensors, isInNetworkOrder: true, input: .keras, region: region)
    }

    /// The weights of a convolution; nothing for other layers.
    private static func layer(
        _ region: ByteRegion, _ range: Range<Int>, _ fields: Fields
    ) throws(FormatError) -> [StoredTensor] {
        var message = try ProtobufMessage(region, range)
        var name = ""
        var isConvolution = false
        var blobs: [Range<Int>] = []
        var parameters: Range<Int>?
        while let field = try message.next() {
            switch (field.number, field.value) {
            case (fields.name, .bytes(let range)): name = try region.text(range)
            // The first kind numbers types, the second names them.
            case (fields.type, .varint(4)): isConvolution = true
            case (fields.type, .bytes(let range)): isConvolution = try region.text(range) == "Convolution"
            case (fields.blobs, .bytes(let range)): blobs.append(range)
            case (fields.convolution, .bytes(let range)): parameters = range
            default: continue
            }
            guard blobs.count <= 16 else { throw .tooMany("blobs of a layer") }
        }
        guard isConvolution, let first = blobs.first else { return [] }
        let kernel = try blob(region, first, name: "\(name).weight", layer: name, role: .kernel)
        if kernel.shape.count == 4 && kernel.shape[2...] == [3, 3], let parameters {
            try check(region, parameters, layer: name)
        }
        guard blobs.count > 1 else { return [kernel] }
        return [kernel, try blob(region, blobs[1], name: "\(name).bias", layer: name, role: .bias)]
    }

    private static func blob(
        _ region: ByteRegion, _ range: Range<Int>, name: String, layer: String, role: StoredTensor.Role
    ) throws(FormatError) -> StoredTensor {
        var message = try ProtobufMessage(region, range)
        var legacy = [1, 1, 1, 1]
        var shape: ProtobufShape?
        var single = ProtobufNumbers()
        var double = ProtobufNumbers()
        while let field = try message.next() {
            switch (field.number, field.value) {
            case (1...4, .varint(let size)): legacy[field.number - 1] = Int(Int64(bitPattern: size))
            case (5, let value): try single.add(value, size: 4)
            case (8, let value): try double.add(value, size: 8)
            case (7, .bytes(let range)):
                var sizes = ProtobufShape()
                var inner = try ProtobufMessage(region, range)
                while let field = try inner.next() {
                    if field.number == 1 { try sizes.add(field.value, in: region) }
                }
                shape = sizes
            default: continue
            }
        }
        var sizes = shape?.sizes ?? legacy
        // Every blob once had four dimensions.
        if role == .bias, sizes.count > 1, sizes.dropLast().allSatisfy({ $0 == 1 }) { sizes = sizes.suffix(1) }
        return try StoredTensor(
            name: name, layer: layer, role: role, shape: sizes, elementType: double.count > 0 ? .float64 : .float32,
            storage: .pieces(double.count > 0 ? double.pieces : single.pieces))
    }

    /// Makes sure that a 3×3 convolution is one of VGG's, as far as its parameters are given.
    private static func check(_ region: ByteRegion, _ range: Range<Int>, layer: String) throws(FormatError) {
        var message = try ProtobufMessage(region, range)
        var padding = 0
        while let field = try message.next() {
            var values = ProtobufShape()
            guard [3, 5, 6, 9, 10, 18].contains(field.number) else { continue }
            try values.add(field.value, in: region)
            guard let value = values.sizes.first else { continue }
            switch field.number {
            case 3, 9, 10: padding = value
            case 5 where value != 1: throw .unexpectedAttribute(convolution: layer, attribute: "group")
            case 6 where value != 1: throw .unexpectedAttribute(convolution: layer, attribute: "stride")
            case 18 where value != 1: throw .unexpectedAttribute(convolution: layer, attribute: "dilation")
            default: continue
            }
        }
        guard padding == 1 else { throw .unexpectedAttribute(convolution: layer, attribute: "pad") }
    }
}
