import NSTKernels
import NSTOptions
import NSTPictures
import NSTVGG

/// What is minimised at one scale: content, style and total variation of a picture of one size (Gatys et al. 2015,
/// eq. 7), with its gradient.
///
/// The picture is looked at in tiles, one after the other, in memory for one of them; where there is memory enough,
/// one tile is the whole picture. That is no approximation: what losses must know of the whole picture, such as its
/// Gram matrices, is measured first, and around each tile as much is computed as its gradient depends on. The
/// difference is rounding.
///
/// Pixels that don't count have no part in it; the gradient there is only what the network sees of them from its
/// neighbours.
package final class Objective {
    /// The pass that computes gradients.
    private let gradientPass: TiledPass
    /// The pass that measures what must be known of the whole picture before; `nil` where the gradient's sees it whole.
    private let surveyPass: TiledPass?
    /// The losses whose value must be known before any gradient, and the others.
    private let surveyed: [any FeatureLoss]
    private let others: [any FeatureLoss]
    private let pictureLosses: [any PictureLoss]
    private let scales: LossScales
    private var evaluations = 0

    /// Whether some loss chose other targets at the beginning of the last evaluation: its value can't be compared with
    /// those before.
    package private(set) var hasNewTargets = false

    /// Measures the targets: what the losses must know of content and styles.
    ///
    /// - Parameters:
    ///   - content: The picture that gives the content; the optimised picture has its size. Its coverage is stretched
    ///     over it.
    ///   - styles: The pictures that give the style, of any size; may be empty where the style weight or layers are
    ///     none. Their coverage is stretched over them, their regions over the content.
    ///   - settings: Layers, weights, normalisation and pooling are taken from them.
    ///   - guide: What the painting begins with, of the content's size, or what says in its place which part of the
    ///     styles goes where; `nil` for the content.
    ///   - stage: What the losses are for.
    ///   - tiles: The tiles, planned for these pictures' sizes and these settings; `nil` for all pictures in one piece.
    ///   - memory: What the passes work in as long as the objective is used, if it is large enough.
    /// - Throws: `NetworkError` where a layer is missing, a picture too small for it, or memory refused.
    package init(
        content: Content, styles: [Style], network: Network, settings: Settings, guide: RGBImage? = nil,
        stage: Stage = .painting, tiles: TilePlan? = nil, memory lent: LargeMemory? = nil, backend: Backend = Backend()
    ) throws(NetworkError) {
        let designs = LossDesigns(settings, stage: stage, hasStyle: !styles.isEmpty)
        for layer in designs.layers where !network.contains(layer) { throw .unknownLayer(layer) }
        let extent = content.image.extent
        let sizes = LossSizes(
            content: extent, styles: styles.map(\.image.extent), convolutions: network.layers.map(\.convolution),
            backend: backend.configuration)
        let plan = tiles ?? TilePlan(whole: sizes, designs: designs, pooling: settings.pooling)
        let workspace = try Workspace(
            count: plan.workspaceCount, bufferCount: plan.bufferCount, lent: lent)

        let guidance = Guidance(content: content, styles: designs.styleLayers.isEmpty ? [] : styles)
        let covered = WeightPyramid(guidance.coverage, extent: extent, layers: designs.layers)
        let scales = LossScales(settings, convention: network.inputConvention, pixels: covered.picture.sum)
        self.scales = scales
        let scene = LossScene(
            content: content, styles: styles, settings: settings, stage: stage, guidance: guidance, covered: covered,
            scales: scales, sizes: sizes, scratch: try .allocate(designs.scratchCount(sizes)), backend: backend)

        func pass(_ tiling: Tiling, _ layers: [LayerName], withGradient: Bool) throws(NetworkError) -> TiledPass {
            try TiledPass(
                network: network, layers: layers, pooling: settings.pooling, tiling: tiling,
                withGradient: withGradient, workspace: workspace, backend: backend)
        }
        // All passes use mostly the same weights: this one keeps them.
        gradientPass = try pass(plan.gradient, designs.layers, withGradient: true)

        var (surveyed, others): ([any FeatureLoss], [any FeatureLoss]) = ([], [])
        var learning: [(loss: any FeatureLoss, turnings: [Turning])] = []
        for design in designs.all {
            guard let loss = try design.loss(for: scene) else { continue }
            if design.needsWholePicture || scales.isLogarithmic { surveyed.append(loss) } else { others.append(loss) }
            learning.append((loss, design.turnings))
        }
        self.surveyed = surveyed
        self.others = others
        pictureLosses = LossTable.pictureLosses(for: scene)
        surveyPass =
            if let tiling = plan.survey, !surveyed.isEmpty {
                try pass(tiling, designs.surveyedLayers, withGradient: false)
            } else { nil }

        for (number, tiling) in plan.styles.enumerated() where guidance.usesStyle(number) {
            // A pass serves a picture and the same upside down.
            var passes: [Bool: TiledPass] = [:]
            for turning in designs.turnings {
                let stylePass: TiledPass
                if let known = passes[turning.swapsSides] {
                    stylePass = known
                } else {
                    stylePass = try pass(
                        turning.swapsSides ? plan.turnedStyles[number] : tiling, designs.styleLayers,
                        withGradient: false)
                    passes[turning.swapsSides] = stylePass
                }
                let view = StyleView(number: number, turning: turning)
                stylePass.forward(styles[number].image.turned(turning).values) { maps in
                    for (loss, turnings) in learning where turnings.contains(turning) {
                        loss.learnStyle(view, from: maps)
                    }
                }
            }
        }
        let losses = learning.map(\.loss)
        if !designs.learntLayers.isEmpty {
            let learningPass =
                if let tiling = plan.content { try pass(tiling, designs.learntLayers, withGradient: false) } else {
                    gradientPass
                }
            if !designs.contentLayers.isEmpty {
                learningPass.forward(content.image.values) { maps in
                    for loss in losses { loss.learnContent(from: maps) }
                }
            }
            if !designs.guideLayers.isEmpty {
                learningPass.forward((guide ?? content.image).values) { maps in
                    for loss in losses { loss.learnGuide(from: maps) }
                }
            }
        }
        for loss in losses { try loss.endLearning() }
    }

    /// The objective of one picture in the style of another, of which all pixels count; `nil` for no style.
    package convenience init(
        content: RGBImage, style: RGBImage?, network: Network, settings: Settings, memory: LargeMemory? = nil,
        backend: Backend = Backend()
    ) throws(NetworkError) {
        try self.init(
            content: Content(content), styles: style.map { [Style($0)] } ?? [], network: network, settings: settings,
            memory: memory, backend: backend)
    }

    /// The transformed weights that are in use, for an objective of another size to take over.
    var weights: [FeaturePass.StepWeights] { gradientPass.weights }

    /// Computes the loss of a picture and its gradient.
    ///
    /// - Parameters:
    ///   - image: `[height, width, 3]`, sRGB 0…1.
    ///   - gradient: As many values, overwritten with the loss's gradient per unit of sRGB 0…1.
    package func evaluate(_ image: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>) -> LossValues {
        hasNewTargets = false
        for loss in surveyed + others where loss.beginEvaluation(evaluations) { hasNewTargets = true }
        evaluations += 1

        var sums = LossValues()
        var slopes = scales.total(sums).slopes
        /// All values come before any gradient that depends on them.
        func endSurvey() {
            for loss in surveyed { sums[loss.part] += loss.endMeasuring() }
            guard scales.isLogarithmic else { return }
            for loss in pictureLosses { sums[loss.part] += loss.evaluate(image, slope: 0, gradient: gradient) }
            slopes = scales.total(sums).slopes
        }
        if let surveyPass {
            surveyPass.forward(image) { maps in
                for loss in surveyed { loss.measure(maps) }
            }
            endSurvey()
        }
        var isSurveyed = surveyPass != nil
        gradientPass.forward(image) { maps in
            // Without a pass of its own the survey is of a picture in one piece, or of nothing.
            if !isSurveyed {
                for loss in surveyed { loss.measure(maps) }
                endSurvey()
                isSurveyed = true
            }
            for loss in others { loss.measure(maps) }
            writeGradient(maps, slopes: slopes, into: gradient)
        }
        for loss in others { sums[loss.part] += loss.endMeasuring() }
        for loss in pictureLosses {
            let value = loss.evaluate(image, slope: slopes[loss.part], gradient: gradient)
            if !scales.isLogarithmic { sums[loss.part] += value }
        }
        var values = scales.total(sums).values
        values.layers = (surveyed + others).flatMap(\.layerValues)
        return values
    }

    private func writeGradient(_ maps: TileMaps, slopes: LossValues, into imageGradient: UnsafeMutablePointer<Float>) {
        let losses = surveyed + others
        for loss in losses { loss.prepareGradients(maps) }
        gradientPass.backward(maps, imageGradient: imageGradient) { layer, _, layerGradient, accumulate in
            var accumulate = accumulate
            for loss in losses {
                let isWritten = loss.writeGradient(
                    of: layer, maps, slope: slopes[loss.part], into: layerGradient, accumulate: accumulate)
                accumulate = accumulate || isWritten
            }
            // Where none of a layer's pixels counts it has no losses, but its gradient is expected.
            if !accumulate { layerGradient.clear() }
        }
    }
}
