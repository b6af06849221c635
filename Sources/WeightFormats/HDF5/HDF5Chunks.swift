/// What a chunk's bytes went through when they were written.
enum HDF5Filter: Hashable {
    case deflate
    /// The first bytes of all elements, then the second ones, and so on.
    case shuffle
    /// A checksum behind the data.
    case fletcher32

    /// The filters of a pipeline message.
    static func filters(_ message: Range<Int>, in region: ByteRegion) throws(FormatError) -> [HDF5Filter] {
        var cursor = try ByteCursor(region, message)
        let version = try cursor.next(UInt8.self)
        let count = try cursor.count(UInt8.self)
        guard version == 1 || version == 2, count <= 8 else { throw .unsupported("this version of HDF5's filters") }
        if version == 1 { try cursor.skip(6) }
        var filters: [HDF5Filter] = []
        for _ in 0..<count {
            let number = try cursor.next(UInt16.self)
            let nameLength = version == 1 || number >= 256 ? try cursor.count(UInt16.self) : 0
            try cursor.skip(2)
            let values = try cursor.count(UInt16.self)
            try cursor.skip(version == 1 ? (nameLength + 7) & ~7 : nameLength)
            try cursor.skip(4 * values + (version == 1 && !values.isMultiple(of: 2) ? 4 : 0))
            switch number {
            case 1: filters.append(.deflate)
            case 2: filters.append(.shuffle)
            case 3: filters.append(.fletcher32)
            default: throw .unsupported("HDF5's filter \(number)")
            }
        }
        return filters
    }
}

/// A dataset that is cut into chunks, which a B-tree lists.
struct HDF5Chunks: Hashable {
    /// A network's largest convolution has 2.4 million values; chunks are tens of thousands each.
    private static let mostNodes = 1 << 12

    /// Where the B-tree is.
    var index: Int
    /// The sizes of a chunk.
    var chunk: [Int]
    var filters: [HDF5Filter]

    /// Puts the chunks together to a tensor.
    func assemble(
        shape: [Int], elementSize: Int, in region: ByteRegion, into target: UnsafeMutableRawBufferPointer
    ) throws(FormatError) {
        guard let chunkBytes = checkedProduct(chunk + [elementSize]), chunkBytes > 0,
            // A chunk larger than its tensor is possible, but nobody has reason to make it much larger.
            chunkBytes <= max(1 << 16, 4 * target.count)
        else { throw .malformed("HDF5 chunks") }
        target.initializeMemory(as: UInt8.self, repeating: 0)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * chunkBytes, alignment: 16)
        defer { buffer.deallocate() }

        var pending = [index]
        var nodes = 0
        var unpacked = 0
        while let address = pending.popLast() {
            nodes += 1
            guard nodes <= Self.mostNodes else { throw .tooMany("HDF5 chunks") }
            var node = try ByteCursor(region, at: address)
            try node.expect("TREE", else: "HDF5 B-tree")
            guard try node.next(UInt8.self) == 1 else { throw .malformed("HDF5 B-tree") }
            let level = try node.next(UInt8.self)
            let count = try node.count(UInt16.self)
            try node.skip(16)
            for _ in 0..<count {
                let size = try node.count(UInt32.self)
                let skipped = try node.next(UInt32.self)
                var origin: [Int] = []
                for _ in 0...chunk.count { origin.append(try node.count(UInt64.self)) }
                let child = try node.count(UInt64.self)
                guard level == 0 else {
                    pending.append(child)
                    guard pending.count <= Self.mostNodes else { throw .tooMany("HDF5 chunks") }
                    continue
                }
                // Chunks at a tensor's edges reach over it, which makes them up to twice as large in each dimension; a
                // hostile index repeats them.
                unpacked += chunkBytes
                guard unpacked <= 16 * target.count + (1 << 20) else { throw .malformed("HDF5 chunks") }
                guard skipped == 0 else { throw .unsupported("HDF5 chunks with skipped filters") }
                let data = try region.range(at: child, count: size)
                let bytes = try unfiltered(data, elementSize: elementSize, in: region, buffer: buffer)
                place(bytes, at: origin, shape: shape, elementSize: elementSize, in: target)
            }
        }
    }

    /// A chunk's bytes as they were before the filters; in the first half of the buffer at last.
    private func unfiltered(
        _ data: Range<Int>, elementSize: Int, in region: ByteRegion, buffer: UnsafeMutableRawBufferPointer
    ) throws(FormatError) -> UnsafeRawBufferPointer {
        let half = buffer.count / 2
        let first = UnsafeMutableRawBufferPointer(rebasing: buffer[..<half])
        let second = UnsafeMutableRawBufferPointer(rebasing: buffer[half...])
        var data = data
        var isUnpacked = false
        for filter in filters.reversed() {
            switch filter {
            case .fletcher32 where !isUnpacked:
                guard data.count >= 4 else { throw .truncated }
                data = data.dropLast(4)
            case .deflate where !isUnpacked:
                try InflateCursor(region, source: data).read(into: first)
                isUnpacked = true
            case .shuffle:
                if !isUnpacked { try copy(data, in: region, to: first) }
                isUnpacked = true
                let count = half / elementSize
                for index in 0..<count {
                    for byte in 0..<elementSize { second[index * elementSize + byte] = first[byte * count + index] }
                }
                first.copyMemory(from: UnsafeRawBufferPointer(second))
            case .fletcher32, .deflate: throw .unsupported("this order of HDF5's filters")
            }
        }
        if !isUnpacked { try copy(data, in: region, to: first) }
        return UnsafeRawBufferPointer(first)
    }

    private func copy(
        _ data: Range<Int>, in region: ByteRegion, to target: UnsafeMutableRawBufferPointer
    ) throws(FormatError) {
        guard data.count >= target.count else { throw .truncated }
        target.copyMemory(from: try region.slice(data.lowerBound..<data.lowerBound + target.count))
    }

    /// Copies the part of a chunk that lies within the tensor, run by run of the last dimension.
    private func place(
        _ bytes: UnsafeRawBufferPointer, at origin: [Int], shape: [Int], elementSize: Int,
        in target: UnsafeMutableRawBufferPointer
    ) {
        let rank = shape.count
        guard zip(origin, shape).allSatisfy({ $0 < $1 }) else { return }
        let extents = (0..<rank).map { min(chunk[$0], shape[$0] - origin[$0]) }
        guard let last = extents.last, extents.allSatisfy({ $0 > 0 }) else { return }
        var place = [Int](repeating: 0, count: rank)
        while true {
            var (from, to) = (0, 0)
            for dimension in 0..<rank {
                from = from * chunk[dimension] + place[dimension]
                to = to * shape[dimension] + origin[dimension] + place[dimension]
            }
            let run = last * elementSize
            UnsafeMutableRawBufferPointer(rebasing: target[to * elementSize..<to * elementSize + run])
                .copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: bytes[from * elementSize..<from * elementSize + run]))
            var dimension = rank - 2
            while dimension >= 0 {
                place[dimension] += 1
                if place[dimension] < extents[dimension] { break }
                place[dimension] = 0
                dimension -= 1
            }
            if dimension < 0 { return }
        }
    }
}
