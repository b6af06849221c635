import NSTKernels
import NSTOptions
import NSTPictures
import NSTVGG

/// How the maps of several layers become one vector for each place of a picture, its *hypercolumn* (Kolkin et al. 2022,
/// "Neural Neighbor Style Transfer", arXiv:2203.13215, section 3).
///
/// Places are the cells of 4×4 pixels, and maps are interpolated bilinearly at their centres: of a map with more cells that
/// is the mean of the four in the middle, of one with fewer what lies between its cells. (A mean over the whole place, or
/// the cell that it lies in, would do for the search; painted from those, forms stay small and torn.) Each map is divided by
/// its number of channels, and multiplied with its layer's weight.
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
        let poolings = source.part.layer.poolings
        let rows = AxisCells(of: y, places: extent.height, cells: map.height, poolings: poolings)
        let columns = AxisCells(of: x, places: extent.width, cells: map.width, poolings: poolings)
        values.update(repeating: 0, count: channels)
        for row in rows.range {
            for column in columns.range {
                VectorMath.add(
                    source.part.scale * rows.weight(row) * columns.weight(column),
                    times: map.values + (row * map.width + column) * channels, to: values, count: channels)
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
        // Places in one row of coarse cells also reach the rows before and behind it: threads work on every third row.
        let shared = max(0, poolings - HypercolumnLayout.poolings)
        let groups = max(1, extent.height >> shared)
        let apart = shared > 0 ? 3 : 1
        for first in 0..<min(apart, groups) {
            let count = (groups - first + apart - 1) / apart
            backend.split(count, grain: 1) { range in
                withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * channels) { buffer in
                    guard let column = buffer.baseAddress else { return }
                    for number in range {
                        let group = first + number * apart
                        let last = group == groups - 1 ? extent.height : (group + 1) << shared
                        for y in (group << shared)..<last {
                            writeGradient(of: source, into: target, y: y, column: column, gradient)
                        }
                    }
                }
            }
        }
        return true
    }

    /// Adds the gradient of a row of places.
    ///
    /// - Parameter column: Room for two columns of the layer's channels.
    private func writeGradient(
        of source: Source, into target: FeatureMap, y: Int, column: UnsafeMutablePointer<Float>,
        _ gradient: (
            _ place: Int, _ column: UnsafePointer<Float>, _ offset: Int, _ scale: Float,
            _ values: UnsafeMutablePointer<Float>, _ count: Int
        ) -> Void
    ) {
        let (channels, poolings) = (source.part.channels, source.part.layer.poolings)
        let values = column + channels
        let rows = AxisCells(of: y, places: extent.height, cells: target.height, poolings: poolings)
        for x in 0..<extent.width {
            let columns = AxisCells(of: x, places: extent.width, cells: target.width, poolings: poolings)
            write(source, y: y, x: x, to: column)
            values.update(repeating: 0, count: channels)
            gradient(y * extent.width + x, column, source.part.offset, source.part.scale, values, channels)
            for row in rows.range {
                for cell in columns.range {
                    VectorMath.add(
                        rows.weight(row) * columns.weight(cell), times: values,
                        to: target.values + (row * target.width + cell) * channels, count: channels)
                }
            }
        }
    }

    private func clear(_ map: FeatureMap, rows: Range<Int>) {
        let row = map.width * map.channels
        (map.values + rows.lowerBound * row).update(repeating: 0, count: rows.count * row)
    }
}

/// The cells of a map along one axis that a place is made of.
struct AxisCells {
    let range: Range<Int>
    private let firstWeight: Float
    private let otherWeight: Float

    /// - Parameters:
    ///   - place: Its number along the axis, of so many places.
    ///   - cells: How many cells the map has along the axis.
    ///   - poolings: Those between the picture and the map.
    @inline(__always)
    init(of place: Int, places: Int, cells: Int, poolings: Int) {
        let finer = HypercolumnLayout.poolings - poolings
        guard finer <= 0 else {
            let side = 1 << finer
            // The middle. What is left over at the lower and right edges belongs to the last place.
            let start = place * side + max(0, side / 2 - 1)
            let isLast = place == places - 1 && cells > places * side
            range = start..<(isLast ? cells : start + 2)
            firstWeight = 1 / Float(range.count)
            otherWeight = firstWeight
            return
        }
        // The centre of the place in cells, less half a cell.
        let centre = max(0, (Float(place) + 0.5) / Float(1 << -finer) - 0.5)
        let first = min(Int(centre), cells - 1)
        let isLast = first == cells - 1 || finer == 0
        range = first..<(isLast ? first + 1 : first + 2)
        firstWeight = isLast ? 1 : 1 - (centre - Float(first))
        otherWeight = 1 - firstWeight
    }

    /// How much a cell of the range counts; all together count 1.
    @inline(__always) func weight(_ cell: Int) -> Float { cell == range.lowerBound ? firstWeight : otherWeight }

    /// How many cells of a map a place reaches beyond the one that it lies in.
    static func reach(poolings: Int) -> Int { poolings > HypercolumnLayout.poolings ? 1 : 0 }
}
