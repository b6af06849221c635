import NSTKernels
import NSTOptions
import NSTPictures
import NSTVGG

/// The Gram matrices that a picture's are compared with: one for each region and layer, of the region's styles together.
struct StyleTargets {
    private struct Key: Hashable {
        var region: Int
        var layer: LayerName
    }

    private var grams: [Key: [Float]] = [:]
    private let styles: [Style]
    private let regions: [Guidance.Region]
    private let layers: [LayerName]
    /// How much each style's pixels count.
    private let pixels: [WeightPyramid]

    /// Targets that are still to be measured.
    init(styles: [Style], regions: [Guidance.Region], layers: [LayerName]) {
        self.styles = styles
        self.regions = regions
        self.layers = layers
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

    /// The losses that compare a picture with what has been measured: one for each region and layer in which a style and
    /// the picture have pixels that count.
    ///
    /// - Parameters:
    ///   - extent: The picture's size.
    ///   - covered: Which of the picture's pixels count.
    ///   - channels: How many channels a layer's feature map has; `nil` for a layer that isn't there.
    /// - Throws: `NetworkError.unknownLayer`.
    func losses(
        extent: Extent, covered: WeightPyramid, scales: LossScales, settings: Settings,
        channels: (LayerName) -> Int?
    ) throws(NetworkError) -> [StyleLoss] {
        var losses: [StyleLoss] = []
        for (number, region) in regions.enumerated() {
            let pyramid = WeightPyramid(region.pixels, extent: extent, layers: layers)
            for layer in layers {
                guard let channels = channels(layer) else { throw .unknownLayer(layer) }
                guard let target = grams[Key(region: number, layer: layer)], pyramid[layer].sum > 0 else { continue }
                losses.append(
                    StyleLoss(
                        layer: layer, target: target, channels: channels, pixels: pyramid[layer],
                        of: covered[layer].sum, weight: scales.style, normalisation: settings.losses,
                        layerCount: layers.count))
            }
        }
        return losses
    }
}
