/// How a feature map is cut into the square cells that Winograd's method computes at once: F(4×4, 3×3) or F(6×6, 3×3)
/// (Lavin & Gray 2016, "Fast Algorithms for Convolutional Neural Networks"). The last cells may stand out of the map.
public struct WinogradGrid: Equatable, Sendable {
    /// Outputs along a cell's side: 4 or 6.
    public let cell: Int
    /// Rows of the feature map.
    public let height: Int
    /// Columns of the feature map.
    public let width: Int
    /// Rows of cells.
    public let rows: Int
    /// Columns of cells.
    public let columns: Int

    /// Cuts a map of `height`×`width` into cells of `cell`×`cell`.
    public init(cell: Int, height: Int, width: Int) {
        self.cell = cell
        self.height = height
        self.width = width
        rows = (height + cell - 1) / cell
        columns = (width + cell - 1) / cell
    }

    /// How many cells there are.
    public var count: Int { rows * columns }
    /// Inputs along a cell's side, and evaluation points of the one-dimensional transform.
    public var points: Int { cell + 2 }
    /// Evaluation points of the two-dimensional transform: as many matrix products replace a convolution.
    public var positions: Int { points * points }
    /// Words of 32 bits that hold a gate bit for each of a cell's outputs: set where ReLU and pooling let a gradient pass.
    public var gateWords: Int { cell == 6 ? 2 : 1 }
    /// How many words hold the gate bits of a map with so many channels: `[cell, word, channel]`.
    public func gateCount(channels: Int) -> Int { count * gateWords * channels }

    /// The word, and the bit in it, of an output in row `y`, column `x` of its cell.
    @inline(__always)
    public func gatePlace(_ y: Int, _ x: Int) -> (word: Int, bit: Int) { (y >> 2, (y & 3) * cell + x) }
}
