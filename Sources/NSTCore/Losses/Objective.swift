import NSTKernels
import NSTOptions
import NSTPictures
import NSTVGG

/// What is minimised at one scale: content, style and total variation of a picture of one size (Gatys et al. 2015,
/// eq. 7), with its gradient.
///
/// Pixels that don't count have no part in it; the gradient there is only what the network sees of them from its
/// neighbours.
public final class Objective: ImageLoss {
    let pass: FeaturePass
    private let backend: Backend
    /// For Gram matrices and their gradients.
    private let scratch: LargeMemory
    private let contentLosses: [ContentLoss]
    private let styleLosses: [StyleLoss]
    private let scales: LossScales
    private let variation: VariationLoss

    /// Measures the targets: the content's feature maps and the styles' Gram matrices.
    ///
    /// - Parameters:
    ///   - content: The picture that gives the content; the optimised picture has its size. Its coverage is stretched
    ///     over it.
    ///   - styles: The pictures that give the style, of any size; may be empty where the style weight or layers are
    ///     none. Their coverage is stretched over them, their regions over the content.
    ///   - settings: Layers, weights, normalisation and pooling are taken from them.
    ///   - memory: What the objective works in as long as it is used, if it is large enough.
    /// - Throws: `NetworkError` where a layer is missing or a picture too small for it.
    public init(
        content: Content, styles: [Style], network: Network, settings: Settings, memory lent: LargeMemory? = nil,
        backend: Backend = Backend()
    ) throws(NetworkError) {
        let weights = settings.effectiveWeights
        let contentLayers = weights.content > 0 ? settings.contentLayers : []
        let styleLayers = weights.style > 0 && !styles.isEmpty ? settings.styleLayers : []
        self.backend = backend
        let convolutions = network.layers.map(\.convolution)
        let scratch = try LargeMemory.allocate(
            Self.scratchCount(styleLayers, convolutions, backend: backend.configuration))
        self.scratch = scratch

        let layers = contentLayers + styleLayers
        let extent = content.image.extent
        let guidance = Guidance(content: content, styles: styleLayers.isEmpty ? [] : styles)
        let covered = WeightPyramid(guidance.coverage, extent: extent, layers: layers)
        let scales = LossScales(settings, convention: network.inputConvention, pixels: covered.picture.sum)
        self.scales = scales
        variation = VariationLoss(
            content: content.image, pixels: covered.picture, smoothing: settings.smoothing, factor: scales.variation,
            backend: backend)
        var targets = StyleTargets(styles: styles, regions: guidance.regions, layers: styleLayers)

        // The styles' passes are over before the content's begins: all share their memory.
        func count(_ layers: [LayerName], _ picture: RGBImage, withGradient: Bool) -> Int {
            PassLayout(
                convolutions: convolutions, layers: layers, height: picture.height, width: picture.width,
                pooling: settings.pooling, withGradient: withGradient, backend: backend.configuration
            ).count
        }
        let needed =
            [count(layers, content.image, withGradient: true)]
            + targets.measured.map { count(styleLayers, styles[$0].image, withGradient: false) }
        let most = needed.max() ?? 0
        let memory = if let lent, lent.count >= most { lent } else { try LargeMemory.allocate(most) }

        // All passes use mostly the same weights: they must outlive the first.
        var sharedWeights: [[FeaturePass.StepWeights]] = []
        for number in targets.measured {
            let image = styles[number].image
            let measure = try FeaturePass(
                network: network, layers: styleLayers, pooling: settings.pooling, height: image.height,
                width: image.width, withGradient: false, memory: memory, backend: backend)
            sharedWeights.append(measure.weights)
            measure.forward(image.values)
            for layer in styleLayers {
                guard let features = measure.featureMap(layer) else { throw .unknownLayer(layer) }
                guard let pixels = targets.pixels(style: number, layer: layer) else { continue }
                let gram = StyleLoss.gram(
                    features, pixels: pixels, normalisation: settings.losses, scratch: scratch.base, backend: backend)
                targets.add(gram, style: number, layer: layer)
            }
        }

        pass = try FeaturePass(
            network: network, layers: layers, pooling: settings.pooling, height: extent.height, width: extent.width,
            memory: memory, backend: backend)
        withExtendedLifetime(sharedWeights) {}
        let pass = pass
        var styleLosses = try targets.losses(extent: extent, covered: covered, scales: scales, settings: settings) {
            pass.featureMap($0)?.channels
        }
        var contentTargets: [ContentLoss] = []
        let isRelative = settings.losses.isRelativeToContent
        if !contentLayers.isEmpty || isRelative {
            pass.forward(content.image.values)
            for index in styleLosses.indices where isRelative {
                guard let features = pass.featureMap(styleLosses[index].layer) else { continue }
                styleLosses[index].relate(
                    toContent: StyleLoss.gram(
                        features, pixels: styleLosses[index].pixels, normalisation: settings.losses,
                        scratch: scratch.base, backend: backend))
            }
            for layer in contentLayers {
                guard let features = pass.featureMap(layer) else { throw .unknownLayer(layer) }
                if let loss = try ContentLoss(
                    layer: layer, target: features, pixels: covered[layer], weight: scales.content,
                    normalisation: settings.losses, backend: backend)
                {
                    contentTargets.append(loss)
                }
            }
        }
        contentLosses = contentTargets
        self.styleLosses = styleLosses
    }

    /// The objective of one picture in the style of another, of which all pixels count; `nil` for no style.
    public convenience init(
        content: RGBImage, style: RGBImage?, network: Network, settings: Settings, memory: LargeMemory? = nil,
        backend: Backend = Backend()
    ) throws(NetworkError) {
        try self.init(
            content: Content(content), styles: style.map { [Style($0)] } ?? [], network: network, settings: settings,
            memory: memory, backend: backend)
    }

    /// Values of scratch memory for the Gram matrices of some layers.
    static func scratchCount(
        _ styleLayers: [LayerName], _ convolutions: [Architecture.Convolution], backend: Backend.Configuration
    ) -> Int {
        let blocks = Set(styleLayers.map(\.block))
        return convolutions.filter { blocks.contains($0.block) }
            .map { StyleLoss.scratchCount(channels: $0.outputChannels, backend: backend) }.max() ?? 0
    }

    /// Values of memory for what says how much pixels count, and for the styles' Gram matrices, if each style has a
    /// region of its own, and no picture all of its pixels.
    ///
    /// - Parameters:
    ///   - content: The size of the painted picture.
    ///   - styles: The sizes of the styles.
    static func guidanceCount(
        _ layers: [LayerName], styleLayers: [LayerName], _ convolutions: [Architecture.Convolution], content: Extent,
        styles: [Extent]
    ) -> Int {
        let matrices = styleLayers.reduce(0) { sum, layer in
            let channels = convolutions.first { $0.block == layer.block }?.outputChannels ?? 0
            return sum + channels * channels
        }
        let masks = styles.reduce(WeightPyramid.count(extent: content, layers: layers)) { sum, style in
            sum + WeightPyramid.count(extent: content, layers: styleLayers)
                + WeightPyramid.count(extent: style, layers: styleLayers)
        }
        return masks + styles.count * matrices
    }

    /// Computes the loss of a picture and its gradient.
    ///
    /// - Parameters:
    ///   - image: `[height, width, 3]`, sRGB 0…1.
    ///   - gradient: As many values, overwritten with the loss's gradient per unit of sRGB 0…1.
    public func evaluate(_ image: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>) -> LossValues {
        pass.forward(image)
        // All values come before any gradient: that of a logarithm depends on them.
        var sums = LossValues()
        var differences: [[Float]] = []
        for loss in styleLosses {
            guard let features = pass.featureMap(loss.layer) else { continue }
            let (value, difference) = loss.value(features, scratch: scratch.base, backend: backend)
            sums.style += value
            differences.append(difference)
        }
        for loss in contentLosses {
            guard let features = pass.featureMap(loss.layer) else { continue }
            sums.content += loss.value(features)
        }
        if scales.isLogarithmic { sums.totalVariation = variation.evaluate(image, slope: 0, gradient: gradient) }
        let slopes = scales.total(sums).slopes

        pass.backward(imageGradient: gradient) { layer, features, layerGradient, accumulate in
            var accumulate = accumulate
            for (loss, difference) in zip(styleLosses, differences) where loss.layer == layer {
                loss.writeGradient(
                    features, difference: difference, slope: slopes.style, into: layerGradient,
                    accumulate: accumulate, scratch: scratch.base, backend: backend)
                accumulate = true
            }
            for loss in contentLosses where loss.layer == layer {
                loss.writeGradient(
                    features, slope: slopes.content, into: layerGradient, accumulate: accumulate)
                accumulate = true
            }
            // Where none of a layer's pixels counts it has no losses, but its gradient is expected.
            if !accumulate { layerGradient.clear() }
        }
        sums.totalVariation = variation.evaluate(image, slope: slopes.totalVariation, gradient: gradient)
        return scales.total(sums).values
    }
}
