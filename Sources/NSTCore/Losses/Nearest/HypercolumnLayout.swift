import NSTKernels
import NSTOptions
import NSTPictures
import NSTVGG

/// How the maps of several layers become one vector for each place of a picture, its *hypercolumn* (Kolkin et al. 2022,
/// "Neural Neighbor Style Transfer", arXiv:2203.13215, section 3).
///
/// Places are the cells of 4×4 pixels. A map with more cells is averaged over the place, of one with fewer the cell is
/// taken that the place lies in, where the paper interpolates: so a place depends on its own cells only, and a picture in
/// tiles has the hypercolumns of the whole. Each map is divided by its number of channels, and multiplied with its layer's
/// weight.
struct HypercolumnLayout: Sendable {
    /// The poolings between the picture and a map with one cell for each place.
    static let poolings = 2

    /// Where a layer's values lie in a hypercolumn.
    struct Part: Sendable {
        let layer: LayerName
        let channels: Int
        let offset: Int

        /// What the map's values are multiplied with.
        let scale: Float
    }

    let parts: [Part]
    /// Values of a hypercolumn.
    let count: Int

    init(layers: WeightedLayers, channels: (LayerName) -> Int) {
        var (parts, count): ([Part], Int) = ([], 0)
        for layer in layers {
            let channels = channels(layer)
            let scale = Float(layers.weight(of: layer)) / Float(channels)
            parts.append(Part(layer: layer, channels: channels, offset: count, scale: scale))
            count += channels
        }
        self.parts = parts
        self.count = count
    }

    /// The places of a picture.
    static func places(of picture: Extent) -> Extent {
        Extent(height: picture.height >> poolings, width: picture.width >> poolings)
    }
}

extension MapPlace {
    /// Where a tile's places lie among those of the whole picture.
    init(placesOf tile: PictureTile) {
        self.init(tile, LayerName(.pool, HypercolumnLayout.poolings))
    }
}

/// A tile's maps, read as hypercolumns.
struct Hypercolumns {
    private struct Source {
        let map: FeatureMap
        let part: HypercolumnLayout.Part
    }

    private let sources: [Source]
    let layout: HypercolumnLayout
    /// How many places the tile has, core and halo.
    let extent: Extent

    /// `nil` where the pass has made none of the maps.
    init?(_ maps: TileMaps, layout: HypercolumnLayout) {
        let sources = layout.parts.compactMap { part in maps[part.layer].map { Source(map: $0, part: part) } }
        guard sources.count == layout.parts.count, !sources.isEmpty else { return nil }
        self.sources = sources
        self.layout = layout
        extent = HypercolumnLayout.places(of: maps.tile.extent)
    }

    /// Writes the hypercolumn of a place, `layout.count` values.
    func write(y: Int, x: Int, to column: UnsafeMutablePointer<Float>) {
        for source in sources {
            write(source, y: y, x: x, to: column + source.part.offset)
        }
    }

    /// Writes one part of a place's hypercolumn.
    private func write(_ source: Source, y: Int, x: Int, to values: UnsafeMutablePointer<Float>) {
        let (map, channels) = (source.map, source.part.channels)
        let cells = CellRange(y: y, x: x, places: extent, map: map, poolings: source.part.layer.poolings)
        let scale = source.part.scale / Float(cells.rows.count * cells.columns.count)
        values.update(repeating: 0, count: channels)
        for row in cells.rows {
            for column in cells.columns {
                VectorMath.add(
                    scale, times: map.values + (row * map.width + column) * channels, to: values, count: channels)
            }
        }
    }

    /// Writes a layer's gradient, given that of hypercolumns.
    ///
    /// - Parameters:
    ///   - accumulate: Whether it is added to what is there.
    ///   - gradient: Adds to `values` what the loss's gradient for a place's hypercolumn is, of the part that begins at
    ///     `offset`, times `scale`; `column` is that part of the hypercolumn.
    /// - Returns: Whether the layer is part of hypercolumns.
    func writeGradient(
        of layer: LayerName, into target: FeatureMap, accumulate: Bool, backend: Backend,
        _ gradient: (
            _ place: Int, _ column: UnsafePointer<Float>, _ offset: Int, _ scale: Float,
            _ values: UnsafeMutablePointer<Float>, _ count: Int
        ) -> Void
    ) -> Bool {
        guard let source = sources.first(where: { $0.part.layer == layer }) else { return false }
        if !accumulate { backend.split(target.height, grain: 1) { rows in clear(target, rows: rows) } }
        let (channels, poolings) = (source.part.channels, layer.poolings)
        // Places that share a row of cells are one thread's.
        let shared = max(0, poolings - HypercolumnLayout.poolings)
        let groups = max(1, extent.height >> shared)
        backend.split(groups, grain: 1) { range in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * channels) { buffer in
                guard let column = buffer.baseAddress else { return }
                let values = column + channels
                let last = range.upperBound == groups ? extent.height : range.upperBound << shared
                for y in (range.lowerBound << shared)..<last {
                    for x in 0..<extent.width {
                        let cells = CellRange(y: y, x: x, places: extent, map: target, poolings: poolings)
                        let scale = source.part.scale / Float(cells.rows.count * cells.columns.count)
                        write(source, y: y, x: x, to: column)
                        values.update(repeating: 0, count: channels)
                        gradient(y * extent.width + x, column, source.part.offset, scale, values, channels)
                        for row in cells.rows {
                            for cell in cells.columns {
                                VectorMath.add(
                                    1, times: values,
                                    to: target.values + (row * target.width + cell) * channels, count: channels)
                            }
                        }
                    }
                }
            }
        }
        return true
    }

    private func clear(_ map: FeatureMap, rows: Range<Int>) {
        let row = map.width * map.channels
        (map.values + rows.lowerBound * row).update(repeating: 0, count: rows.count * row)
    }
}

/// The cells of a map that a place is made of.
private struct CellRange {
    let rows: Range<Int>
    let columns: Range<Int>

    @inline(__always)
    init(y: Int, x: Int, places: Extent, map: FeatureMap, poolings: Int) {
        let finer = HypercolumnLayout.poolings - poolings
        if finer > 0 {
            // What is left over at the lower and right edges belongs to the last place.
            rows = (y << finer)..<(y == places.height - 1 ? map.height : (y + 1) << finer)
            columns = (x << finer)..<(x == places.width - 1 ? map.width : (x + 1) << finer)
        } else {
            let (row, column) = (min(y >> -finer, map.height - 1), min(x >> -finer, map.width - 1))
            (rows, columns) = (row..<(row + 1), column..<(column + 1))
        }
    }
}
