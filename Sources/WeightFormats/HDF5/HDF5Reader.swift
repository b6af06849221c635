/// Reads the part of HDF5 that Keras writes: groups and datasets of floating-point numbers, in one run or in chunks.
///
/// libhdf5 would read all of it, but has a long list of security holes that files can use, and Debian's version hasn't
/// all of their repairs; the few structures that are needed here are read with every access checked.
/// <https://docs.hdfgroup.org/hdf5/develop/_f_m_t3.html>
enum HDF5Reader {
    private static let mostObjects = 1 << 12

    static func read(_ region: ByteRegion) throws(FormatError) -> StoredNetwork {
        var tensors: [StoredTensor] = []
        var visited: Set<Int> = []
        var pending = [(path: "", address: try root(of: region), depth: 0)]
        while let (path, address, depth) = pending.popLast() {
            // An object may have several names, and circles of groups are possible.
            guard visited.insert(address).inserted else { continue }
            guard visited.count <= mostObjects else { throw .tooMany("HDF5 objects") }
            let object = try HDF5Object(region, at: address)
            if let members = try HDF5Group.members(of: object, in: region) {
                guard depth < 16 else { throw .tooMany("nested HDF5 groups") }
                for (name, address) in members.reversed() {
                    // Training's own tensors have the shapes of the network's.
                    if depth == 0 && (name == "optimizer_weights" || name == "optimizer") { continue }
                    pending.append((path.isEmpty ? name : "\(path)/\(name)", address, depth + 1))
                }
            } else if let tensor = try HDF5Dataset.tensor(object, name: path, in: region) {
                tensors.append(tensor)
            }
        }
        // Caffe's weights is what Keras's applications have, and their names tell; others' don't.
        let isKeras = tensors.contains { LayerPlace($0.layer)?.style == .keras }
        return StoredNetwork(format: .hdf5, tensors: tensors, input: isKeras ? .keras : nil, region: region)
    }

    /// Where the root group's header is, by the superblock.
    private static func root(of region: ByteRegion) throws(FormatError) -> Int {
        var cursor = try ByteCursor(region, at: 8)
        let version = try cursor.next(UInt8.self)
        switch version {
        case 0, 1:
            try cursor.skip(4)
            let sizes = (try cursor.next(UInt8.self), try cursor.next(UInt8.self))
            guard sizes == (8, 8) else { throw .unsupported("HDF5 files with addresses that aren't of 8 bytes") }
            try cursor.skip(version == 0 ? 9 : 13)
            // The base address, two more, and the driver's block.
            guard try cursor.next(UInt64.self) == 0 else { throw .unsupported("HDF5 files within other files") }
            try cursor.skip(24)
            // The root's symbol: the name, then the header.
            try cursor.skip(8)
        case 2, 3:
            let sizes = (try cursor.next(UInt8.self), try cursor.next(UInt8.self))
            guard sizes == (8, 8) else { throw .unsupported("HDF5 files with addresses that aren't of 8 bytes") }
            try cursor.skip(1)
            guard try cursor.next(UInt64.self) == 0 else { throw .unsupported("HDF5 files within other files") }
            try cursor.skip(16)
        default: throw .unsupported("this version of HDF5")
        }
        return try cursor.count(UInt64.self)
    }
}
