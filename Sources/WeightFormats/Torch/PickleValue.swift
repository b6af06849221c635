/// A value that a pickle makes. Values are plain numbers into the machine's store: no depth of nesting and no circle can
/// harm whoever copies or forgets them.
enum PickleValue {
    case mark
    case none
    case bool(Bool)
    case int(Int)
    /// A number that fits no `Int`, or a floating-point number; weights need neither.
    case number
    /// Where a text's bytes are in the file.
    case text(Range<Int>)
    case tuple(Int)
    case list(Int)
    case dictionary(Int)
    case global(TorchGlobal)
    case storage(Int)
    case tensor(Int)
}

/// The functions and classes that PyTorch's pickles of tensors name. They are only names here: nothing is ever imported
/// or called.
enum TorchGlobal: Hashable {
    case orderedDictionary
    case rebuildTensor
    case rebuildParameter
    /// The class of a storage, by what its elements are and how many bytes each takes.
    case storage(ElementType, size: Int)

    init?(module: String, name: String) {
        switch (module, name) {
        case ("collections", "OrderedDict"): self = .orderedDictionary
        case ("torch._utils", "_rebuild_tensor_v2"), ("torch._utils", "_rebuild_tensor"): self = .rebuildTensor
        case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
        case ("torch", "FloatStorage"): self = .storage(.float32, size: 4)
        case ("torch", "HalfStorage"): self = .storage(.float16, size: 2)
        case ("torch", "BFloat16Storage"): self = .storage(.bfloat16, size: 2)
        case ("torch", "DoubleStorage"): self = .storage(.float64, size: 8)
        case ("torch", "LongStorage"): self = .storage(.other(name), size: 8)
        case ("torch", "IntStorage"): self = .storage(.other(name), size: 4)
        case ("torch", "ShortStorage"): self = .storage(.other(name), size: 2)
        case ("torch", "CharStorage"), ("torch", "ByteStorage"), ("torch", "BoolStorage"):
            self = .storage(.other(name), size: 1)
        default: return nil
        }
    }
}

/// A storage as a pickle speaks of it: the data themselves are elsewhere in the file.
struct PickledStorage {
    var elementType: ElementType
    var elementSize: Int
    var key: Range<Int>
    var count: Int
}

/// A tensor as a pickle speaks of it.
struct PickledTensor {
    var storage: Int
    var offset: Int
    var shape: [Int]
    var strides: [Int]
}
