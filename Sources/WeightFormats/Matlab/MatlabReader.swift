import NSTVGG

/// Reads MatConvNet's networks from MATLAB's level-5 files, plain or compressed.
///
/// zlib unpacks; the arrays themselves are few kinds of records, for which a library (libmatio) with security holes of
/// its own would be no gain.
enum MatlabReader {
    /// Whether the byte order's mark stands where it does in every level-5 file.
    static func hasEndianMark(_ region: ByteRegion) -> Bool {
        region.has([0, 1] + Array("IM".utf8), at: 124) || region.has([1, 0] + Array("MI".utf8), at: 124)
    }

    static func read(_ region: ByteRegion) throws(FormatError) -> StoredNetwork {
        guard hasEndianMark(region) else { throw .unsupported("MATLAB's HDF5 form (save with -v7)") }
        let isBigEndian = region.has("MI".utf8, at: 126)
        var elements = MatlabElements(isBigEndian: isBigEndian)
        var cursor = try ByteCursor(region, at: 128)
        cursor.bigEndian = isBigEndian
        while cursor.remaining >= 8 {
            let start = cursor.position
            let type = try cursor.next(UInt32.self)
            let size = try cursor.count(UInt32.self)
            let data = try cursor.take(size)
            switch type {
            case 15:
                let stream = try MatlabStream(deflated: region, data, isBigEndian: isBigEndian)
                try elements.readArray(stream, path: "", depth: 0)
            case 14:
                let stream = try MatlabStream(region, start..<data.upperBound, isBigEndian: isBigEndian)
                try elements.readArray(stream, path: "", depth: 0)
            default: continue
            }
        }
        return try network(elements, isBigEndian: isBigEndian, region)
    }

    private static func network(
        _ elements: MatlabElements, isBigEndian: Bool, _ region: ByteRegion
    ) throws(FormatError) -> StoredNetwork {
        var tensors: [StoredTensor] = []
        var means: StoredTensor?
        for numbers in elements.numbers {
            let tensor = try tensor(numbers, texts: elements.texts, isBigEndian: isBigEndian)
            if let tensor { tensors.append(tensor) }
            if numbers.path.hasSuffix("normalization.averageImage"), (1...1 << 20).contains(numbers.shape.reduce(1, &*))
            {
                means = try StoredTensor(
                    name: numbers.path, layer: "", role: .other, shape: numbers.shape, elementType: numbers.type,
                    isBigEndian: isBigEndian, storage: numbers.storage)
            }
        }
        let bare = StoredNetwork(format: .matlab, tensors: tensors, isInNetworkOrder: true, region: region)
        var input: InputConvention?
        if let means { input = try description(bare.elements(of: means), shape: means.shape) }
        return StoredNetwork(format: .matlab, tensors: tensors, isInNetworkOrder: true, input: input, region: region)
    }

    /// One of a layer's weights: `layers{3}.weights{0}`, or `.filters` and `.biases` of old files.
    private static func tensor(
        _ numbers: MatlabElements.Numbers, texts: [String: String], isBigEndian: Bool
    ) throws(FormatError) -> StoredTensor? {
        let endings: [(String, StoredTensor.Role)] = [
            (".weights{0}", .kernel), (".weights{1}", .bias), (".filters", .kernel), (".biases", .bias),
        ]
        guard let (ending, role) = endings.first(where: { numbers.path.hasSuffix($0.0) }) else { return nil }
        let place = String(numbers.path.dropLast(ending.count))
        var shape = numbers.shape
        switch role {
        case .bias: shape = [shape.reduce(1, &*)]
        // MATLAB drops dimensions of size 1 at the end.
        default: while shape.count < 4 { shape.append(1) }
        }
        let layer = texts["\(place).name"] ?? place
        return try StoredTensor(
            name: "\(layer).\(role)", layer: layer, role: role, shape: shape,
            strides: StoredTensor.columnMajor(shape), elementType: numbers.type, isBigEndian: isBigEndian,
            storage: numbers.storage)
    }

    /// MatConvNet takes RGB 0…255 minus a mean, which is an image or a colour.
    private static func description(_ values: [Float], shape: [Int]) -> InputConvention? {
        guard values.count.isMultiple(of: 3), !values.isEmpty, shape.count == 3 ? shape[2] == 3 : values.count == 3
        else { return nil }
        let pixels = values.count / 3
        let mean = (0..<3).map { channel in
            Float(values[channel * pixels..<(channel + 1) * pixels].reduce(0.0) { $0 + Double($1) } / Double(pixels))
        }
        guard mean.allSatisfy({ $0.isFinite && (0...255).contains($0) }) else { return nil }
        return InputConvention(channelOrder: .rgb, scale: 255, mean: mean, standardDeviation: [1, 1, 1])
    }
}
