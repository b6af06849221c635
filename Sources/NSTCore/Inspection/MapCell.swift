import NSTPictures
import NSTVGG

/// One value's place in a feature map.
public struct MapCell: Hashable, Sendable {
    /// The row, from 0.
    public let row: Int
    /// The column, from 0.
    public let column: Int

    /// A cell by its place.
    public init(row: Int, column: Int) {
        (self.row, self.column) = (row, column)
    }
}

/// The part of a picture that a value of a feature map depends on.
public struct FieldOfView: Equatable, Sendable {
    /// How many pixels it would be without the picture's borders, the same in both directions.
    public let side: Int
    /// Its rows in the picture.
    public let rows: Range<Int>
    /// Its columns in the picture.
    public let columns: Range<Int>
}

extension FeatureMaps {
    /// The cell whose pixels hold one of the picture. Where the picture's size isn't a multiple of a cell, its last rows
    /// and columns have none, and get the nearest.
    ///
    /// - Parameters:
    ///   - x: A column of the picture, from 0.
    ///   - y: A row of the picture, from 0.
    public func cell(x: Int, y: Int) -> MapCell {
        func index(_ pixel: Int, count: Int) -> Int { min(max(0, pixel >> layer.poolings), count - 1) }
        return MapCell(row: index(y, count: extent.height), column: index(x, count: extent.width))
    }
}

extension Network {
    /// What a cell of a layer's map sees of the picture: its receptive field.
    ///
    /// - Parameters:
    ///   - layer: A layer of the network.
    ///   - picture: The picture's size.
    public func fieldOfView(of cell: MapCell, at layer: LayerName, picture: Extent) -> FieldOfView {
        let convolutions = layers.map(\.convolution)
        func pixels(_ index: Int, count: Int) -> (side: Int, range: Range<Int>) {
            let pixels = ReceptiveField.pixels(of: index...index, at: layer, convolutions: convolutions)
            let range = pixels.clamped(to: 0...(max(1, count) - 1))
            return (pixels.count, range.lowerBound..<(range.upperBound + 1))
        }
        let (rows, columns) = (
            pixels(cell.row, count: picture.height), pixels(cell.column, count: picture.width)
        )
        return FieldOfView(side: rows.side, rows: rows.range, columns: columns.range)
    }
}
