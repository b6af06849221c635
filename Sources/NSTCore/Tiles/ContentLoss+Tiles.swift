import NSTKernels

/// Where a tile's feature map lies in that of the whole picture.
struct MapPlace {
    /// The rows and columns of the tile's map that are of its core.
    let rows: Range<Int>
    let columns: Range<Int>
    /// The whole map's row and column where the tile's begins.
    let top: Int
    let left: Int

    init(_ tile: PictureTile, _ layer: LayerName) {
        rows = tile.rows.part(poolings: layer.poolings)
        columns = tile.columns.part(poolings: layer.poolings)
        top = tile.rows.extent.lowerBound >> layer.poolings
        left = tile.columns.extent.lowerBound >> layer.poolings
    }
}

extension ContentLoss {
    /// A loss whose target was measured in tiles.
    ///
    /// - Parameter target: The whole picture's map, which nobody else writes to.
    init(
        layer: LayerName, wholeTarget target: FeatureMap, weight: Double, normalisation: LossNormalisation,
        engine: Engine
    ) {
        self.layer = layer
        self.engine = engine
        self.target = target
        factor = weight * normalisation.contentFactor(pixels: target.pixels, channels: target.channels)
    }

    /// The share of a tile's core in the loss.
    func value(_ features: FeatureMap, at place: MapPlace) -> Double {
        let count = place.columns.count * features.channels
        let sums = [Double](unsafeUninitializedCapacity: place.rows.count) { sums, initialised in
            engine.split(place.rows.count, grain: 1) { range in
                for number in range {
                    let row = row(place.rows.lowerBound + number, from: place.columns.lowerBound, features, place)
                    sums[number] = VectorMath.squaredDistance(row.features, row.target, count: count)
                }
            }
            initialised = place.rows.count
        }
        return factor * sums.reduce(0, +)
    }

    /// Writes or adds the loss's gradient for all of a tile's map.
    func writeGradient(_ features: FeatureMap, at place: MapPlace, into gradient: FeatureMap, accumulate: Bool) {
        let count = features.width * features.channels
        engine.split(features.height, grain: 1) { rows in
            for y in rows {
                let row = row(y, from: 0, features, place)
                VectorMath.writeDifference(
                    row.features, row.target, scale: Float(2 * factor), into: gradient.values + y * count,
                    accumulate: accumulate, count: count)
            }
        }
    }

    /// Where a tile's row begins at some column, in its map and in the target.
    private func row(
        _ y: Int, from x: Int, _ features: FeatureMap, _ place: MapPlace
    ) -> (features: UnsafePointer<Float>, target: UnsafePointer<Float>) {
        (
            UnsafePointer(features.values + (y * features.width + x) * features.channels),
            UnsafePointer(target.values + ((place.top + y) * target.width + place.left + x) * target.channels)
        )
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
