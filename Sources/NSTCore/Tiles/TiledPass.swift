import NSTKernels
import NSTOptions
import NSTPictures
import NSTVGG

/// Runs a network over a picture tile by tile, in memory for one tile.
final class TiledPass {
    let tiling: Tiling
    /// By the tiles' sizes; all work in the same memory.
    private let passes: [Extent: FeaturePass]
    /// `[rows, columns, 3]` of a tile, and as much for its gradient.
    private let buffers: LargeMemory
    private let backend: Backend

    /// Prepares the passes.
    ///
    /// - Parameters:
    ///   - memory: What the passes work in, with at least `workspaceCount` values.
    ///   - buffers: At least `bufferCount` values; neither is needed between two calls, so other tiled passes may use
    ///     the same.
    /// - Throws: `NetworkError`, as `FeaturePass` does.
    init(
        network: Network, layers: [LayerName], pooling: PoolingKind, tiling: Tiling, withGradient: Bool,
        memory: LargeMemory, buffers: LargeMemory, backend: Backend
    ) throws(NetworkError) {
        self.tiling = tiling
        self.buffers = buffers
        self.backend = backend
        var passes: [Extent: FeaturePass] = [:]
        for shape in tiling.shapes {
            passes[shape] = try FeaturePass(
                network: network, layers: layers, pooling: pooling, height: shape.height, width: shape.width,
                withGradient: withGradient, memory: memory, backend: backend)
        }
        self.passes = passes
    }

    /// Values that two copies of the largest tile take.
    static func bufferCount(_ tiling: Tiling) -> Int { tiling.isWhole ? 0 : 2 * 3 * tiling.largest.pixels }

    /// The channels of a wanted layer's map.
    func channels(of layer: LayerName) -> Int? { passes.values.first?.featureMap(layer)?.channels }

    /// Computes the feature maps of one tile after the other.
    ///
    /// - Parameters:
    ///   - image: `[height, width, 3]`, sRGB 0…1, the whole picture.
    ///   - body: Called for each tile after its forward pass.
    func forward(_ image: UnsafePointer<Float>, _ body: (_ tile: PictureTile, _ pass: FeaturePass) -> Void) {
        var last: FeaturePass?
        for tile in tiling.tiles {
            guard let pass = passes[tile.extent] else { continue }
            // Others have worked in this memory meanwhile.
            if pass !== last { pass.clearBorder() }
            last = pass
            pass.forward(tiling.isWhole ? image : cut(image, tile))
            body(tile, pass)
        }
    }

    /// A tile's pixels without those between its rows.
    private func cut(_ image: UnsafePointer<Float>, _ tile: PictureTile) -> UnsafePointer<Float> {
        let row = 3 * tile.extent.width
        for y in 0..<tile.extent.height {
            let source = (tile.rows.extent.lowerBound + y) * tiling.picture.width + tile.columns.extent.lowerBound
            (buffers.base + y * row).update(from: image + 3 * source, count: row)
        }
        return UnsafePointer(buffers.base)
    }

    /// The feature maps of a picture, put together from those of its tiles.
    ///
    /// - Throws: `NetworkError.unknownLayer` or `.outOfMemory`.
    func features(of image: RGBImage, layers: [LayerName]) throws(NetworkError) -> [LayerName: FeatureMap] {
        var maps: [LayerName: FeatureMap] = [:]
        for layer in layers {
            guard let channels = channels(of: layer) else { throw .unknownLayer(layer) }
            let size = tiling.map(of: layer)
            maps[layer] = FeatureMap(
                height: size.height, width: size.width, channels: channels,
                in: try .allocate(size.pixels * channels))
        }
        forward(image.values) { tile, pass in
            for (layer, map) in maps {
                if let features = pass.featureMap(layer) { map.copyCore(of: features, at: MapPlace(tile, layer)) }
            }
        }
        return maps
    }

    /// Lends how much the pixels of a layer's map count on a tile, `[rows, columns]`; `nil` where all do fully.
    ///
    /// - Parameters:
    ///   - pixels: How much those of the whole picture's map do.
    ///   - coreOnly: Whether those around the tile's core don't count.
    func withWeights(
        _ tile: PictureTile, _ layer: LayerName, _ pixels: PixelWeights, coreOnly: Bool,
        _ body: (_ weights: UnsafePointer<Float>?) -> Void
    ) {
        guard !tiling.isWhole, coreOnly || pixels.values != nil else { return pixels.withValues(body) }
        let (place, columns) = (MapPlace(tile, layer), tile.extent.width >> layer.poolings)
        let rows = tile.extent.height >> layer.poolings
        // Until the end of a backward pass, nobody uses the gradient's buffer.
        let weights = buffers.base + 3 * tiling.largest.pixels
        if coreOnly { weights.update(repeating: 0, count: rows * columns) }
        let inside =
            coreOnly ? (rows: place.rows, columns: place.columns) : (rows: 0..<rows, columns: 0..<columns)
        let stride = tiling.map(of: layer).width
        pixels.withValues { values in
            for y in inside.rows {
                let target = weights + y * columns + inside.columns.lowerBound
                let source = (place.top + y) * stride + place.left + inside.columns.lowerBound
                if let values {
                    target.update(from: values + source, count: inside.columns.count)
                } else {
                    target.update(repeating: 1, count: inside.columns.count)
                }
            }
        }
        body(UnsafePointer(weights))
    }

    /// Computes a tile's gradient after its forward pass, and writes that of its core.
    ///
    /// - Parameter imageGradient: `[height, width, 3]`, the whole picture's.
    func backward(
        _ tile: PictureTile, _ pass: FeaturePass, imageGradient: UnsafeMutablePointer<Float>,
        write: FeaturePass.GradientWriter
    ) {
        guard !tiling.isWhole else { return pass.backward(imageGradient: imageGradient, write: write) }
        let gradient = buffers.base + 3 * tiling.largest.pixels
        pass.backward(imageGradient: gradient, write: write)
        let (rows, columns) = (tile.rows.part(poolings: 0), tile.columns.part(poolings: 0))
        for y in rows {
            let target = (tile.rows.extent.lowerBound + y) * tiling.picture.width + tile.columns.core.lowerBound
            (imageGradient + 3 * target).update(
                from: gradient + 3 * (y * tile.extent.width + columns.lowerBound), count: 3 * columns.count)
        }
    }
}
