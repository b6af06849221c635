/// How a feature map is cut into the square tiles that Winograd's method computes at once: F(4×4, 3×3) or F(6×6, 3×3)
/// (Lavin & Gray 2016, "Fast Algorithms for Convolutional Neural Networks"). The last tiles may stand out of the map.
public struct TileGrid: Equatable, Sendable {
    /// Outputs along a tile's side: 4 or 6.
    public let tile: Int
    /// Rows of the feature map.
    public let height: Int
    /// Columns of the feature map.
    public let width: Int
    /// Rows of tiles.
    public let rows: Int
    /// Columns of tiles.
    public let columns: Int

    /// Cuts a map of `height`×`width` into tiles of `tile`×`tile`.
    public init(tile: Int, height: Int, width: Int) {
        self.tile = tile
        self.height = height
        self.width = width
        rows = (height + tile - 1) / tile
        columns = (width + tile - 1) / tile
    }

    /// How many tiles there are.
    public var count: Int { rows * columns }
    /// Inputs along a tile's side, and evaluation points of the one-dimensional transform.
    public var points: Int { tile + 2 }
    /// Evaluation points of the two-dimensional transform: as many matrix products replace a convolution.
    public var positions: Int { points * points }
    /// Words of 32 bits that hold one decision for each of a tile's outputs.
    public var maskWords: Int { tile == 6 ? 2 : 1 }
    /// How many words hold the decisions for a map with so many channels: `[tile, word, channel]`.
    public func maskCount(channels: Int) -> Int { count * maskWords * channels }

    /// The word and the bit in it that hold the decision for an output in row `y`, column `x` of its tile.
    @inline(__always)
    public func maskPlace(_ y: Int, _ x: Int) -> (word: Int, bit: Int) { (y >> 2, (y & 3) * tile + x) }
}
