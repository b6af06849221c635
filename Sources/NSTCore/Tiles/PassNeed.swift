import NSTKernels
import NSTOptions
import NSTPictures
import NSTVGG

/// What the passes of an objective need for some tiles, and which tiles fit into some memory.
struct PassNeed {
    let designs: LossDesigns
    let sizes: LossSizes
    let pooling: PoolingKind

    /// A pass through the network in tiles.
    struct Pass {
        var tiling: Tiling
        var layers: [LayerName]
        var withGradient: Bool
    }

    /// A row or column of pictures isn't cut into more tiles than this: by then they are mostly halo.
    private static let mostTiles = 64

    /// Cuts a picture into tiles for a pass over some layers.
    func tiling(
        _ picture: Extent, _ layers: [LayerName], rows: Int, columns: Int, alignment: Int = 1, withGradient: Bool
    ) -> Tiling {
        guard rows > 1 || columns > 1 else { return Tiling(picture: picture) }
        let field = ReceptiveField(
            convolutions: sizes.convolutions, layers: layers, reach: designs.reach, alignment: alignment)
        return Tiling(
            picture: picture, rows: rows, columns: columns, halo: withGradient ? field.gradient : field.features,
            alignment: field.alignment)
    }

    /// The tiling with the fewest computed pixels whose pass, with its weights and buffers, takes no more than `limit`
    /// bytes; `nil` where there is none.
    func tiling(_ picture: Extent, _ layers: [LayerName], withGradient: Bool, limit: Int) -> Tiling? {
        let whole = Tiling(picture: picture)
        if fits(whole, layers, withGradient: withGradient, limit: limit) { return whole }
        var best: Tiling?
        for rows in 1...Self.mostTiles {
            // The halos of so many rows alone make it slower.
            let strips = tiling(picture, layers, rows: rows, columns: 1, withGradient: withGradient)
            if let best, strips.computedPixels >= best.computedPixels { break }
            func candidate(_ columns: Int) -> Tiling {
                tiling(picture, layers, rows: rows, columns: columns, withGradient: withGradient)
            }
            func fits(_ columns: Int) -> Bool {
                self.fits(candidate(columns), layers, withGradient: withGradient, limit: limit)
            }
            // More columns take less memory and more time: the fewest that fit.
            guard fits(Self.mostTiles) else { continue }
            var (tooFew, enough) = (0, Self.mostTiles)
            while enough - tooFew > 1 {
                let middle = (tooFew + enough) / 2
                if fits(middle) { enough = middle } else { tooFew = middle }
            }
            let found = candidate(enough)
            if found.computedPixels < best?.computedPixels ?? .max { best = found }
        }
        return best
    }

    private func fits(_ tiling: Tiling, _ layers: [LayerName], withGradient: Bool, limit: Int) -> Bool {
        let pass = Pass(tiling: tiling, layers: layers, withGradient: withGradient)
        let counts = counts(pass)
        let weights = weightBytes([pass])
        return (counts.workspace + counts.buffers) * MemoryLayout<Float>.stride + weights <= limit
    }

    private func layout(_ pass: Pass, tile: Extent) -> PassLayout {
        PassLayout(
            convolutions: sizes.convolutions, layers: pass.layers, height: tile.height, width: tile.width,
            pooling: pooling, withGradient: pass.withGradient, backend: sizes.backend)
    }

    /// Values of memory that a tiled pass works in, and holds pixels in.
    func counts(_ pass: Pass) -> (workspace: Int, buffers: Int) {
        (pass.tiling.shapes.map { layout(pass, tile: $0).count }.max() ?? 0, TiledPass.bufferCount(pass.tiling))
    }

    /// The weights of some passes in bytes.
    func weightBytes(_ passes: [Pass]) -> Int {
        // Transformed weights are shared; the rest are small.
        var bytes: [PassLayout.WeightKey: Int] = [:]
        for pass in passes {
            for shape in pass.tiling.shapes {
                bytes.merge(layout(pass, tile: shape).weightBytes(sizes.convolutions)) { max($0, $1) }
            }
        }
        return bytes.values.reduce(0, +)
    }

    /// The bytes of what losses hold: targets, masks, scratch memory.
    var lossBytes: Int {
        designs.targetBytes(sizes) + designs.scratchCount(sizes) * MemoryLayout<Float>.stride
    }
}
