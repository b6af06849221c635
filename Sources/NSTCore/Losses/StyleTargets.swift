import NSTKernels

/// The Gram matrices that a picture's are compared with: one for each region and layer, of the region's styles together.
struct StyleTargets {
    private struct Key: Hashable {
        var region: Int
        var layer: LayerName
    }

    private var grams: [Key: [Float]] = [:]
    private let styles: [Style]
    private let regions: [Guidance.Region]
    /// How much each style's pixels count.
    private let pixels: [WeightPyramid]

    /// Targets that are still to be measured.
    init(styles: [Style], regions: [Guidance.Region], layers: [LayerName]) {
        self.styles = styles
        self.regions = regions
        pixels = styles.map { style in
            let extent = style.image.extent
            let coverage = style.coverage?.resampled(height: extent.height, width: extent.width).clamped
            return WeightPyramid(coverage, extent: extent, layers: layers)
        }
    }

    /// The styles that must be measured.
    var measured: [Int] { styles.indices.filter { number in regions.contains { $0.styles.contains(number) } } }

    /// How much the pixels of a style's feature map count; `nil` where none does.
    func pixels(style: Int, layer: LayerName) -> PixelWeights? {
        let weights = pixels[style][layer]
        return weights.sum > 0 ? weights : nil
    }

    /// Takes up a style's Gram matrix `[channels, channels]`, divided as the normalisation says.
    ///
    /// Those of a region's styles are blended by weight, as neural-style does.
    mutating func add(_ gram: [Float], style: Int, layer: LayerName) {
        for (number, region) in regions.enumerated() where region.styles.contains(style) {
            let measured = region.styles.filter { pixels(style: $0, layer: layer) != nil }
            let sum = measured.reduce(0) { $0 + styles[$1].weight }
            let share = sum > 0 ? Float(styles[style].weight / sum) : 1 / Float(max(1, measured.count))
            var target = grams[Key(region: number, layer: layer)] ?? [Float](repeating: 0, count: gram.count)
            VectorMath.add(share, times: gram, to: &target, count: gram.count)
            grams[Key(region: number, layer: layer)] = target
        }
    }

    /// The Gram matrix for a region and layer; `nil` where none of its styles has a pixel there that counts.
    func gram(region: Int, layer: LayerName) -> [Float]? { grams[Key(region: region, layer: layer)] }
}
