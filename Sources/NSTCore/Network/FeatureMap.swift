/// A feature map `[height, width, channels]` in memory of its own, channels innermost.
///
/// A class, because the engine's maps are large, made once per scale and written in place. The memory is freed with the
/// object; `values` must not be used after that.
public final class FeatureMap {
    /// Rows.
    public let height: Int
    /// Columns.
    public let width: Int
    /// Values per pixel.
    public let channels: Int
    /// The values, `(y * width + x) * channels + c`.
    public let values: UnsafeMutablePointer<Float>

    /// How many pixels the map has.
    public var pixels: Int { height * width }
    /// How many values the map has.
    public var count: Int { height * width * channels }

    private let ownsMemory: Bool

    /// A map of zeros.
    public init(height: Int, width: Int, channels: Int) {
        self.height = height
        self.width = width
        self.channels = channels
        ownsMemory = true
        let count = height * width * channels
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: max(64, count * MemoryLayout<Float>.stride), alignment: 64)
        values = memory.bindMemory(to: Float.self, capacity: count)
        values.initialize(repeating: 0, count: count)
    }

    /// A map over another's memory, which must be large enough and live longer. Its values are whatever stands there.
    init(height: Int, width: Int, channels: Int, sharing memory: FeatureMap) {
        precondition(height * width * channels <= memory.count)
        self.height = height
        self.width = width
        self.channels = channels
        ownsMemory = false
        values = memory.values
    }

    deinit {
        if ownsMemory { UnsafeMutableRawPointer(values).deallocate() }
    }

    /// A copy of the values as an array.
    public var array: [Float] { Array(UnsafeBufferPointer(start: values, count: count)) }

    /// Overwrites all values with those of a map of the same shape.
    func copy(_ other: FeatureMap) {
        precondition(count == other.count)
        values.update(from: other.values, count: count)
    }

    /// Sets all values to zero.
    func clear() { values.update(repeating: 0, count: count) }
}
