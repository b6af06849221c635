/// The members of an HDF5 group: names and where their object headers are.
enum HDF5Group {
    /// Nodes of one group's index; a network's largest has some dozens of members.
    private static let mostNodes = 1 << 10
    private static let mostMembers = 1 << 12

    /// - Returns: `nil` where the object isn't a group.
    static func members(
        of object: HDF5Object, in region: ByteRegion
    ) throws(FormatError) -> [(name: String, address: Int)]? {
        if let table = object.data(of: 0x11) { return try symbolTable(table, in: region) }
        let links = object.messages.filter { $0.type == 6 }
        let information = object.data(of: 2)
        guard !links.isEmpty || information != nil else { return nil }
        if let information { try checkThatLinksAreCompact(information, in: region) }
        var members: [(name: String, address: Int)] = []
        for message in links {
            if let member = try link(message.data, in: region) { members.append(member) }
        }
        return members
    }

    /// The old form: a B-tree of tables of symbols, whose names are in a heap.
    private static func symbolTable(
        _ message: Range<Int>, in region: ByteRegion
    ) throws(FormatError) -> [(name: String, address: Int)] {
        var cursor = try ByteCursor(region, message)
        let tree = try cursor.count(UInt64.self)
        var heap = try ByteCursor(region, at: cursor.count(UInt64.self))
        try heap.expect("HEAP", else: "HDF5 heap")
        try heap.skip(4)
        let size = try heap.count(UInt64.self)
        try heap.skip(8)
        let names = try region.range(at: heap.count(UInt64.self), count: size)

        var members: [(name: String, address: Int)] = []
        var pending = [tree]
        var nodes = 0
        while let address = pending.popLast() {
            nodes += 1
            guard nodes <= mostNodes else { throw .tooMany("nodes of an HDF5 group") }
            if region.has("SNOD".utf8, at: address) {
                try addSymbols(at: address, names: names, in: region, to: &members)
                continue
            }
            var node = try ByteCursor(region, at: address)
            try node.expect("TREE", else: "HDF5 B-tree")
            guard try node.next(UInt8.self) == 0 else { throw .malformed("HDF5 B-tree") }
            try node.skip(1)
            let count = try node.count(UInt16.self)
            try node.skip(16)
            guard count <= mostNodes else { throw .tooMany("nodes of an HDF5 group") }
            var children: [Int] = []
            for _ in 0..<count {
                try node.skip(8)
                children.append(try node.count(UInt64.self))
            }
            pending += children.reversed()
        }
        return members
    }

    private static func addSymbols(
        at address: Int, names: Range<Int>, in region: ByteRegion, to members: inout [(name: String, address: Int)]
    ) throws(FormatError) {
        var node = try ByteCursor(region, at: address)
        try node.skip(6)
        for _ in 0..<(try node.count(UInt16.self)) {
            let name = try node.count(UInt64.self)
            let object = try node.next(UInt64.self)
            let cache = try node.next(UInt32.self)
            try node.skip(20)
            // A symbolic link.
            guard cache != 2, object != HDF5Object.undefined else { continue }
            guard name <= names.count, let address = Int(exactly: object) else { throw .malformed("HDF5 symbol") }
            let start = names.lowerBound + name
            let text = try region.slice(start..<names.upperBound).prefix(256).prefix { $0 != 0 }
            members.append((String(decoding: text, as: UTF8.self), address))
            guard members.count <= mostMembers else { throw .tooMany("members of an HDF5 group") }
        }
    }

    /// The new form: a message for each member. `nil` for links that aren't hard.
    private static func link(
        _ message: Range<Int>, in region: ByteRegion
    ) throws(FormatError) -> (name: String, address: Int)? {
        var cursor = try ByteCursor(region, message)
        guard try cursor.next(UInt8.self) == 1 else { throw .unsupported("this version of HDF5's links") }
        let flags = try cursor.next(UInt8.self)
        if flags & 8 != 0 {
            guard try cursor.next(UInt8.self) == 0 else { return nil }
        }
        if flags & 4 != 0 { try cursor.skip(8) }
        if flags & 0x10 != 0 { try cursor.skip(1) }
        let length: Int =
            switch flags & 3 {
            case 0: try cursor.count(UInt8.self)
            case 1: try cursor.count(UInt16.self)
            case 2: try cursor.count(UInt32.self)
            default: try cursor.count(UInt64.self)
            }
        let name = try region.text(cursor.take(length))
        return (name, try cursor.count(UInt64.self))
    }

    /// Many links of the newest form are in a "fractal heap".
    private static func checkThatLinksAreCompact(_ message: Range<Int>, in region: ByteRegion) throws(FormatError) {
        var cursor = try ByteCursor(region, message)
        try cursor.skip(1)
        if try cursor.next(UInt8.self) & 1 != 0 { try cursor.skip(8) }
        guard try cursor.next(UInt64.self) == HDF5Object.undefined else {
            throw .unsupported("HDF5 groups with a fractal heap (libver=\"latest\")")
        }
    }
}
