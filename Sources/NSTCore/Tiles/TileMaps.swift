import NSTKernels
import NSTPictures
import NSTVGG

extension Extent {
    /// The size of a layer's feature map of a picture of this size.
    func map(of layer: LayerName) -> Extent {
        Extent(height: height >> layer.poolings, width: width >> layer.poolings)
    }
}

/// Where a tile's feature map lies in that of the whole picture.
struct MapPlace {
    /// The rows and columns of the tile's map that are of its core.
    let rows: Range<Int>
    let columns: Range<Int>
    /// The whole map's row and column where the tile's begins.
    let top: Int
    let left: Int

    init(rows: Range<Int>, columns: Range<Int>, top: Int, left: Int) {
        (self.rows, self.columns, self.top, self.left) = (rows, columns, top, left)
    }

    init(_ tile: PictureTile, _ layer: LayerName) {
        rows = tile.rows.part(poolings: layer.poolings)
        columns = tile.columns.part(poolings: layer.poolings)
        top = tile.rows.extent.lowerBound >> layer.poolings
        left = tile.columns.extent.lowerBound >> layer.poolings
    }
}

/// A tile's feature maps after a pass forwards, until the pass backwards has ended, with their places in the maps of
/// the whole picture.
struct TileMaps {
    let tile: PictureTile
    let pass: FeaturePass
    let tiling: Tiling
    /// As many values as the tile has pixels, three times; free between two calls of a loss.
    fileprivate let spare: UnsafeMutablePointer<Float>?

    init(tile: PictureTile, pass: FeaturePass, tiling: Tiling, spare: UnsafeMutablePointer<Float>?) {
        self.tile = tile
        self.pass = pass
        self.tiling = tiling
        self.spare = spare
    }

    /// A layer's map of the tile, core and halo; `nil` for a layer that the pass wasn't made for.
    subscript(layer: LayerName) -> FeatureMap? { pass.featureMap(layer) }

    /// Where a layer's map lies in that of the whole picture.
    func place(of layer: LayerName) -> MapPlace { MapPlace(tile, layer) }

    /// Lends how much the pixels of a layer's map count on the tile, `[rows, columns]`; `nil` where all do fully.
    ///
    /// - Parameters:
    ///   - pixels: How much those of the whole picture's map do.
    ///   - coreOnly: Whether those of the tile's halo don't count.
    func withWeights(
        of layer: LayerName, _ pixels: PixelWeights, coreOnly: Bool, _ body: (_ weights: UnsafePointer<Float>?) -> Void
    ) {
        guard !tiling.isWhole, coreOnly || pixels.values != nil, let weights = spare else {
            return pixels.withValues(body)
        }
        let (place, whole) = (MapPlace(tile, layer), tiling.picture.map(of: layer))
        let size = tile.extent.map(of: layer)
        if coreOnly { weights.update(repeating: 0, count: size.pixels) }
        let (rows, columns) = coreOnly ? (place.rows, place.columns) : (0..<size.height, 0..<size.width)
        pixels.withValues { values in
            for y in rows {
                let target = weights + y * size.width + columns.lowerBound
                if let values {
                    let source = (place.top + y) * whole.width + place.left + columns.lowerBound
                    target.update(from: values + source, count: columns.count)
                } else {
                    target.update(repeating: 1, count: columns.count)
                }
            }
        }
        body(UnsafePointer(weights))
    }
}

extension FeatureMap {
    /// Takes over the core of a tile's map.
    func copyCore(of tileMap: FeatureMap, at place: MapPlace) {
        let count = place.columns.count * channels
        for y in place.rows {
            let source = (y * tileMap.width + place.columns.lowerBound) * channels
            let target = ((place.top + y) * width + place.left + place.columns.lowerBound) * channels
            (values + target).update(from: tileMap.values + source, count: count)
        }
    }
}
