/// How much each pixel of a picture counts, `[height, width]`, 0…1.
public struct Mask: Equatable, Sendable {
    /// Rows.
    public let height: Int
    /// Columns.
    public let width: Int
    /// `y * width + x`; always `height · width` values.
    public let values: [Float]

    /// A mask from its values; `nil` where there aren't `height · width` of them.
    public init?(height: Int, width: Int, values: [Float]) {
        guard height >= 0, width >= 0, values.count == height * width else { return nil }
        self.height = height
        self.width = width
        self.values = values
    }

    /// A mask from values that were made to fit.
    package init(height: Int, width: Int, unchecked values: [Float]) {
        precondition(values.count == height * width)
        self.height = height
        self.width = width
        self.values = values
    }
}
