import NSTKernels

/// Feature vectors in half the memory of `Float`s: what places choose from, or are compared with.
final class ShortFeatures {
    /// Values of a vector.
    let dimensions: Int
    /// How many vectors there is room for.
    let capacity: Int
    /// How many there are.
    private(set) var count = 0
    private let memory: LargeMemory

    private var base: UnsafeMutablePointer<UInt16> {
        UnsafeMutableRawPointer(memory.base).assumingMemoryBound(to: UInt16.self)
    }

    /// - Throws: `NetworkError.outOfMemory`.
    init(dimensions: Int, capacity: Int) throws(NetworkError) {
        self.dimensions = dimensions
        self.capacity = capacity
        memory = try .allocate(Self.valueCount(dimensions: dimensions, capacity: capacity))
    }

    /// `Float`s of memory.
    static func valueCount(dimensions: Int, capacity: Int) -> Int { (dimensions * capacity + 1) / 2 }

    /// Makes room for some more vectors, as far as there is any.
    ///
    /// - Returns: The new vectors' numbers; each must be set.
    func extend(by wanted: Int) -> Range<Int> {
        let first = count
        count = min(capacity, count + wanted)
        return first..<count
    }

    /// The vector of a number.
    subscript(number: Int) -> UnsafePointer<UInt16> { UnsafePointer(base + number * dimensions) }

    /// Sets a vector that there is room for.
    func set(_ number: Int, _ values: UnsafePointer<Float>) {
        ShortFloats.encode(values, into: base + number * dimensions, count: dimensions)
    }
}

/// A choice of places that is spread over a picture, the same whatever tiles it is cut into.
struct PlaceSample {
    /// Of 2³², how many places are chosen.
    private let threshold: UInt64

    /// - Parameters:
    ///   - wanted: About how many of `total` places are chosen; a little fewer, so that there is room for them.
    init(_ wanted: Int, of total: Int) {
        let share = total > 0 ? Double(wanted) / Double(total) : 1
        // The golden ratio's multiples fill a range evenly: 1 % of room is plenty.
        threshold = share >= 1 ? 1 << 32 : UInt64(0.99 * share * 4_294_967_296)
    }

    func contains(_ index: Int) -> Bool {
        UInt64(UInt32(truncatingIfNeeded: index) &* 2_654_435_769) < threshold
    }
}
