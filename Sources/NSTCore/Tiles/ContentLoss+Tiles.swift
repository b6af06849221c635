import NSTKernels
import NSTOptions
import NSTVGG

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
    /// A loss whose target was measured in tiles; `nil` where no pixel of it counts.
    ///
    /// - Parameter target: The whole picture's map, which nobody else writes to.
    init?(
        layer: LayerName, wholeTarget target: FeatureMap, pixels: PixelWeights, weight: Double,
        normalisation: LossNormalisation, backend: Backend
    ) {
        guard pixels.sum > 0 else { return nil }
        self.layer = layer
        self.backend = backend
        self.target = target
        self.pixels = pixels
        let factor = normalisation.contentFactor(pixels: pixels.sum, channels: target.channels) {
            target.spread(pixels: pixels, backend: backend)
        }
        self.factor = weight * factor
    }

    /// The share of a tile's core in the loss.
    func value(_ features: FeatureMap, at place: MapPlace) -> Double {
        let sums = [Double](unsafeUninitializedCapacity: place.rows.count) { sums, initialised in
            backend.split(place.rows.count, grain: 1) { range in
                for number in range {
                    var sum = 0.0
                    forEachRun(place.rows.lowerBound + number, place.columns, features, place) {
                        weight, own, other, count in
                        guard weight > 0 else { return }
                        sum +=
                            Double(weight)
                            * VectorMath.squaredDistance(features.values + own, target.values + other, count: count)
                    }
                    sums[number] = sum
                }
            }
            initialised = place.rows.count
        }
        return factor * sums.reduce(0, +)
    }

    /// Writes or adds the loss's gradient for all of a tile's map.
    func writeGradient(
        _ features: FeatureMap, at place: MapPlace, slope: Double, into gradient: FeatureMap, accumulate: Bool
    ) {
        let scale = Float(2 * slope * factor)
        backend.split(features.height, grain: 1) { rows in
            for y in rows {
                forEachRun(y, 0..<features.width, features, place) { weight, own, other, count in
                    VectorMath.writeDifference(
                        features.values + own, target.values + other, scale: scale * weight,
                        into: gradient.values + own, accumulate: accumulate, count: count)
                }
            }
        }
    }

    /// Calls `body` with the pixels of a tile's row that have one weight: all of them, or one by one.
    ///
    /// - Parameter body: Gets the weight, where the pixels' values begin in the tile's map and in the target, and how many
    ///   values there are.
    @inline(__always)
    private func forEachRun(
        _ y: Int, _ columns: Range<Int>, _ features: FeatureMap, _ place: MapPlace,
        _ body: (_ weight: Float, _ own: Int, _ other: Int, _ count: Int) -> Void
    ) {
        let channels = features.channels
        let (own, other) = (y * features.width, (place.top + y) * target.width + place.left)
        guard let weights = pixels.values else {
            return body(
                1, (own + columns.lowerBound) * channels, (other + columns.lowerBound) * channels,
                columns.count * channels)
        }
        for x in columns { body(weights[other + x], (own + x) * channels, (other + x) * channels, channels) }
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
