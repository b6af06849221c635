/// An object of an HDF5 file, a group or a dataset, as its header's messages describe it.
/// HDF5 File Format Specification 3.0, section IV.A: <https://docs.hdfgroup.org/hdf5/develop/_f_m_t3.html>
struct HDF5Object {
    /// One message of a header: its type and where its data are.
    struct Message {
        var type: Int
        var flags: UInt8
        var data: Range<Int>
    }

    /// Messages and continuations that the largest of proper headers doesn't come near.
    private static let mostMessages = 1 << 10
    private static let mostBlocks = 64

    private(set) var messages: [Message] = []

    init(_ region: ByteRegion, at address: Int) throws(FormatError) {
        if region.has("OHDR".utf8, at: address) {
            try readSecond(region, at: address)
        } else {
            try readFirst(region, at: address)
        }
    }

    /// Version 1: no mark, messages aligned to eight bytes.
    private mutating func readFirst(_ region: ByteRegion, at address: Int) throws(FormatError) {
        var cursor = try ByteCursor(region, at: address)
        guard try cursor.next(UInt8.self) == 1 else { throw .malformed("HDF5 object header") }
        try cursor.skip(7)
        let size = try cursor.count(UInt32.self)
        try cursor.skip(4)
        var blocks = [try cursor.take(size)]
        var next = 0
        while next < blocks.count {
            var block = try ByteCursor(region, blocks[next])
            next += 1
            while block.remaining >= 8 {
                let type = try block.count(UInt16.self)
                let size = try block.count(UInt16.self)
                let flags = try block.next(UInt8.self)
                try block.skip(3)
                try add(Message(type: type, flags: flags, data: block.take(size)), &blocks, in: region)
            }
        }
    }

    /// Version 2: marked blocks with a checksum at the end, which isn't looked at: a network's values are checked anyway.
    private mutating func readSecond(_ region: ByteRegion, at address: Int) throws(FormatError) {
        var cursor = try ByteCursor(region, at: address)
        try cursor.skip(4)
        guard try cursor.next(UInt8.self) == 2 else { throw .unsupported("this version of HDF5's object headers") }
        let flags = try cursor.next(UInt8.self)
        if flags & 0x20 != 0 { try cursor.skip(16) }
        if flags & 0x10 != 0 { try cursor.skip(4) }
        let size: Int =
            switch flags & 3 {
            case 0: try cursor.count(UInt8.self)
            case 1: try cursor.count(UInt16.self)
            case 2: try cursor.count(UInt32.self)
            default: try cursor.count(UInt64.self)
            }
        var blocks = [try cursor.take(size)]
        var next = 0
        while next < blocks.count {
            var block = try ByteCursor(region, blocks[next])
            if next > 0 {
                guard block.remaining >= 8 else { throw .truncated }
                try block.expect("OCHK", else: "HDF5 object header")
                block = try ByteCursor(region, at: block.position, end: block.end - 4)
            }
            next += 1
            let head = flags & 4 == 0 ? 4 : 6
            while block.remaining >= head {
                let type = try block.count(UInt8.self)
                let size = try block.count(UInt16.self)
                let messageFlags = try block.next(UInt8.self)
                if head == 6 { try block.skip(2) }
                try add(Message(type: type, flags: messageFlags, data: block.take(size)), &blocks, in: region)
            }
        }
    }

    private mutating func add(
        _ message: Message, _ blocks: inout [Range<Int>], in region: ByteRegion
    ) throws(FormatError) {
        // A continuation: more messages elsewhere.
        if message.type == 0x10 {
            var cursor = try ByteCursor(region, message.data)
            let offset = try cursor.count(UInt64.self)
            blocks.append(try region.range(at: offset, count: cursor.count(UInt64.self)))
            guard blocks.count <= Self.mostBlocks else { throw .tooMany("parts of an HDF5 object header") }
        }
        messages.append(message)
        guard messages.count <= Self.mostMessages else { throw .tooMany("messages of an HDF5 object header") }
    }

    /// The data of the first message of a type.
    func data(of type: Int) -> Range<Int>? { messages.first { $0.type == type }?.data }

    /// The address that stands for none.
    static let undefined = UInt64.max
}
