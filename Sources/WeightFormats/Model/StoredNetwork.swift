import NSTVGG

/// What a file of any format was found to hold.
package final class StoredNetwork {
    /// The file's format.
    package let format: FileFormat
    /// The tensors, in the order of the file.
    package let tensors: [StoredTensor]
    /// Whether that order is the network's, so that layers needn't be sorted by their names.
    let isInNetworkOrder: Bool
    /// The layers between the tensors, for formats that hold them.
    let graph: LayerGraph?
    /// What the file itself says of the network's input.
    package let input: InputConvention?

    private let region: ByteRegion
    private var inflating: InflateCursor?

    init(
        format: FileFormat, tensors: [StoredTensor], isInNetworkOrder: Bool = false, graph: LayerGraph? = nil,
        input: InputConvention? = nil, region: ByteRegion
    ) {
        self.format = format
        self.tensors = tensors
        self.isInNetworkOrder = isInNetworkOrder
        self.graph = graph
        self.input = input
        self.region = region
    }

    /// A tensor's elements as they are stored, one behind the other; `StoredTensor.strides` tells which is which.
    func elements(of tensor: StoredTensor) throws(FormatError) -> [Float] {
        switch tensor.storage {
        case .pieces(let pieces): return try elements(of: tensor, in: pieces, repeatsLast: false)
        case .repeatingLast(let pieces): return try elements(of: tensor, in: pieces, repeatsLast: true)
        case .deflated(let stream, let offset):
            return try elements(of: tensor) { (bytes) throws(FormatError) in
                try self.inflate(stream, from: offset, into: bytes)
            }
        case .chunked(let chunks):
            return try elements(of: tensor) { (bytes) throws(FormatError) in
                try chunks.assemble(shape: tensor.shape, elementSize: tensor.elementType.size, in: region, into: bytes)
            }
        }
    }

    private func elements(
        of tensor: StoredTensor, in pieces: [StoredTensor.Piece], repeatsLast: Bool
    ) throws(FormatError) -> [Float] {
        let (type, size) = (tensor.elementType, tensor.elementType.size)
        guard size > 0 else { throw .wrongElementType(tensor: tensor.name, found: type.title) }
        var found = 0
        for piece in pieces {
            // The last element takes only its own bytes.
            guard piece.count > 0 else { continue }
            guard
                piece.stride >= size, let span = checkedProduct([piece.count - 1, piece.stride]),
                span <= Int.max - size
            else { throw .truncated }
            _ = try region.range(at: piece.offset, count: span + size)
            found += piece.count
        }
        guard found == tensor.count || (repeatsLast && (1...max(1, tensor.count)).contains(found)) else {
            throw .wrongDataSize(tensor: tensor.name)
        }
        let bytes = region.bytes
        return [Float](unsafeUninitializedCapacity: tensor.count) { buffer, count in
            for piece in pieces where piece.count > 0 {
                if type == .float32 && !tensor.isBigEndian && piece.stride == size {
                    UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[(4 * count)...])
                        .copyMemory(
                            from: UnsafeRawBufferPointer(
                                rebasing: bytes[piece.offset..<piece.offset + 4 * piece.count]))
                    count += piece.count
                    continue
                }
                for index in 0..<piece.count {
                    buffer.initializeElement(
                        at: count,
                        to: type.value(
                            in: bytes, at: piece.offset + index * piece.stride, bigEndian: tensor.isBigEndian))
                    count += 1
                }
            }
            while count > 0 && count < tensor.count {
                buffer.initializeElement(at: count, to: buffer[count - 1])
                count += 1
            }
        }
    }

    /// The elements of a tensor whose bytes have to be brought together first.
    private func elements(
        of tensor: StoredTensor, fill: (UnsafeMutableRawBufferPointer) throws(FormatError) -> Void
    ) throws(FormatError) -> [Float] {
        let (type, size) = (tensor.elementType, tensor.elementType.size)
        guard size > 0 else { throw .wrongElementType(tensor: tensor.name, found: type.title) }
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: tensor.count * size, alignment: 16)
        defer { bytes.deallocate() }
        try fill(bytes)
        return (0..<tensor.count).map { index in
            type.value(in: UnsafeRawBufferPointer(bytes), at: index * size, bigEndian: tensor.isBigEndian)
        }
    }

    /// Tensors are asked for in about the order in which they are stored, so one pass over a stream often gives them all.
    private func inflate(
        _ stream: Range<Int>, from offset: Int, into bytes: UnsafeMutableRawBufferPointer
    ) throws(FormatError) {
        let cursor: InflateCursor
        if let inflating, inflating.source == stream, inflating.position <= offset {
            cursor = inflating
        } else {
            cursor = try InflateCursor(region, source: stream)
            inflating = cursor
        }
        try cursor.skip(offset - cursor.position)
        try cursor.read(into: bytes)
    }
}
