import NSTVGG

/// Reads what `torch.save` writes of a state dictionary, in its zip form and in the one before.
enum TorchReader {
    /// A zip archive with `NAME/data.pkl` and one member `NAME/data/KEY` for each storage.
    static func readZip(_ region: ByteRegion) throws(FormatError) -> StoredNetwork {
        let zip = try ZipDirectory(region)
        let suffix = "/data.pkl"
        guard let name = zip.names.first(where: { $0.hasSuffix(suffix) }), let pickle = zip.members[name] else {
            throw .unsupported("zip archives other than PyTorch's")
        }
        let folder = name.dropLast(suffix.count)
        if let order = zip.members["\(folder)/byteorder"] {
            guard try region.text(order) == "little" else { throw .unsupported("big-endian PyTorch storages") }
        }
        var machine = try PickleMachine(region, pickle)
        let root = try machine.run()
        var places: [Range<Int>?] = []
        for storage in machine.storages {
            places.append(zip.members["\(folder)/data/\(try region.text(storage.key))"])
        }
        let tensors = try TorchState(machine, region, storages: places).tensors(in: root)
        return StoredNetwork(format: .torchZip, tensors: tensors, input: input(of: tensors), region: region)
    }

    /// Five pickles – a magic number, a version, facts of the machine, the object, the storages' keys – and behind them
    /// each storage's number of elements and data, in the order of the keys.
    static func readLegacy(_ region: ByteRegion) throws(FormatError) -> StoredNetwork {
        // PROTO 2, LONG1 of ten bytes, the number that PyTorch chose, STOP.
        let magic: [UInt8] = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e]
        guard region.has(magic, at: 0) else { throw .unsupported("pickles other than PyTorch's") }
        var machine = try PickleMachine(region, magic.count..<region.count)
        guard case .int(1001) = try machine.run() else { throw .unsupported("this version of PyTorch's old form") }
        _ = try machine.run()
        let root = try machine.run()
        guard case .list(let list) = try machine.run() else { throw .malformed("list of PyTorch's storages") }

        var sizes: [String: Int] = [:]
        for storage in machine.storages { sizes[try region.text(storage.key)] = storage.elementSize }
        var found: [String: Range<Int>] = [:]
        var cursor = try ByteCursor(region, at: machine.position)
        for value in machine.lists[list] {
            guard case .text(let range) = value else { throw .malformed("list of PyTorch's storages") }
            let key = try region.text(range)
            let count = try cursor.count(Int64.self)
            guard let size = sizes[key], found[key] == nil else { throw .malformed("list of PyTorch's storages") }
            guard let bytes = checkedProduct([count, size]) else { throw .truncated }
            found[key] = try cursor.take(bytes)
        }
        var places: [Range<Int>?] = []
        for storage in machine.storages { places.append(found[try region.text(storage.key)]) }
        let tensors = try TorchState(machine, region, storages: places).tensors(in: root)
        return StoredNetwork(format: .torchLegacy, tensors: tensors, input: input(of: tensors), region: region)
    }

    /// Gatys' conversion of Caffe's network keeps Caffe's names, and what it takes. Other names don't tell.
    private static func input(of tensors: [StoredTensor]) -> InputConvention? {
        let kernels = tensors.filter { $0.role == .kernel }
        return !kernels.isEmpty && kernels.allSatisfy { LayerPlace($0.layer)?.style == .caffe } ? .keras : nil
    }
}
