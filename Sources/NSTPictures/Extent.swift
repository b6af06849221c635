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

    /// The size with the same proportions, whose longer side is `longest`; at least one pixel on each side.
    public func scaled(toLongestSide longest: Int) -> Extent {
        guard pixels > 0 else {
            return Extent(height: max(1, min(height, longest)), width: max(1, min(width, longest)))
        }
        let factor = Double(longest) / Double(self.longest)
        return Extent(
            height: max(1, Int((Double(height) * factor).rounded())),
            width: max(1, Int((Double(width) * factor).rounded())))
    }

    /// The same, but never larger than it is.
    public func limited(toLongestSide longest: Int) -> Extent {
        longest >= self.longest ? self : scaled(toLongestSide: longest)
    }
}
