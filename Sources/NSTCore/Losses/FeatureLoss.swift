import NSTKernels
import NSTOptions
import NSTPictures
import NSTVGG

/// A part of the objective that compares feature maps.
///
/// A loss gets the maps of all its layers at once, a tile at a time; a picture in one piece is one tile. Its life:
/// it *learns* its targets from the styles and the content, tile by tile, and then is evaluated again and again: it
/// *measures* each tile, and when it knows the picture, writes gradients for each tile's maps.
///
/// To add a loss, write a class like `GramLoss` with its `FeatureLossDesign`, and add the design to `LossTable`.
protocol FeatureLoss: AnyObject {
    /// Which part of the objective's value it belongs to.
    var part: LossPart { get }

    /// Learns from a tile of a style picture. All tiles of a style come one after the other, for one of the design's
    /// turnings after the other.
    func learnStyle(_ view: StyleView, from maps: TileMaps)
    /// Learns from a tile of the content picture; after the styles.
    func learnContent(from maps: TileMaps)
    /// Learns from a tile of the guide: the picture that the painting begins with, or in some part. It comes last.
    func learnGuide(from maps: TileMaps)
    /// All targets have been seen.
    ///
    /// - Throws: `NetworkError.outOfMemory`.
    func endLearning() throws(NetworkError)

    /// Called before each evaluation, which are counted from 0. A loss may choose other targets now.
    ///
    /// - Returns: Whether it did: losses before and after can't be compared then, and the optimiser is told.
    func beginEvaluation(_ number: Int) -> Bool
    /// Takes up a tile of the picture that is evaluated: only the tile's core counts.
    func measure(_ maps: TileMaps)
    /// The loss with its weight, when all tiles have been measured.
    func endMeasuring() -> Double
    /// What each layer adds to it, after `endMeasuring`; empty for a loss that compares all of its layers together.
    var layerValues: [LayerLoss] { get }
    /// Called for each tile before `writeGradient`, for what several layers' gradients share.
    func prepareGradients(_ maps: TileMaps)
    /// Writes or adds the gradient for all of a tile's map, core and halo.
    ///
    /// - Parameters:
    ///   - slope: What the gradient is multiplied with.
    ///   - accumulate: Whether it is added to what is there.
    /// - Returns: Whether the loss reads this layer; if not, nothing was written.
    func writeGradient(
        of layer: LayerName, _ maps: TileMaps, slope: Double, into gradient: FeatureMap, accumulate: Bool
    ) -> Bool
}

extension FeatureLoss {
    func learnStyle(_ view: StyleView, from maps: TileMaps) {}
    func learnContent(from maps: TileMaps) {}
    func learnGuide(from maps: TileMaps) {}
    func endLearning() {}
    func beginEvaluation(_ number: Int) -> Bool { false }
    func prepareGradients(_ maps: TileMaps) {}
    var layerValues: [LayerLoss] { [] }

    /// The values of terms, of which several may belong to a layer, by layer.
    func layerValues(_ terms: some Sequence<(layer: LayerName, value: Double)>) -> [LayerLoss] {
        var values: [LayerLoss] = []
        for (layer, value) in terms {
            if let index = values.firstIndex(where: { $0.layer == layer }) {
                values[index].value += value
            } else {
                values.append(LayerLoss(part, layer, value))
            }
        }
        return values
    }
}

/// A part of the objective that compares the picture's own pixels: its colours, or how smooth it is.
protocol PictureLoss: AnyObject {
    /// Which part of the objective's value it belongs to.
    var part: LossPart { get }

    /// The loss with its weight.
    ///
    /// - Parameters:
    ///   - image: `[height, width, 3]`, sRGB 0…1.
    ///   - slope: What the gradient is multiplied with.
    ///   - gradient: `[height, width, 3]`, per unit of sRGB 0…1; the loss's is added.
    func evaluate(
        _ image: UnsafePointer<Float>, slope: Double, gradient: UnsafeMutablePointer<Float>
    ) -> Double
}

/// What a kind of loss reads, and what memory it takes: known before anything is computed.
protocol FeatureLossDesign: Sendable {
    /// The layers whose maps the loss reads, all of them together.
    var layers: [LayerName] { get }
    /// The layers that it learns from the content.
    var contentLayers: [LayerName] { get }
    /// The layers that it learns from the guide.
    var guideLayers: [LayerName] { get }
    /// The layers that it learns from the styles.
    var styleLayers: [LayerName] { get }
    /// How the styles are turned when it learns from them.
    var turnings: [Turning] { get }
    /// Whether its gradient depends on all of the picture, such as on sums over it. Then a picture in tiles is looked
    /// at twice: once to measure, once for the gradient.
    var needsWholePicture: Bool { get }

    /// How many cells of the deepest map around a cell its gradient depends on, beside the cell itself.
    var reach: Int { get }

    /// Bytes of targets, of masks and of what is measured, for pictures of some sizes.
    func targetBytes(_ sizes: LossSizes) -> Int
    /// Bytes beside these while it learns, which are free again before the first evaluation.
    func learningBytes(_ sizes: LossSizes) -> Int
    /// Values of scratch memory, which all losses share.
    func scratchCount(_ sizes: LossSizes) -> Int
    /// Multiplications of the searches that it makes beside passes through the network, while it learns and in so many
    /// evaluations.
    func searchProducts(_ sizes: LossSizes, evaluations: Int) -> Double
    /// Makes the loss; `nil` where no pixel counts.
    ///
    /// - Throws: `NetworkError.outOfMemory` or `.unknownLayer`.
    func loss(for scene: LossScene) throws(NetworkError) -> (any FeatureLoss)?
}

extension FeatureLossDesign {
    var guideLayers: [LayerName] { [] }
    var turnings: [Turning] { [.upright] }
    var reach: Int { 0 }
    func learningBytes(_ sizes: LossSizes) -> Int { 0 }
    func searchProducts(_ sizes: LossSizes, evaluations: Int) -> Double { 0 }
}

/// Sizes that decide how much memory losses take.
struct LossSizes {
    /// The size of the painting and its content.
    var content: Extent
    /// The sizes of the styles.
    var styles: [Extent]
    var convolutions: [Architecture.Convolution]
    var backend: Backend.Configuration

    /// How many channels a layer's feature map has; 0 for a layer that isn't there.
    func channels(of layer: LayerName) -> Int {
        convolutions.first { $0.block == layer.block }?.outputChannels ?? 0
    }
}

/// What losses are made from.
struct LossScene {
    let content: Content
    let styles: [Style]
    let settings: Settings
    let stage: Stage
    let guidance: Guidance
    /// How much the content's pixels count in the maps of each size.
    let covered: WeightPyramid
    let scales: LossScales
    let sizes: LossSizes
    /// At least as many values as the designs ask for; free between any two calls of a loss.
    let scratch: LargeMemory
    let backend: Backend
}
