import NSTKernels

/// The same loss and gradient as `Objective`'s, computed tile by tile in memory for one tile.
///
/// No approximation: the Gram matrices are the whole picture's, and around each tile as much is computed as its
/// gradient depends on. The difference is rounding.
public final class TiledObjective: ImageLoss {
    private let gradientPass: TiledPass
    /// `nil` where there is no style, or where the gradient's pass sees the whole picture.
    private let grams: TiledGrams?
    private let engine: Engine
    private let scratch: LargeMemory
    private let contentLosses: [ContentLoss]
    private let styleLosses: [StyleLoss]
    private let totalVariationWeight: Double
    private let pixels: PixelWeights

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
        memory lent: LargeMemory? = nil, engine: Engine = Engine()
    ) throws(NetworkError) {
        let weights = settings.effectiveWeights
        let contentLayers = weights.content > 0 ? settings.contentLayers : []
        let styleLayers = weights.style > 0 && !styles.isEmpty ? settings.styleLayers : []
        totalVariationWeight = settings.totalVariationWeight
        self.engine = engine
        let scratch = try LargeMemory.allocate(
            Objective.scratchCount(styleLayers, network.layers.map(\.convolution), engine: engine.configuration))
        self.scratch = scratch
        let memory =
            if let lent, lent.count >= plan.workspaceCount { lent } else {
                try LargeMemory.allocate(plan.workspaceCount)
            }
        let buffers = try LargeMemory.allocate(plan.bufferCount)

        let extent = content.image.extent
        let guidance = Guidance(content: content, styles: styleLayers.isEmpty ? [] : styles)
        let covered = WeightPyramid(guidance.coverage, extent: extent, layers: contentLayers + styleLayers)
        pixels = covered.picture

        func pass(_ tiling: Tiling, _ layers: [LayerName], withGradient: Bool) throws(NetworkError) -> TiledPass {
            try TiledPass(
                network: network, layers: layers, pooling: settings.pooling, tiling: tiling,
                withGradient: withGradient, memory: memory, buffers: buffers, engine: engine)
        }
        func grams(_ tiling: Tiling) throws(NetworkError) -> TiledGrams {
            TiledGrams(
                pass: try pass(tiling, styleLayers, withGradient: false), normalisation: settings.losses,
                scratch: scratch.base, engine: engine)
        }
        // All passes use mostly the same weights: this one keeps them.
        gradientPass = try pass(plan.gradient, contentLayers + styleLayers, withGradient: true)
        self.grams = if let tiling = plan.grams, !styleLayers.isEmpty { try grams(tiling) } else { nil }

        var targets = StyleTargets(styles: styles, regions: guidance.regions, layers: styleLayers)
        for (number, tiling) in plan.styles.enumerated() where targets.measured.contains(number) {
            let requests = styleLayers.compactMap { layer in
                targets.pixels(style: number, layer: layer).map { GramRequest(layer: layer, pixels: $0) }
            }
            for (request, gram) in zip(requests, try grams(tiling).measure(styles[number].image.values, requests)) {
                targets.add(gram, style: number, layer: request.layer)
            }
        }
        var channels: [LayerName: Int] = [:]
        for layer in styleLayers { channels[layer] = gradientPass.channels(of: layer) }
        styleLosses = targets.losses(
            extent: extent, channels: channels, covered: covered, weight: weights.style,
            normalisation: settings.losses, layers: styleLayers)

        var contentLosses: [ContentLoss] = []
        if !contentLayers.isEmpty, let tiling = plan.content {
            let targets = try pass(tiling, contentLayers, withGradient: false)
                .features(of: content.image, layers: contentLayers)
            for layer in contentLayers {
                guard let target = targets[layer] else { throw .unknownLayer(layer) }
                let loss = ContentLoss(
                    layer: layer, wholeTarget: target, pixels: covered[layer], weight: weights.content,
                    normalisation: settings.losses, engine: engine)
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
        var values = LossValues()
        // One matrix for each style loss, before any gradient.
        let grams = grams?.measure(image, styleLosses.map { GramRequest(layer: $0.layer, pixels: $0.pixels) })
        let known = grams.map { zip(styleLosses, $0).map { loss, gram in loss.value(gram: gram) } }
        for style in known ?? [] { values.style += style.loss }

        gradientPass.forward(image) { tile, pass in
            gradientPass.backward(tile, pass, imageGradient: gradient) { layer, features, layerGradient, accumulate in
                var accumulate = accumulate
                for (number, loss) in styleLosses.enumerated() where loss.layer == layer {
                    let difference: [Float]
                    if let known {
                        difference = known[number].difference
                    } else {
                        let own = loss.value(features, scratch: scratch.base, engine: engine)
                        values.style += own.loss
                        difference = own.difference
                    }
                    write(loss, features, difference, tile, into: layerGradient, accumulate: accumulate)
                    accumulate = true
                }
                for loss in contentLosses where loss.layer == layer {
                    let place = MapPlace(tile, layer)
                    values.content += loss.value(features, at: place)
                    loss.writeGradient(features, at: place, into: layerGradient, accumulate: accumulate)
                    accumulate = true
                }
                // Where none of a layer's pixels counts it has no losses, but its gradient is expected.
                if !accumulate { layerGradient.clear() }
            }
        }
        values.totalVariation = Objective.addTotalVariation(
            of: image, gradientPass.tiling.picture, pixels: pixels, weight: totalVariationWeight, gradient: gradient)
        return values
    }

    /// Writes or adds a style loss's gradient for all of a tile's map.
    private func write(
        _ loss: StyleLoss, _ features: FeatureMap, _ difference: [Float], _ tile: PictureTile,
        into gradient: FeatureMap, accumulate: Bool
    ) {
        gradientPass.withWeights(tile, loss.layer, loss.pixels, coreOnly: false) { weights in
            GramMatrix.gradient(
                features: features.values, pixels: features.pixels, channels: features.channels, weights: weights,
                difference: difference, scale: loss.gradientScale(channels: features.channels),
                gradient: gradient.values, accumulate: accumulate, scratch: scratch.base, kernels: engine.kernels,
                workers: engine.workers)
        }
    }
}
