/// A picture `[height, width, 3]`: sRGB, 0…1, in the order red, green, blue.
public struct RGBImage: Equatable, Sendable {
    /// Rows.
    public let height: Int
    /// Columns.
    public let width: Int
    /// `(y * width + x) * 3 + c`; always `3 · height · width` values.
    ///
    /// Changed in place, in other modules, too: with an observer instead, each change of one value would copy them all.
    @inlinable
    public var values: [Float] {
        get { storage }
        _modify {
            yield &storage
            precondition(storage.count == 3 * height * width)
        }
    }

    @usableFromInline
    var storage: [Float]

    /// The picture's size.
    public var extent: Extent { Extent(height: height, width: width) }

    /// A picture of one colour.
    public init(height: Int, width: Int, filledWith colour: (Float, Float, Float) = (0, 0, 0)) {
        self.init(height: height, width: width) { values in
            for index in stride(from: 0, to: values.count, by: 3) {
                (values[index], values[index + 1], values[index + 2]) = colour
            }
        }
    }

    /// A picture whose values are written once, into memory that nobody has filled before.
    ///
    /// - Parameter write: Must write each of the `3 · height · width` values.
    public init(
        height: Int, width: Int, writingInto write: (_ values: UnsafeMutableBufferPointer<Float>) throws -> Void
    ) rethrows {
        self.height = height
        self.width = width
        let all = 3 * height * width
        storage = try [Float](unsafeUninitializedCapacity: all) { buffer, count in
            try write(UnsafeMutableBufferPointer(rebasing: buffer[..<all]))
            count = all
        }
    }

    /// A picture from its values; `nil` where there aren't `3 · height · width` of them.
    public init?(height: Int, width: Int, values: [Float]) {
        guard height >= 0, width >= 0, values.count == 3 * height * width else { return nil }
        self.height = height
        self.width = width
        storage = values
    }
}
