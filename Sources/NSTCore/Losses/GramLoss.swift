import NSTKernels
import NSTOptions
import NSTPictures
import NSTVGG

/// How far feature maps' Gram matrices are from the styles', over the whole map or a region (Gatys et al. 2015,
/// eq. 3–5).
///
/// Sums over pixels may be made tile by tile, in any order; the gradient needs the whole picture's.
final class GramLoss: FeatureLoss {
    let part = LossPart.style

    /// The loss of one layer in one region.
    private struct Term {
        let layer: LayerName
        /// How much the map's pixels belong to the region.
        let pixels: PixelWeights
        /// The numbers of the styles that it is compared with, each with its share.
        let styles: [(number: Int, share: Float)]
        /// The loss is this times `Σ (Ĝ − Â)²`.
        var factor: Double
        /// The styles' Gram matrix `Â`, `[channels, channels]`, divided as the normalisation says.
        var target: [Float]
        /// That of the picture, `Ĝ`, as far as it has been measured; then the difference `Ĝ − Â`.
        var gram: [Float]
        /// The loss, when it has been measured.
        var value = 0.0
    }

    private var terms: [Term] = []
    private var styles: [StyleGrams]
    private let normalisation: LossNormalisation
    private let scratch: LargeMemory
    private let backend: Backend

    init?(_ scene: LossScene, layers: [LayerName]) {
        normalisation = scene.settings.losses
        scratch = scene.scratch
        backend = scene.backend
        styles = scene.styles.map { StyleGrams($0, layers: layers) }
        let extent = scene.content.image.extent
        for region in scene.guidance.regions {
            let pyramid = WeightPyramid(region.pixels, extent: extent, layers: layers)
            for layer in layers where pyramid[layer].sum > 0 {
                let shares = Self.shares(of: region.styles, layer: layer, styles: styles)
                guard !shares.isEmpty else { continue }
                let channels = scene.sizes.channels(of: layer)
                let pixels = pyramid[layer]
                let zero = [Float](repeating: 0, count: channels * channels)
                // Times the region's share of all pixels that count, so that a pixel feels as much as it would with one
                // style for the whole picture.
                let factor =
                    scene.scales.style * scene.settings.styleLayers.weight(of: layer)
                    * normalisation.styleFactor(channels: channels, layerCount: layers.count)
                    * (pixels.sum / scene.covered[layer].sum)
                terms.append(
                    Term(layer: layer, pixels: pixels, styles: shares, factor: factor, target: zero, gram: zero))
            }
        }
        if terms.isEmpty { return nil }
    }

    /// How much each style of a region counts, of those that have pixels to compare with. They are blended by weight, as
    /// neural-style does.
    private static func shares(
        of numbers: [Int], layer: LayerName, styles: [StyleGrams]
    ) -> [(number: Int, share: Float)] {
        let measured = numbers.filter { styles[$0].pixels[layer].sum > 0 }
        let sum = measured.reduce(0) { $0 + styles[$1].weight }
        return measured.map { number in
            (number, sum > 0 ? Float(styles[number].weight / sum) : 1 / Float(measured.count))
        }
    }

    // MARK: Targets

    func learnStyle(_ view: StyleView, from maps: TileMaps) {
        let number = view.number
        let pixels = styles[number].pixels
        for layer in styles[number].layers where pixels[layer].sum > 0 {
            add(maps, layer, pixels[layer], to: &styles[number].grams[layer, default: []])
        }
    }

    func learnContent(from maps: TileMaps) {
        guard normalisation.isRelative else { return }
        measure(maps)
    }

    func endLearning() {
        for index in terms.indices {
            let count = terms[index].target.count
            for (number, share) in terms[index].styles {
                guard let gram = styles[number].grams[terms[index].layer], gram.count == count else { continue }
                VectorMath.add(share, times: gram, to: &terms[index].target, count: count)
            }
            guard normalisation.isRelative else { continue }
            // What was measured so far is the content's.
            let (gram, target) = (terms[index].gram, terms[index].target)
            let zero = [Float](repeating: 0, count: count)
            terms[index].factor *= normalisation.relation(
                start: VectorMath.squaredDistance(gram, target, count: count),
                size: VectorMath.squaredDistance(target, zero, count: count))
        }
        for index in styles.indices { styles[index].grams = [:] }
    }

    // MARK: Evaluation

    func beginEvaluation(_ number: Int) -> Bool {
        for index in terms.indices {
            terms[index].gram.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
        }
        return false
    }

    func measure(_ maps: TileMaps) {
        for index in terms.indices { add(maps, terms[index].layer, terms[index].pixels, to: &terms[index].gram) }
    }

    func endMeasuring() -> Double {
        var value = 0.0
        for index in terms.indices {
            let count = terms[index].gram.count
            terms[index].value =
                terms[index].factor
                * VectorMath.squaredDistance(terms[index].gram, terms[index].target, count: count)
            value += terms[index].value
            VectorMath.add(-1, times: terms[index].target, to: &terms[index].gram, count: count)
        }
        return value
    }

    var layerValues: [LayerLoss] { layerValues(terms.lazy.map { ($0.layer, $0.value) }) }

    /// `4 · slope · factor / divisor · w F (Ĝ − Â)` (eq. 6, with this normalisation's constants).
    func writeGradient(
        of layer: LayerName, _ maps: TileMaps, slope: Double, into gradient: FeatureMap, accumulate: Bool
    ) -> Bool {
        guard let features = maps[layer] else { return false }
        var isWritten = false
        for term in terms where term.layer == layer {
            let divisor = normalisation.gramDivisor(pixels: term.pixels.sum, channels: features.channels)
            maps.withWeights(of: layer, term.pixels, coreOnly: false) { weights in
                GramMatrix.gradient(
                    features: features.values, pixels: features.pixels, channels: features.channels, weights: weights,
                    difference: term.gram, scale: Float(4 * slope * term.factor / divisor), gradient: gradient.values,
                    accumulate: accumulate || isWritten, scratch: scratch.base, kernels: backend.kernels,
                    pool: backend.pool)
            }
            isWritten = true
        }
        return isWritten
    }

    /// Adds the Gram matrix of a tile's core, divided as the normalisation says.
    private func add(_ maps: TileMaps, _ layer: LayerName, _ pixels: PixelWeights, to gram: inout [Float]) {
        guard let features = maps[layer] else { return }
        let size = features.channels * features.channels
        if gram.isEmpty { gram = [Float](repeating: 0, count: size) }
        guard gram.count == size else { return }
        let divisor = normalisation.gramDivisor(pixels: pixels.sum, channels: features.channels)
        gram.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            maps.withWeights(of: layer, pixels, coreOnly: true) { weights in
                GramMatrix.compute(
                    features: features.values, pixels: features.pixels, channels: features.channels, weights: weights,
                    scale: Float(1 / divisor), gram: base, accumulate: true, scratch: scratch.base,
                    kernels: backend.kernels, pool: backend.pool)
            }
        }
    }
}

/// The Gram matrices of one style, while they are learnt.
private struct StyleGrams {
    let layers: [LayerName]
    let weight: Double
    /// How much the style's pixels count.
    let pixels: WeightPyramid
    var grams: [LayerName: [Float]] = [:]

    init(_ style: Style, layers: [LayerName]) {
        self.layers = layers
        weight = style.weight
        pixels = style.weights(layers: layers)
    }
}

extension GramLoss {
    struct Design: FeatureLossDesign {
        let layers: [LayerName]
        let contentLayers: [LayerName]
        var styleLayers: [LayerName] { layers }
        let needsWholePicture = true

        init?(_ settings: Settings) {
            guard settings.effectiveWeights.style > 0, !settings.styleLayers.isEmpty else { return nil }
            layers = settings.styleLayers.names
            contentLayers = settings.losses.isRelative ? layers : []
        }

        /// As if each style had a region of its own, and no picture all of its pixels.
        func targetBytes(_ sizes: LossSizes) -> Int {
            let matrices = layers.reduce(0) { sum, layer in
                let channels = sizes.channels(of: layer)
                return sum + channels * channels
            }
            let masks = sizes.styles.reduce(0) { sum, style in
                sum + WeightPyramid.count(extent: sizes.content, layers: layers)
                    + WeightPyramid.count(extent: style, layers: layers)
            }
            // A style's own, and a region's target and difference; there may be one more region than styles.
            return (masks + (3 * sizes.styles.count + 2) * matrices) * MemoryLayout<Float>.stride
        }

        func scratchCount(_ sizes: LossSizes) -> Int {
            layers.map { layer in
                let channels = sizes.channels(of: layer)
                return max(
                    GramMatrix.scratchCount(channels: channels, threads: sizes.backend.threads),
                    GramMatrix.gradientScratchCount(channels: channels, threads: sizes.backend.threads))
            }.max() ?? 0
        }

        func loss(for scene: LossScene) throws(NetworkError) -> (any FeatureLoss)? {
            GramLoss(scene, layers: layers)
        }
    }
}
