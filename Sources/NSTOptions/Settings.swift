import Glibc
import NSTPictures
import NSTVGG

/// Everything that a painting can be told, besides its two pictures. The defaults stand here; names, ranges and
/// explanations stand in `OptionTable`.
public struct Settings: Equatable, Sendable {
    /// The name of the preset that the settings began as (`Presets`).
    public var preset = Presets.standardName
    /// The longest side, in pixels, at which the picture is painted.
    public var size = 512
    /// Evaluations of the network over all scales.
    public var iterations = 120
    /// How much effort the painting is worth.
    public var quality = Quality.good
    /// How many pyramid scales are used, each twice as large as the one before.
    public var scales = 8
    /// How many times the iterations of the next finer scale a coarser one gets.
    public var coarseShare = 1.5
    /// How much of the content's own detail each finer scale begins with, in percent.
    public var detail = 0.0
    /// The size of the style's strokes, in percent: the style picture's longest side is this share of the painting's.
    public var strokeSize = 100.0
    /// Whose colours the painting has.
    public var colours = Colours.style
    /// How strong the style is, 0…100; 50 leaves the weights as they are.
    public var strength = 50.0
    /// The content loss's weight; `nil` for the normalisation's own.
    public var contentWeight: Double?
    /// The style loss's weight; `nil` for the normalisation's own.
    public var styleWeight: Double?
    /// The weight of the distance of colours beside nearest features; in the last pass ten times as much.
    public var colourWeight = 20.0
    /// How much dearer, in cosine distance, features of the style become that are chosen often.
    public var variety = 0.05
    /// Whether the styles also offer their features turned by 90, 180 and 270 degrees.
    public var turnsStyles = true
    /// How smooth the painting is where losses are relative, 0…100: the weight of its total variation, relative to the
    /// pictures' own.
    public var smoothness = 50.0
    /// Total variation's weight, in the units of an 8-bit picture.
    public var totalVariationWeight = 0.0
    /// Where total variation counts.
    public var smoothing = Smoothing.even
    /// Which network looks at the pictures.
    public var network = Architecture.vgg16
    /// Where the content is compared.
    public var contentLayers: WeightedLayers = [LayerName(.relu, 3, 1), LayerName(.relu, 4, 1)]
    /// Where the style is compared.
    public var styleLayers: WeightedLayers = [
        LayerName(.relu, 1, 1), LayerName(.relu, 1, 2), LayerName(.relu, 2, 1), LayerName(.relu, 2, 2),
        LayerName(.relu, 3, 1), LayerName(.relu, 3, 2), LayerName(.relu, 3, 3), LayerName(.relu, 4, 1),
        LayerName(.relu, 4, 2), LayerName(.relu, 4, 3),
    ]
    /// How the losses are scaled.
    public var losses = LossNormalisation.nearest
    /// What the picture starts from.
    public var initialImage = InitialImage.content
    /// The number of the layer that the picture starts from, in the program that has layers; 0 for none.
    public var initialLayer = 0
    /// The seed of the noise.
    public var seed = 0
    /// Which optimiser is used; `nil` for the one that suits the losses.
    public var optimiser: OptimiserKind?
    /// The size of the optimiser's steps, in 8-bit levels; `nil` for its own.
    public var stepSize: Double?
    /// How slowly Adam forgets.
    public var adamDecay = AdamDecay()
    /// How many of its last steps L-BFGS remembers.
    public var history = 20
    /// Whether a scale ends before its iterations are used up when the picture no longer changes visibly.
    public var stopsWhenStill = true
    /// Every so many iterations the picture is kept, beside the result; 0 for never.
    public var keepInterval = 0
    /// How pooling layers shrink.
    public var pooling = PoolingKind.max
    /// Where the painting goes.
    public var result = ResultPlacement.layer
    /// How much memory the painting may take.
    package var memory = MemoryLimit.automatic

    /// The defaults.
    public init() {}

    /// The content and style weights with defaults and strength worked in: each 25 points of strength above 50 make
    /// the style ten times as heavy.
    public var effectiveWeights: (content: Double, style: Double) {
        let defaults = losses.defaultWeights
        let factor = pow(10, (strength - 50) / 25)
        return (contentWeight ?? defaults.content, (styleWeight ?? defaults.style) * factor)
    }

    /// Which optimiser is used.
    public var effectiveOptimiser: OptimiserKind { optimiser ?? (losses == .nearest ? .pyramid : .lbfgs) }

    /// How often the picture is improved, with the effort worked in.
    public var effectiveIterations: Int { max(1, Int((Double(iterations) * quality.effort).rounded())) }

    /// How many pictures are kept on the way.
    package var keptPictures: Int { keepInterval > 0 ? effectiveIterations / keepInterval : 0 }

    /// The variety with the strength worked in: twice as much with each 25 points above 50.
    public var effectiveVariety: Double { variety * pow(2, (strength - 50) / 25) }

    /// How much of the painting the result has; the rest is the picture itself. Weights alone would not lead back to it.
    public var paintedShare: Double { losses == .nearest ? min(1, strength / Self.leastFullStrength) : 1 }

    /// The strength from which on nothing of the picture itself is mixed in.
    private static let leastFullStrength = 20.0

    /// The shortest side, in pixels, that a picture needs so that each layer has a map of it.
    package var shortestSide: Int {
        (contentLayers.names + styleLayers.names).map { 1 << $0.poolings }.max() ?? 1
    }

    /// Whether total variation counts at all.
    package var hasVariation: Bool { totalVariationWeight > 0 || losses.hasSmoothness && smoothness > 0 }

    /// Whether the content counts at all.
    package var hasContent: Bool { effectiveWeights.content > 0 && !contentLayers.isEmpty }

    /// Whether the style counts at all.
    package var hasStyle: Bool { effectiveWeights.style > 0 && !styleLayers.isEmpty }
}

/// What can be wrong with an options string.
package enum SettingsError: Error, Equatable, Sendable {
    /// A word that isn't `key=value`.
    case malformedWord(String)
    /// There is no such option; `suggestion` is the most similar one.
    case unknownOption(String, suggestion: String?)
    /// There is no such preset; `suggestion` is the most similar one.
    case unknownPreset(String, suggestion: String?, allowed: [String])
    /// The option stands there twice.
    case repeatedOption(String)
    /// The value isn't a (whole) number.
    case notANumber(option: String, value: String, whole: Bool)
    /// The number is outside its range.
    case outOfRange(option: String, value: String, minimum: Double, maximum: Double)
    /// The value isn't one of the allowed ones.
    case unknownChoice(option: String, value: String, allowed: [String])
    /// The value names a layer that the network doesn't have.
    case unknownLayer(option: String, value: String, network: Architecture)
    /// The value isn't an amount of memory.
    case notAMemorySize(option: String, value: String)
    /// The amount of memory is outside its range; both ends are in bytes.
    case memoryOutOfRange(option: String, value: String, minimum: Int, maximum: Int)
    /// A preset sets what belongs to a single run.
    case notOfPresets(String)
    /// Neither content nor style is left to be compared.
    case nothingToOptimise
}
