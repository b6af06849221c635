import NSTKernels

/// A feature map `[height, width, channels]`, channels innermost: a view of memory that it keeps alive.
package final class FeatureMap {
    /// Rows.
    package let height: Int
    /// Columns.
    package let width: Int
    /// Values per pixel.
    package let channels: Int
    /// The values, `(y * width + x) * channels + c`.
    package let values: UnsafeMutablePointer<Float>

    /// How many pixels the map has.
    package var pixels: Int { height * width }
    /// How many values the map has.
    package var count: Int { height * width * channels }

    private let memory: LargeMemory

    /// A map that begins at value number `offset` of some memory, which must be large enough.
    init(height: Int, width: Int, channels: Int, in memory: LargeMemory, at offset: Int = 0) {
        precondition(offset + height * width * channels <= memory.count)
        self.height = height
        self.width = width
        self.channels = channels
        self.memory = memory
        values = memory.base + offset
    }

    /// A copy in memory of its own.
    ///
    /// - Throws: `NetworkError.outOfMemory`.
    func copy() throws(NetworkError) -> FeatureMap {
        let result = FeatureMap(height: height, width: width, channels: channels, in: try .allocate(count))
        result.values.update(from: values, count: count)
        return result
    }

    /// A copy of the values as an array.
    package var array: [Float] { Array(UnsafeBufferPointer(start: values, count: count)) }

    /// Sets all values to zero.
    func clear() { values.update(repeating: 0, count: count) }
}

extension LargeMemory {
    /// Memory for so many values, all zero.
    static func allocate(_ count: Int) throws(NetworkError) -> LargeMemory {
        guard let memory = LargeMemory(count: count) else {
            throw .outOfMemory(bytes: count * MemoryLayout<Float>.stride)
        }
        return memory
    }
}
