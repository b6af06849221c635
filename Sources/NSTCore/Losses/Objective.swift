import NSTKernels

/// The parts of the loss of one picture.
public struct LossValues: Equatable, Sendable {
    /// The content layers' losses with their weight.
    public var content: Double
    /// The style layers' losses with their weight.
    public var style: Double
    /// Total variation with its weight.
    public var totalVariation: Double
    /// What the optimiser lowers: the sum of the parts.
    public var total: Double { content + style + totalVariation }

    /// The parts of a loss.
    public init(content: Double = 0, style: Double = 0, totalVariation: Double = 0) {
        self.content = content
        self.style = style
        self.totalVariation = totalVariation
    }
}

/// What is minimised at one scale: content, style and total variation of a picture of one size (Gatys et al. 2015,
/// eq. 7), with its gradient.
public final class Objective {
    private let pass: FeaturePass
    private let contentLosses: [ContentLoss]
    private let styleLosses: [StyleLoss]
    private let totalVariationWeight: Double
    /// Total variation is measured in the units of an 8-bit picture, as neural-style does.
    private static let byteScale = 255.0

    /// Measures the targets: the content's feature maps and the style's Gram matrices.
    ///
    /// - Parameters:
    ///   - content: The picture that gives the content; the optimised picture has its size.
    ///   - style: The picture that gives the style, of any size; `nil` where the style weight or layers are none.
    ///   - settings: Layers, weights, normalisation and pooling are taken from them.
    /// - Throws: `NetworkError` where a layer is missing or a picture too small for it.
    public init(
        content: RGBImage, style: RGBImage?, network: Network, settings: Settings,
        threads: Int = Parallel.availableThreads
    ) throws(NetworkError) {
        let weights = settings.effectiveWeights
        let contentLayers = weights.content > 0 ? settings.contentLayers : []
        let styleLayers = weights.style > 0 && style != nil ? settings.styleLayers : []
        totalVariationWeight = settings.totalVariationWeight

        var styleTargets: [StyleLoss] = []
        if let style, !styleLayers.isEmpty {
            let measure = try FeaturePass(
                network: network, layers: styleLayers, pooling: settings.pooling, height: style.height,
                width: style.width, threads: threads)
            measure.forward(style.values)
            for layer in styleLayers {
                guard let features = measure.featureMap(layer) else { throw .unknownLayer(layer) }
                styleTargets.append(
                    StyleLoss(
                        layer: layer, target: features, weight: weights.style, normalisation: settings.losses,
                        layerCount: styleLayers.count, threads: threads))
            }
        }
        styleLosses = styleTargets

        pass = try FeaturePass(
            network: network, layers: contentLayers + styleLayers, pooling: settings.pooling,
            height: content.height, width: content.width, threads: threads)
        var contentTargets: [ContentLoss] = []
        if !contentLayers.isEmpty {
            pass.forward(content.values)
            for layer in contentLayers {
                guard let features = pass.featureMap(layer) else { throw .unknownLayer(layer) }
                contentTargets.append(
                    ContentLoss(
                        layer: layer, target: features, weight: weights.content, normalisation: settings.losses))
            }
        }
        contentLosses = contentTargets
    }

    /// Computes the loss of a picture and its gradient.
    ///
    /// - Parameters:
    ///   - image: `[height, width, 3]`, sRGB 0…1.
    ///   - gradient: As many values, overwritten with the loss's gradient per unit of sRGB 0…1.
    public func evaluate(_ image: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>) -> LossValues {
        var values = LossValues()
        pass.forward(image)
        pass.backward(imageGradient: gradient) { layer, features, layerGradient in
            for loss in contentLosses where loss.layer == layer {
                values.content += loss.value(features)
                loss.accumulateGradient(features, into: layerGradient)
            }
            for loss in styleLosses where loss.layer == layer {
                let (value, difference) = loss.value(features)
                values.style += value
                loss.accumulateGradient(features, difference: difference, into: layerGradient)
            }
        }
        if totalVariationWeight > 0 {
            let scale = totalVariationWeight * Self.byteScale * Self.byteScale
            values.totalVariation =
                scale
                * TotalVariation.evaluate(
                    image: image, height: pass.height, width: pass.width, scale: Float(scale), gradient: gradient)
        }
        return values
    }
}
