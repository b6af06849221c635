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
public final class Objective: ImageLoss {
    let pass: FeaturePass
    private let engine: Engine
    /// For Gram matrices and their gradients.
    private let scratch: LargeMemory
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
    ///   - memory: What the objective works in as long as it is used, if it is large enough.
    /// - Throws: `NetworkError` where a layer is missing or a picture too small for it.
    public init(
        content: RGBImage, style: RGBImage?, network: Network, settings: Settings,
        memory lent: LargeMemory? = nil, engine: Engine = Engine()
    ) throws(NetworkError) {
        let weights = settings.effectiveWeights
        let contentLayers = weights.content > 0 ? settings.contentLayers : []
        let styleLayers = weights.style > 0 && style != nil ? settings.styleLayers : []
        totalVariationWeight = settings.totalVariationWeight
        self.engine = engine
        let scratch = try LargeMemory.allocate(
            Self.scratchCount(styleLayers, network.layers.map(\.convolution), engine: engine.configuration))
        self.scratch = scratch

        // The style's pass is over before the content's begins: they share their memory.
        let convolutions = network.layers.map(\.convolution)
        func layout(_ layers: [LayerName], _ picture: RGBImage, withGradient: Bool) -> PassLayout {
            PassLayout(
                convolutions: convolutions, layers: layers, height: picture.height, width: picture.width,
                pooling: settings.pooling, withGradient: withGradient, engine: engine.configuration)
        }
        let count = max(
            style.map { layout(styleLayers, $0, withGradient: false).count } ?? 0,
            layout(contentLayers + styleLayers, content, withGradient: true).count)
        let memory = if let lent, lent.count >= count { lent } else { try LargeMemory.allocate(count) }

        var styleTargets: [StyleLoss] = []
        // Both passes use mostly the same weights: they must outlive the first.
        var sharedWeights: [FeaturePass.StepWeights] = []
        if let style, !styleLayers.isEmpty {
            let measure = try FeaturePass(
                network: network, layers: styleLayers, pooling: settings.pooling, height: style.height,
                width: style.width, withGradient: false, memory: memory, engine: engine)
            sharedWeights = measure.weights
            measure.forward(style.values)
            for layer in styleLayers {
                guard let features = measure.featureMap(layer) else { throw .unknownLayer(layer) }
                styleTargets.append(
                    StyleLoss(
                        layer: layer, target: features, weight: weights.style, normalisation: settings.losses,
                        layerCount: styleLayers.count, scratch: scratch.base, engine: engine))
            }
        }
        styleLosses = styleTargets

        pass = try FeaturePass(
            network: network, layers: contentLayers + styleLayers, pooling: settings.pooling,
            height: content.height, width: content.width, memory: memory, engine: engine)
        withExtendedLifetime(sharedWeights) {}
        var contentTargets: [ContentLoss] = []
        if !contentLayers.isEmpty {
            pass.forward(content.values)
            for layer in contentLayers {
                guard let features = pass.featureMap(layer) else { throw .unknownLayer(layer) }
                contentTargets.append(
                    try ContentLoss(
                        layer: layer, target: features, weight: weights.content, normalisation: settings.losses,
                        engine: engine))
            }
        }
        contentLosses = contentTargets
    }

    /// Values of scratch memory for the Gram matrices of some layers.
    static func scratchCount(
        _ styleLayers: [LayerName], _ convolutions: [Architecture.Convolution], engine: Engine.Configuration
    ) -> Int {
        let blocks = Set(styleLayers.map(\.block))
        return convolutions.filter { blocks.contains($0.block) }
            .map { StyleLoss.scratchCount(channels: $0.outputChannels, engine: engine) }.max() ?? 0
    }

    /// Computes the loss of a picture and its gradient.
    ///
    /// - Parameters:
    ///   - image: `[height, width, 3]`, sRGB 0…1.
    ///   - gradient: As many values, overwritten with the loss's gradient per unit of sRGB 0…1.
    public func evaluate(_ image: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>) -> LossValues {
        var values = LossValues()
        pass.forward(image)
        pass.backward(imageGradient: gradient) { layer, features, layerGradient, accumulate in
            var accumulate = accumulate
            for loss in styleLosses where loss.layer == layer {
                let (value, difference) = loss.value(features, scratch: scratch.base, engine: engine)
                values.style += value
                loss.writeGradient(
                    features, difference: difference, into: layerGradient, accumulate: accumulate,
                    scratch: scratch.base, engine: engine)
                accumulate = true
            }
            for loss in contentLosses where loss.layer == layer {
                values.content += loss.value(features)
                loss.writeGradient(features, into: layerGradient, accumulate: accumulate)
                accumulate = true
            }
        }
        if totalVariationWeight > 0 {
            values.totalVariation = Self.addTotalVariation(
                of: image, Extent(height: pass.height, width: pass.width), weight: totalVariationWeight,
                gradient: gradient)
        }
        return values
    }

    /// Adds the gradient of total variation; returns its loss.
    static func addTotalVariation(
        of image: UnsafePointer<Float>, _ extent: Extent, weight: Double, gradient: UnsafeMutablePointer<Float>
    ) -> Double {
        let scale = weight * byteScale * byteScale
        return scale
            * TotalVariation.evaluate(
                image: image, height: extent.height, width: extent.width, scale: Float(scale), gradient: gradient)
    }
}
