import NSTPictures
import NSTVGG

/// A piece of a picture along one axis.
struct TileSpan: Equatable {
    /// The pixels that the tile answers for. Those of all tiles together are the picture's.
    var core: Range<Int>
    /// These and what must be computed around them.
    var extent: Range<Int>

    /// The core's place in a feature map of the tile, behind so many poolings.
    func part(poolings: Int) -> Range<Int> {
        let start = extent.lowerBound >> poolings
        return ((core.lowerBound >> poolings) - start)..<((core.upperBound >> poolings) - start)
    }
}

/// A piece of a picture.
struct PictureTile: Equatable {
    var rows: TileSpan
    var columns: TileSpan

    /// The size of what is computed.
    var extent: Extent { Extent(height: rows.extent.count, width: columns.extent.count) }
}

/// How a picture is cut into tiles that are computed one after the other. All but the last of each row and column have
/// the same size.
struct Tiling: Equatable {
    let picture: Extent
    let rows: [TileSpan]
    let columns: [TileSpan]

    /// Cuts a picture into so many tiles, or fewer where that does as well.
    init(picture: Extent, rows: Int, columns: Int, halo: ReceptiveField.Halo, alignment: Int) {
        self.picture = picture
        self.rows = Self.spans(length: picture.height, count: rows, halo: halo, alignment: alignment)
        self.columns = Self.spans(length: picture.width, count: columns, halo: halo, alignment: alignment)
    }

    /// A picture in one piece.
    init(picture: Extent) { self.init(picture: picture, rows: 1, columns: 1, halo: .none, alignment: 1) }

    /// All tiles, row by row.
    var tiles: [PictureTile] { rows.flatMap { row in columns.map { PictureTile(rows: row, columns: $0) } } }
    /// Whether there is only one.
    var isWhole: Bool { rows.count == 1 && columns.count == 1 }
    /// The size of the largest tile with what is around it.
    var largest: Extent {
        Extent(height: rows.map(\.extent.count).max() ?? 0, width: columns.map(\.extent.count).max() ?? 0)
    }
    /// The sizes that occur.
    var shapes: Set<Extent> { Set(tiles.map(\.extent)) }
    /// How many pixels are computed, those around tiles included.
    var computedPixels: Int {
        rows.reduce(0) { $0 + $1.extent.count } * columns.reduce(0) { $0 + $1.extent.count }
    }

    /// Cuts `0..<length` into `count` pieces of the same extent. The first has no halo before it, and so a longer core;
    /// the last takes what is left.
    static func spans(length: Int, count: Int, halo: ReceptiveField.Halo, alignment: Int) -> [TileSpan] {
        guard count > 1 else { return [TileSpan(core: 0..<length, extent: 0..<length)] }
        let shared = (length + (count - 1) * halo.sum + count - 1) / count
        // A core has at least one cell of the deepest pooling.
        let size = max((shared + alignment - 1) / alignment * alignment, halo.sum + alignment)
        var spans: [TileSpan] = []
        var start = 0
        while start < length {
            let first = max(0, start - halo.before)
            let isLast = first + size >= length
            let end = isLast ? length : first + size - halo.after
            spans.append(TileSpan(core: start..<end, extent: first..<min(length, first + size)))
            start = end
        }
        return spans
    }
}
