import NSTKernels
import NSTOptions
import NSTPictures
import NSTVGG

/// The same loss and gradient as `Objective`'s, computed tile by tile in memory for one tile.
///
/// No approximation: the Gram matrices are the whole picture's, and around each tile as much is computed as its
/// gradient depends on. The difference is rounding.
public final class TiledObjective: ImageLoss {
    private let gradientPass: TiledPass
    /// `nil` where there is no style, or where the gradient's pass sees the whole picture.
    private let grams: TiledGrams?
    private let backend: Backend
    private let scratch: LargeMemory
    private let contentLosses: [ContentLoss]
    private let styleLosses: [StyleLoss]
    private let scales: LossScales
    private let variation: VariationLoss

    /// Measures the targets: the content's feature maps and the styles' Gram matrices.
    ///
    /// - Parameters:
    ///   - content: As for `Objective`.
    ///   - styles: As for `Objective`.
    ///   - settings: Layers, weights, normalisation and pooling are taken from them.
    ///   - plan: The tiles, planned for these pictures' sizes and these settings.
    ///   - memory: What the passes work in as long as the objective is used, if it is large enough.
    /// - Throws: `NetworkError` where a layer is missing, a picture too small for it, or memory refused.
    public init(
        content: Content, styles: [Style], network: Network, settings: Settings, plan: TilePlan,
        memory lent: LargeMemory? = nil, backend: Backend = Backend()
    ) throws(NetworkError) {
        let weights = settings.effectiveWeights
        let contentLayers = weights.content > 0 ? settings.contentLayers : []
        let styleLayers = weights.style > 0 && !styles.isEmpty ? settings.styleLayers : []
        self.backend = backend
        let scratch = try LargeMemory.allocate(
            Objective.scratchCount(styleLayers, network.layers.map(\.convolution), backend: backend.configuration))
        self.scratch = scratch
        let memory =
            if let lent, lent.count >= plan.workspaceCount { lent } else {
                try LargeMemory.allocate(plan.workspaceCount)
            }
        let buffers = try LargeMemory.allocate(plan.bufferCount)

        let extent = content.image.extent
        let guidance = Guidance(content: content, styles: styleLayers.isEmpty ? [] : styles)
        let covered = WeightPyramid(guidance.coverage, extent: extent, layers: contentLayers + styleLayers)
        let scales = LossScales(settings, convention: network.inputConvention, pixels: covered.picture.sum)
        self.scales = scales
        variation = VariationLoss(
            content: content.image, pixels: covered.picture, smoothing: settings.smoothing, factor: scales.variation,
            backend: backend)

        func pass(_ tiling: Tiling, _ layers: [LayerName], withGradient: Bool) throws(NetworkError) -> TiledPass {
            try TiledPass(
                network: network, layers: layers, pooling: settings.pooling, tiling: tiling,
                withGradient: withGradient, memory: memory, buffers: buffers, backend: backend)
        }
        func grams(_ tiling: Tiling, _ layers: [LayerName]) throws(NetworkError) -> TiledGrams {
            TiledGrams(
                pass: try pass(tiling, layers, withGradient: false), normalisation: settings.losses,
                scratch: scratch.base, backend: backend)
        }
        // All passes use mostly the same weights: this one keeps them.
        gradientPass = try pass(plan.gradient, contentLayers + styleLayers, withGradient: true)
        let first = scales.isLogarithmic ? contentLayers + styleLayers : styleLayers
        self.grams = if let tiling = plan.grams, !first.isEmpty { try grams(tiling, first) } else { nil }

        var targets = StyleTargets(styles: styles, regions: guidance.regions, layers: styleLayers)
        for (number, tiling) in plan.styles.enumerated() where targets.measured.contains(number) {
            let requests = styleLayers.compactMap { layer in
                targets.pixels(style: number, layer: layer).map { GramRequest(layer: layer, pixels: $0) }
            }
            for (request, gram) in zip(
                requests, try grams(tiling, styleLayers).measure(styles[number].image.values, requests))
            {
                targets.add(gram, style: number, layer: request.layer)
            }
        }
        let gradientPass = gradientPass
        var styleLosses = try targets.losses(
            extent: extent, covered: covered, scales: scales, settings: settings, channels: gradientPass.channels)
        if settings.losses.isRelativeToContent {
            // Of the content itself, by whichever pass sees it.
            let measure =
                self.grams
                ?? TiledGrams(
                    pass: gradientPass, normalisation: settings.losses, scratch: scratch.base, backend: backend)
            let requests = styleLosses.map { GramRequest(layer: $0.layer, pixels: $0.pixels) }
            for (number, gram) in measure.measure(content.image.values, requests).enumerated() {
                styleLosses[number].relate(toContent: gram)
            }
        }
        self.styleLosses = styleLosses

        var contentLosses: [ContentLoss] = []
        if !contentLayers.isEmpty, let tiling = plan.content {
            let targets = try pass(tiling, contentLayers, withGradient: false)
                .features(of: content.image, layers: contentLayers)
            for layer in contentLayers {
                guard let target = targets[layer] else { throw .unknownLayer(layer) }
                let loss = ContentLoss(
                    layer: layer, wholeTarget: target, pixels: covered[layer], weight: scales.content,
                    normalisation: settings.losses, backend: backend)
                if let loss { contentLosses.append(loss) }
            }
        }
        self.contentLosses = contentLosses
    }

    /// Computes the loss of a picture and its gradient.
    ///
    /// - Parameters:
    ///   - image: `[height, width, 3]`, sRGB 0…1.
    ///   - gradient: As many values, overwritten with the loss's gradient per unit of sRGB 0…1.
    public func evaluate(_ image: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>) -> LossValues {
        var sums = LossValues()
        var differences: [[Float]] = []
        var slopes = scales.total(sums).slopes
        /// All values come before any gradient: that of a logarithm depends on them.
        func addStyle(_ values: [(loss: Double, difference: [Float])]) {
            differences = values.map(\.difference)
            sums.style = values.reduce(0) { $0 + $1.loss }
        }
        func addContent(_ tile: PictureTile, _ pass: FeaturePass) {
            for loss in contentLosses {
                guard let features = pass.featureMap(loss.layer) else { continue }
                sums.content += loss.value(features, at: MapPlace(tile, loss.layer))
            }
        }
        func addLogarithms() {
            guard scales.isLogarithmic else { return }
            sums.totalVariation = variation.evaluate(image, slope: 0, gradient: gradient)
            slopes = scales.total(sums).slopes
        }
        if let grams {
            let requests = styleLosses.map { GramRequest(layer: $0.layer, pixels: $0.pixels) }
            let measured = grams.measure(image, requests) { tile, pass in
                if scales.isLogarithmic { addContent(tile, pass) }
            }
            addStyle(zip(styleLosses, measured).map { loss, gram in loss.value(gram: gram) })
            addLogarithms()
        }
        gradientPass.forward(image) { tile, pass in
            if grams == nil || !scales.isLogarithmic { addContent(tile, pass) }
            if grams == nil {
                addStyle(
                    styleLosses.compactMap { loss in
                        pass.featureMap(loss.layer).map { loss.value($0, scratch: scratch.base, backend: backend) }
                    })
                addLogarithms()
            }
            gradientPass.backward(tile, pass, imageGradient: gradient) { layer, features, layerGradient, accumulate in
                var accumulate = accumulate
                for (loss, difference) in zip(styleLosses, differences) where loss.layer == layer {
                    write(
                        loss, features, difference, tile, slope: slopes.style, into: layerGradient,
                        accumulate: accumulate)
                    accumulate = true
                }
                for loss in contentLosses where loss.layer == layer {
                    loss.writeGradient(
                        features, at: MapPlace(tile, layer), slope: slopes.content, into: layerGradient,
                        accumulate: accumulate)
                    accumulate = true
                }
                // Where none of a layer's pixels counts it has no losses, but its gradient is expected.
                if !accumulate { layerGradient.clear() }
            }
        }
        sums.totalVariation = variation.evaluate(image, slope: slopes.totalVariation, gradient: gradient)
        return scales.total(sums).values
    }

    /// Writes or adds a style loss's gradient for all of a tile's map.
    private func write(
        _ loss: StyleLoss, _ features: FeatureMap, _ difference: [Float], _ tile: PictureTile, slope: Double,
        into gradient: FeatureMap, accumulate: Bool
    ) {
        gradientPass.withWeights(tile, loss.layer, loss.pixels, coreOnly: false) { weights in
            GramMatrix.gradient(
                features: features.values, pixels: features.pixels, channels: features.channels, weights: weights,
                difference: difference, scale: loss.gradientScale(channels: features.channels, slope: slope),
                gradient: gradient.values, accumulate: accumulate, scratch: scratch.base, kernels: backend.kernels,
                pool: backend.pool)
        }
    }
}
