import NSTKernels
import NSTOptions
import NSTPictures
import NSTVGG

/// What an objective's passes need for some tiles, and which tiles fit into some memory.
struct TileNeed {
    let content: [LayerName]
    let style: [LayerName]
    var all: [LayerName] { content + style }
    /// The layers that must be known of the whole picture before any gradient: a logarithm's depends on the values.
    var first: [LayerName] { isLogarithmic ? all : style }

    private let convolutions: [Architecture.Convolution]
    private let pooling: PoolingKind
    private let isLogarithmic: Bool
    private let backend: Backend.Configuration

    /// A row or column of pictures isn't cut into more tiles than this: by then they are mostly halo.
    private static let mostTiles = 64

    init(settings: Settings, convolutions: [Architecture.Convolution], backend: Backend.Configuration) {
        let weights = settings.effectiveWeights
        content = weights.content > 0 ? settings.contentLayers : []
        style = weights.style > 0 ? settings.styleLayers : []
        pooling = settings.pooling
        isLogarithmic = settings.losses == .logarithmic
        self.convolutions = convolutions
        self.backend = backend
    }

    /// Cuts a picture into tiles for a pass over some layers.
    func tiling(
        _ picture: Extent, _ layers: [LayerName], rows: Int, columns: Int, alignment: Int = 1, withGradient: Bool
    ) -> Tiling {
        let field = ReceptiveField(convolutions: convolutions, layers: layers, alignment: alignment)
        return Tiling(
            picture: picture, rows: rows, columns: columns, halo: withGradient ? field.gradient : field.features,
            alignment: field.alignment)
    }

    /// The tiling with the fewest computed pixels whose pass, with its weights and buffers, takes no more than `limit`
    /// bytes; `nil` where there is none.
    func tiling(_ picture: Extent, _ layers: [LayerName], withGradient: Bool, limit: Int) -> Tiling? {
        let whole = tiling(picture, layers, rows: 1, columns: 1, withGradient: withGradient)
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
        let counts = counts(tiling, layers, withGradient: withGradient)
        let weights = weightBytes([(tiling, layers, withGradient)])
        return (counts.workspace + counts.buffers) * MemoryLayout<Float>.stride + weights <= limit
    }

    private func layout(_ extent: Extent, _ layers: [LayerName], withGradient: Bool) -> PassLayout {
        PassLayout(
            convolutions: convolutions, layers: layers, height: extent.height, width: extent.width, pooling: pooling,
            withGradient: withGradient, backend: backend)
    }

    /// Values of memory that a tiled pass works in, and holds pixels in.
    func counts(_ tiling: Tiling, _ layers: [LayerName], withGradient: Bool) -> (workspace: Int, buffers: Int) {
        let workspace = tiling.shapes.map { layout($0, layers, withGradient: withGradient).count }.max() ?? 0
        return (workspace, TiledPass.bufferCount(tiling))
    }

    /// The weights of all passes in bytes. Those of the styles' are gone, but for what others use, when the rest
    /// begins.
    func weightBytes(_ gradient: Tiling, first: Tiling?, style: [Tiling], content: [Tiling]) -> Int {
        weightBytes(
            [(gradient, all, true)] + (first.map { [($0, self.first, false)] } ?? [])
                + style.map { ($0, self.style, false) } + content.map { ($0, self.content, false) })
    }

    private func weightBytes(_ passes: [(tiling: Tiling, layers: [LayerName], withGradient: Bool)]) -> Int {
        // Transformed weights are shared; the rest are small.
        var bytes: [PassLayout.WeightKey: Int] = [:]
        for pass in passes {
            for shape in pass.tiling.shapes {
                let layout = layout(shape, pass.layers, withGradient: pass.withGradient)
                bytes.merge(layout.weightBytes(convolutions)) { max($0, $1) }
            }
        }
        return bytes.values.reduce(0, +)
    }

    /// The bytes of the content's feature maps.
    func targetBytes(_ picture: Extent) -> Int {
        let wanted = Set(content)
        return StageShape.stages(
            of: convolutions, asFarAs: content, height: picture.height, width: picture.width
        )
        .reduce(0) { sum, stage in
            let kept = [stage.layer, stage.unrectifiedLayer].count { wanted.contains($0) }
            return sum + kept * stage.count * MemoryLayout<Float>.stride
        }
    }

    /// The bytes of masks in all sizes, and of the styles' Gram matrices.
    func guidanceBytes(_ picture: Extent, styles: [Extent]) -> Int {
        MemoryLayout<Float>.stride
            * Objective.guidanceCount(all, styleLayers: style, convolutions, content: picture, styles: styles)
    }

    /// The bytes of the scratch memory for Gram matrices, and of these: sums and differences.
    var scratchBytes: Int {
        let channels = convolutions.map(\.outputChannels).max() ?? 0
        let matrices = 2 * style.count * channels * channels
        return (Objective.scratchCount(style, convolutions, backend: backend) + matrices) * MemoryLayout<Float>.stride
    }
}
