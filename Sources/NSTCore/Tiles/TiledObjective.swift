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

    /// Measures the targets: the content's feature maps and the style's Gram matrices.
    ///
    /// - Parameters:
    ///   - content: The picture that gives the content; the optimised picture has its size.
    ///   - style: The picture that gives the style; `nil` where the style weight or layers are none.
    ///   - settings: Layers, weights, normalisation and pooling are taken from them.
    ///   - plan: The tiles, planned for these pictures' sizes and these settings.
    ///   - memory: What the passes work in as long as the objective is used, if it is large enough.
    /// - Throws: `NetworkError` where a layer is missing, a picture too small for it, or memory refused.
    public init(
        content: RGBImage, style: RGBImage?, network: Network, settings: Settings, plan: TilePlan,
        memory lent: LargeMemory? = nil, engine: Engine = Engine()
    ) throws(NetworkError) {
        let weights = settings.effectiveWeights
        let contentLayers = weights.content > 0 ? settings.contentLayers : []
        let styleLayers = weights.style > 0 && style != nil ? settings.styleLayers : []
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

        func pass(_ tiling: Tiling, _ layers: [LayerName], withGradient: Bool) throws(NetworkError) -> TiledPass {
            try TiledPass(
                network: network, layers: layers, pooling: settings.pooling, tiling: tiling,
                withGradient: withGradient, memory: memory, buffers: buffers, engine: engine)
        }
        func grams(_ tiling: Tiling) throws(NetworkError) -> TiledGrams {
            TiledGrams(
                pass: try pass(tiling, styleLayers, withGradient: false), layers: styleLayers,
                normalisation: settings.losses, scratch: scratch.base, engine: engine)
        }
        // All passes use mostly the same weights: this one keeps them.
        gradientPass = try pass(plan.gradient, contentLayers + styleLayers, withGradient: true)
        self.grams = if let tiling = plan.grams, !styleLayers.isEmpty { try grams(tiling) } else { nil }

        var styleLosses: [StyleLoss] = []
        if let style, !styleLayers.isEmpty, let tiling = plan.styles.first {
            let measure = try grams(tiling)
            let targets = measure.measure(style.values)
            for layer in styleLayers {
                guard let target = targets[layer], let channels = measure.pass.channels(of: layer) else {
                    throw .unknownLayer(layer)
                }
                styleLosses.append(
                    StyleLoss(
                        layer: layer, target: target, channels: channels, weight: weights.style,
                        normalisation: settings.losses, layerCount: styleLayers.count))
            }
        }
        self.styleLosses = styleLosses

        var contentLosses: [ContentLoss] = []
        if !contentLayers.isEmpty, let tiling = plan.content {
            let targets = try Self.features(
                of: content, layers: contentLayers, pass: try pass(tiling, contentLayers, withGradient: false))
            for layer in contentLayers {
                guard let target = targets[layer] else { throw .unknownLayer(layer) }
                contentLosses.append(
                    ContentLoss(
                        layer: layer, wholeTarget: target, weight: weights.content, normalisation: settings.losses,
                        engine: engine))
            }
        }
        self.contentLosses = contentLosses
    }

    /// A picture's feature maps, put together from its tiles.
    private static func features(
        of image: RGBImage, layers: [LayerName], pass: TiledPass
    ) throws(NetworkError) -> [LayerName: FeatureMap] {
        var maps: [LayerName: FeatureMap] = [:]
        for layer in layers {
            guard let channels = pass.channels(of: layer) else { throw .unknownLayer(layer) }
            let size = pass.tiling.map(of: layer)
            maps[layer] = FeatureMap(
                height: size.height, width: size.width, channels: channels,
                in: try .allocate(size.pixels * channels))
        }
        pass.forward(image.values) { tile, tilePass in
            for (layer, map) in maps {
                if let features = tilePass.featureMap(layer) { map.copyCore(of: features, at: MapPlace(tile, layer)) }
            }
        }
        return maps
    }

    /// Computes the loss of a picture and its gradient.
    ///
    /// - Parameters:
    ///   - image: `[height, width, 3]`, sRGB 0…1.
    ///   - gradient: As many values, overwritten with the loss's gradient per unit of sRGB 0…1.
    public func evaluate(_ image: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>) -> LossValues {
        var values = LossValues()
        let known = grams?.measure(image)
        let tiling = gradientPass.tiling
        var differences: [LayerName: [Float]] = [:]
        for loss in styleLosses {
            guard let gram = known?[loss.layer] else { continue }
            let (value, difference) = loss.value(gram: gram)
            values.style += value
            differences[loss.layer] = difference
        }
        gradientPass.forward(image) { tile, pass in
            gradientPass.backward(tile, pass, imageGradient: gradient) { layer, features, layerGradient, accumulate in
                var accumulate = accumulate
                for loss in styleLosses where loss.layer == layer {
                    let difference: [Float]
                    if let known = differences[layer] {
                        difference = known
                    } else {
                        let (value, own) = loss.value(features, scratch: scratch.base, engine: engine)
                        values.style += value
                        difference = own
                    }
                    loss.writeGradient(
                        features, difference: difference, pixels: tiling.map(of: layer).pixels, into: layerGradient,
                        accumulate: accumulate, scratch: scratch.base, engine: engine)
                    accumulate = true
                }
                for loss in contentLosses where loss.layer == layer {
                    let place = MapPlace(tile, layer)
                    values.content += loss.value(features, at: place)
                    loss.writeGradient(features, at: place, into: layerGradient, accumulate: accumulate)
                    accumulate = true
                }
            }
        }
        if totalVariationWeight > 0 {
            values.totalVariation = Objective.addTotalVariation(
                of: image, tiling.picture, weight: totalVariationWeight, gradient: gradient)
        }
        return values
    }
}
