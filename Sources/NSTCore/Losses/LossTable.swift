import NSTOptions
import NSTVGG

/// The one table of losses.
enum LossTable {
    /// Losses that belong together.
    private struct Family: Sendable {
        var featureLosses: [FeatureEntry]
        var pictureLosses: [PictureEntry]
        var course: Course
    }

    /// A kind of loss that compares feature maps: makes a design where settings ask for it.
    private typealias FeatureEntry = @Sendable (Settings, Stage) -> (any FeatureLossDesign)?
    /// A kind of loss that compares pixels.
    private typealias PictureEntry = @Sendable (LossScene) -> (any PictureLoss)?

    /// Statistics of feature maps: the losses of the papers before 2022.
    private static let statistics = Family(
        featureLosses: [
            { settings, _ in GramLoss.Design(settings) },
            { settings, _ in ContentLoss.Design(settings) },
        ],
        pictureLosses: [
            { VariationLoss($0) },
            { SmoothnessLoss($0) },
        ],
        course: .statistics)

    /// Nearest features, and what goes with them.
    private static let nearest = Family(
        featureLosses: [
            { NearestLoss.Design($0, $1) },
            { StrokeLoss.Design($0, $1) },
            { StructureLoss.Design($0, $1) },
        ],
        pictureLosses: [
            { VariationLoss($0) },
            { SmoothnessLoss($0) },
            { ColourLoss($0) },
        ],
        course: .nearest)

    private static func family(_ settings: Settings) -> Family {
        settings.losses == .nearest ? nearest : statistics
    }

    /// How a painting with a settings' losses goes from scale to scale.
    static func course(_ settings: Settings) -> Course { family(settings).course }

    /// The designs that settings ask for.
    ///
    /// - Parameter hasStyle: Whether there is a style picture; without one there is nothing to learn a style from.
    static func designs(_ settings: Settings, stage: Stage, hasStyle: Bool) -> [any FeatureLossDesign] {
        family(settings).featureLosses.compactMap { $0(settings, stage) }.filter { hasStyle || $0.styleLayers.isEmpty }
    }

    /// The picture losses that a scene's settings ask for.
    static func pictureLosses(for scene: LossScene) -> [any PictureLoss] {
        family(scene.settings).pictureLosses.compactMap { $0(scene) }
    }
}

/// The designs of one objective, together.
struct LossDesigns {
    let all: [any FeatureLossDesign]
    /// The layers whose maps the gradient's pass needs.
    let layers: [LayerName]
    /// The layers that must be known of the whole picture before any gradient.
    let surveyedLayers: [LayerName]
    /// The layers that are learnt from the content.
    let contentLayers: [LayerName]
    /// The layers that are learnt from the guide.
    let guideLayers: [LayerName]
    /// The layers that are learnt from the styles.
    let styleLayers: [LayerName]
    /// How the styles are turned when some loss learns from them.
    let turnings: [Turning]
    /// How many cells of the deepest map around a cell its gradient depends on, beside the cell itself.
    let reach: Int
    let stage: Stage

    init(_ settings: Settings, stage: Stage = .painting, hasStyle: Bool) {
        self.stage = stage
        all = LossTable.designs(settings, stage: stage, hasStyle: hasStyle)
        layers = Self.distinct(all.flatMap(\.layers))
        // The gradient of a logarithm depends on all values.
        let isLogarithmic = settings.losses == .logarithmic
        surveyedLayers = Self.distinct(all.filter { $0.needsWholePicture || isLogarithmic }.flatMap(\.layers))
        contentLayers = Self.distinct(all.flatMap(\.contentLayers))
        guideLayers = Self.distinct(all.flatMap(\.guideLayers))
        styleLayers = Self.distinct(all.flatMap(\.styleLayers))
        let turnings = all.flatMap(\.turnings)
        reach = all.map(\.reach).max() ?? 0
        self.turnings = Turning.allCases.filter(turnings.contains)
    }

    /// The layers that are learnt from the content or the guide, in one kind of pass.
    var learntLayers: [LayerName] { Self.distinct(contentLayers + guideLayers) }

    private static func distinct(_ layers: [LayerName]) -> [LayerName] {
        var seen: Set<LayerName> = []
        return layers.filter { seen.insert($0).inserted }
    }

    /// Bytes of the losses' targets, and of the masks that they share.
    func targetBytes(_ sizes: LossSizes) -> Int {
        all.reduce(WeightPyramid.count(extent: sizes.content, layers: layers) * MemoryLayout<Float>.stride) {
            $0 + $1.targetBytes(sizes)
        }
    }

    /// Bytes that the losses take while they learn, beside their targets.
    func learningBytes(_ sizes: LossSizes) -> Int { all.reduce(0) { $0 + $1.learningBytes(sizes) } }

    /// Multiplications of all searches.
    func searchProducts(_ sizes: LossSizes, evaluations: Int) -> Double {
        all.reduce(0) { $0 + $1.searchProducts(sizes, evaluations: evaluations) }
    }

    /// Values of scratch memory that is enough for each of the losses.
    func scratchCount(_ sizes: LossSizes) -> Int { all.map { $0.scratchCount(sizes) }.max() ?? 0 }
}
