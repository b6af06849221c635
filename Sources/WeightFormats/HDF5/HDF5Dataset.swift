/// An HDF5 dataset: shape, number format, and where the data are.
enum HDF5Dataset {
    /// The tensor that an object is; `nil` where it isn't a dataset, or not one of a shape that networks' tensors have.
    static func tensor(
        _ object: HDF5Object, name: String, in region: ByteRegion
    ) throws(FormatError) -> StoredTensor? {
        guard let space = object.data(of: 1), let layout = object.data(of: 8),
            let type = object.messages.first(where: { $0.type == 3 }),
            let shape = try shape(space, in: region), shape.count == 1 || shape.count == 4
        else { return nil }
        // A shared message tells only where the type is.
        let isShared = type.flags & 2 != 0
        let (elementType, isBigEndian) =
            isShared ? (ElementType.other("a named type"), false) : try elementType(type.data, in: region)
        let parts = TensorName(name, rank: shape.count)
        guard let storage = try storage(layout, of: object, shape: shape, elementType, in: region) else { return nil }
        return try StoredTensor(
            name: name, layer: parts.layer, role: parts.role, shape: shape, elementType: elementType,
            isBigEndian: isBigEndian, storage: storage)
    }

    private static func shape(_ message: Range<Int>, in region: ByteRegion) throws(FormatError) -> [Int]? {
        var cursor = try ByteCursor(region, message)
        let version = try cursor.next(UInt8.self)
        let rank = try cursor.count(UInt8.self)
        guard version == 1 || version == 2 else { throw .unsupported("this version of HDF5's dataspaces") }
        guard rank <= 8 else { return nil }
        try cursor.skip(version == 1 ? 6 : 2)
        var shape: [Int] = []
        for _ in 0..<rank { shape.append(try cursor.count(UInt64.self)) }
        return shape
    }

    /// IEEE's formats, told by all of their parts.
    private static func elementType(
        _ message: Range<Int>, in region: ByteRegion
    ) throws(FormatError) -> (ElementType, isBigEndian: Bool) {
        var cursor = try ByteCursor(region, message)
        let kind = try cursor.next(UInt8.self) & 15
        let bits = [try cursor.next(UInt8.self), try cursor.next(UInt8.self), try cursor.next(UInt8.self)]
        let size = try cursor.count(UInt32.self)
        guard kind == 1 else { return (.other("HDF5's class \(kind)"), false) }
        let offset = try cursor.next(UInt16.self)
        let precision = try cursor.next(UInt16.self)
        var parts: [Int] = []
        for _ in 0..<4 { parts.append(try cursor.count(UInt8.self)) }
        let bias = try cursor.count(UInt32.self)
        guard offset == 0, Int(precision) == 8 * size, bits[0] & 0x40 == 0 else { return (.other("a float"), false) }
        let isBigEndian = bits[0] & 1 != 0
        // The exponent's place and size, the fraction's place and size, the exponent's bias.
        switch (parts, bias) {
        case ([10, 5, 0, 10], 15): return (.float16, isBigEndian)
        case ([23, 8, 0, 23], 127): return (.float32, isBigEndian)
        case ([52, 11, 0, 52], 1023): return (.float64, isBigEndian)
        default: return (.other("a float of \(size) bytes"), false)
        }
    }

    private static func storage(
        _ message: Range<Int>, of object: HDF5Object, shape: [Int], _ type: ElementType, in region: ByteRegion
    ) throws(FormatError) -> StoredTensor.Storage? {
        var cursor = try ByteCursor(region, message)
        guard try cursor.next(UInt8.self) == 3 else { throw .unsupported("this version of HDF5's data layout") }
        let kind = try cursor.next(UInt8.self)
        let size = max(1, type.size)
        switch kind {
        case 0:
            let count = try cursor.count(UInt16.self)
            let data = try cursor.take(count)
            return .pieces([.init(offset: data.lowerBound, count: data.count / size, stride: size)])
        case 1:
            // Data that were never written have no place.
            let address = try cursor.next(UInt64.self)
            guard address != HDF5Object.undefined, let address = Int(exactly: address) else { return nil }
            let data = try region.range(at: address, count: cursor.count(UInt64.self))
            return .pieces([.init(offset: data.lowerBound, count: data.count / size, stride: size)])
        case 2:
            let rank = try cursor.count(UInt8.self)
            guard rank == shape.count + 1 else { throw .malformed("HDF5 chunks") }
            let address = try cursor.next(UInt64.self)
            guard address != HDF5Object.undefined, let address = Int(exactly: address) else { return nil }
            var chunk: [Int] = []
            for _ in 0..<shape.count { chunk.append(try cursor.count(UInt32.self)) }
            let filters = try object.data(of: 11).map { (range) throws(FormatError) in
                try HDF5Filter.filters(range, in: region)
            }
            return .chunked(HDF5Chunks(index: address, chunk: chunk, filters: filters ?? []))
        default: throw .unsupported("this kind of HDF5 data layout")
        }
    }
}
