/// A picture `[height, width, 3]`: sRGB, 0…1, in the order red, green, blue.
public struct RGBImage: Equatable, Sendable {
    /// Rows.
    public let height: Int
    /// Columns.
    public let width: Int
    /// `(y * width + x) * 3 + c`; always `3 · height · width` values.
    public var values: [Float] {
        didSet { precondition(values.count == 3 * height * width) }
    }

    /// A picture of one colour.
    public init(height: Int, width: Int, filledWith colour: (Float, Float, Float) = (0, 0, 0)) {
        self.height = height
        self.width = width
        var values: [Float] = []
        values.reserveCapacity(3 * height * width)
        for _ in 0..<(height * width) { values += [colour.0, colour.1, colour.2] }
        self.values = values
    }

    /// A picture from its values; `nil` where there aren't `3 · height · width` of them.
    public init?(height: Int, width: Int, values: [Float]) {
        guard height >= 0, width >= 0, values.count == 3 * height * width else { return nil }
        self.height = height
        self.width = width
        self.values = values
    }
}

/// The size of a picture.
public struct Extent: Equatable, Hashable, Sendable {
    /// Rows.
    public var height: Int
    /// Columns.
    public var width: Int

    /// A size.
    public init(height: Int, width: Int) {
        self.height = height
        self.width = width
    }

    /// The longer side.
    public var longest: Int { max(height, width) }
    /// The shorter side.
    public var shortest: Int { min(height, width) }
    /// How many pixels there are.
    public var pixels: Int { height * width }
}

extension RGBImage {
    /// The picture's size.
    public var extent: Extent { Extent(height: height, width: width) }
}
