/// The tensors of a state dictionary that a pickle has made.
struct TorchState {
    /// Networks have some dozens of tensors; circles among dictionaries end here, too.
    private static let mostEntries = 1 << 14

    private let machine: PickleMachine
    private let region: ByteRegion
    private let storages: [Range<Int>?]

    /// - Parameter storages: Where each of the machine's storages is in the file.
    init(_ machine: PickleMachine, _ region: ByteRegion, storages: [Range<Int>?]) {
        self.machine = machine
        self.region = region
        self.storages = storages
    }

    /// The tensors in a dictionary and in those within it (checkpoints keep the state under a name).
    func tensors(in root: PickleValue) throws(FormatError) -> [StoredTensor] {
        guard case .dictionary = root else { throw .unsupported("PyTorch objects other than state dictionaries") }
        var tensors: [StoredTensor] = []
        var entries = 0
        var pending = [(prefix: "", value: root, depth: 0)]
        while let (prefix, value, depth) = pending.popLast() {
            guard case .dictionary(let place) = value else { continue }
            entries += machine.dictionaries[place].count
            guard entries <= Self.mostEntries else { throw .tooMany("tensors") }
            for (key, value) in machine.dictionaries[place] {
                guard case .text(let range) = key, range.count <= 256 else { continue }
                let name = prefix + (try region.text(range))
                switch value {
                case .tensor(let tensor): tensors.append(try self.tensor(name, machine.tensors[tensor]))
                case .dictionary where depth < 3: pending.append((name + ".", value, depth + 1))
                default: continue
                }
            }
        }
        return tensors
    }

    private func tensor(_ name: String, _ pickled: PickledTensor) throws(FormatError) -> StoredTensor {
        let storage = machine.storages[pickled.storage]
        guard let data = storages[pickled.storage], pickled.shape.count == pickled.strides.count else {
            throw .malformed("storage of \(name)")
        }
        let parts = TensorName(name, rank: pickled.shape.count)
        let size = storage.elementSize
        guard let count = checkedProduct(pickled.shape), let start = checkedProduct([pickled.offset, size]),
            let bytes = checkedProduct([count, size]), isDense(pickled)
        else { throw .unsupported("tensors that are views of larger ones") }
        guard start <= data.count, bytes <= data.count - start else { throw .truncated }
        return try StoredTensor(
            name: name, layer: parts.layer, role: parts.role, shape: pickled.shape, strides: pickled.strides,
            elementType: storage.elementType,
            storage: .pieces([.init(offset: data.lowerBound + start, count: count, stride: size)]))
    }

    /// Whether the strides are those of a tensor without gaps, whatever the order of its dimensions (a "channels last"
    /// tensor is one).
    private func isDense(_ tensor: PickledTensor) -> Bool {
        var expected = 1
        for (stride, size) in zip(tensor.strides, tensor.shape).filter({ $0.1 != 1 }).sorted(by: { $0.0 < $1.0 }) {
            guard stride == expected || size == 0 else { return false }
            expected = expected &* size
        }
        return true
    }
}
