/// A tensor that a file holds: what is said of it and where its data are. The data are read only when they are asked for.
package struct StoredTensor: Sendable {
    /// What a tensor is to its layer.
    package enum Role: Sendable {
        case kernel
        case bias
        /// Anything else, such as a running mean.
        case other
    }

    /// Where data are.
    enum Storage: Sendable {
        /// In the file, one piece behind the other.
        case pieces([Piece])
        /// The same, the last value standing for all that are missing (TensorFlow).
        case repeatingLast([Piece])
        /// In a zlib stream of the file, from an offset among the unpacked bytes (MATLAB).
        case deflated(stream: Range<Int>, offset: Int)
        /// In chunks that an index lists (HDF5).
        case chunked(HDF5Chunks)
    }

    /// Elements in the file, evenly spaced.
    struct Piece: Hashable, Sendable {
        var offset: Int
        var count: Int
        /// Bytes from one element to the next.
        var stride: Int
    }

    /// The whole name.
    package let name: String
    /// The name of the layer that it belongs to.
    package let layer: String
    /// What it is to its layer.
    package let role: Role
    /// The sizes of its dimensions.
    package let shape: [Int]
    /// Its elements' number format.
    package let elementType: ElementType
    /// How many elements it has.
    package let count: Int

    /// For each dimension, how many elements of the stored sequence lie between neighbours.
    let strides: [Int]
    let isBigEndian: Bool
    let storage: Storage

    /// A tensor of its parts. Without strides, the last dimension varies fastest.
    init(
        name: String, layer: String, role: Role, shape: [Int], strides: [Int]? = nil, elementType: ElementType,
        isBigEndian: Bool = false, storage: Storage
    ) throws(FormatError) {
        // A product that fits counts the bytes, too. No tensor of a network has more dimensions.
        guard let count = checkedProduct(shape), checkedProduct([count, 8]) != nil, shape.count <= 8 else {
            throw .malformed("shape of \(name)")
        }
        self.name = name
        self.layer = layer
        self.role = role
        self.shape = shape
        self.elementType = elementType
        self.count = count
        self.strides = strides ?? Self.rowMajor(shape)
        self.isBigEndian = isBigEndian
        self.storage = storage
    }

    /// Elements between neighbours where the last dimension varies fastest.
    static func rowMajor(_ shape: [Int]) -> [Int] {
        var step = 1
        // Sizes whose product fits; where one is 0 no element is ever looked up.
        return shape.reversed().map { size in
            defer { step = step &* size }
            return step
        }.reversed()
    }

    /// Elements between neighbours where the first dimension varies fastest (MATLAB, Fortran).
    static func columnMajor(_ shape: [Int]) -> [Int] { rowMajor(shape.reversed()).reversed() }
}
