import Glibc
import NSTOptions
import NSTVGG

/// The formulas.
extension LossNormalisation {
    /// The factor before `Σ (F − P)²` over so many pixels; what counts half is half a pixel.
    ///
    /// - Parameter spread: Computes `Σ (P − P̄)²` and `Σ P²` of the content's feature map.
    func contentFactor(
        pixels: Double, channels: Int, spread: () -> (aroundMean: Double, aroundZero: Double)
    ) -> Double {
        switch self {
        case .neuralStyle, .pytorchTutorial, .logarithmic, .nearest: return 1 / (pixels * Double(channels))
        case .gatys: return 0.5
        case .normalised:
            let spread = spread()
            return Self.inverse(spread.aroundMean, size: spread.aroundZero)
        }
    }

    /// What the Gram matrix `FᵀF` of so many pixels is divided by.
    func gramDivisor(pixels: Double, channels: Int) -> Double {
        switch self {
        case .neuralStyle, .pytorchTutorial: pixels * Double(channels)
        case .gatys, .normalised, .logarithmic, .nearest: pixels
        }
    }

    /// The factor before `Σ (Ĝ − Â)²` of one of `layerCount` style layers.
    func styleFactor(channels: Int, layerCount: Int) -> Double {
        let entries = Double(channels) * Double(channels)
        return switch self {
        case .neuralStyle, .pytorchTutorial: 1 / entries
        case .gatys: 1 / (4 * entries * Double(layerCount))
        case .normalised, .nearest: 1 / Double(layerCount)
        case .logarithmic: 1 / (entries * Double(layerCount))
        }
    }

    /// What the factor of a style layer is multiplied with, once the content's Gram matrix is known.
    ///
    /// - Parameters:
    ///   - start: `Σ (Ĝ_c − Â)²`.
    ///   - size: `Σ Â²`.
    func relation(start: Double, size: Double) -> Double {
        isRelative ? Self.inverse(start, size: size) : 1
    }

    /// The least share of its target's size that a relative loss is divided by.
    static let leastShare = 1e-2

    /// One over a divisor with its floor; 0 where there is nothing at all to compare with.
    private static func inverse(_ divisor: Double, size: Double) -> Double {
        let divisor = max(divisor, leastShare * size)
        return divisor > 0 ? 1 / divisor : 0
    }
}

/// What the losses of one painting are multiplied with, and how they make the total.
struct LossScales {
    /// What goes into each layer's loss, and the factor of total variation.
    let content: Double
    let style: Double
    let variation: Double
    /// The weights of the three logarithms; `nil` where the losses are simply added.
    private let logarithms: LossValues?

    /// Added to a loss before its logarithm is taken, as Hvass' tutorial does.
    private static let least = 1e-10
    /// Total variation is measured in the units of an 8-bit picture, as neural-style does.
    private static let byteScale = 255.0

    /// - Parameters:
    ///   - convention: The input of the network.
    ///   - pixels: How many of the picture's pixels count.
    init(_ settings: Settings, convention: InputConvention, pixels: Double) {
        let weights = settings.effectiveWeights
        let variation = settings.totalVariationWeight * Self.byteScale * Self.byteScale
        switch settings.losses {
        case .neuralStyle, .gatys:
            (content, style) = weights
            self.variation = variation
        case .pytorchTutorial:
            let square = convention.featureUnit * convention.featureUnit
            content = weights.content / square
            style = weights.style / (square * square)
            self.variation = variation
        case .normalised, .nearest:
            content = weights.content / Double(max(1, settings.contentLayers.count))
            style = weights.style
            self.variation = variation / max(1, pixels)
        case .logarithmic:
            content = 1 / Double(max(1, settings.contentLayers.count))
            style = 1
            self.variation = settings.totalVariationWeight > 0 ? Self.byteScale : 0
            logarithms = LossValues(
                content: settings.contentLayers.isEmpty ? 0 : weights.content,
                style: settings.styleLayers.isEmpty ? 0 : weights.style,
                totalVariation: settings.totalVariationWeight)
            return
        }
        logarithms = nil
    }

    /// Whether the gradient of a loss depends on its value.
    var isLogarithmic: Bool { logarithms != nil }

    /// The parts of the total, and what the gradient of each part's sum of losses is multiplied with.
    func total(_ sums: LossValues) -> (values: LossValues, slopes: LossValues) {
        guard let logarithms else { return (sums, LossValues(content: 1, style: 1, totalVariation: 1, colour: 1)) }
        func part(_ weight: Double, _ sum: Double) -> (value: Double, slope: Double) {
            weight > 0 ? (weight * log(sum + Self.least), weight / (sum + Self.least)) : (0, 0)
        }
        let content = part(logarithms.content, sums.content)
        let style = part(logarithms.style, sums.style)
        let variation = part(logarithms.totalVariation, sums.totalVariation)
        return (
            LossValues(content: content.value, style: style.value, totalVariation: variation.value),
            LossValues(content: content.slope, style: style.slope, totalVariation: variation.slope)
        )
    }
}

extension InputConvention {
    /// How many times as large features are as those of a network with the same weights whose input is sRGB 0…1 divided
    /// by ImageNet's standard deviation (0.226 in the mean): 57.6 for Oxford's weights, 1 for torchvision's.
    var featureUnit: Double {
        func mean(_ values: [Float]) -> Double { values.reduce(0) { $0 + Double($1) } / Double(max(1, values.count)) }
        return Double(scale) / mean(standardDeviation) * mean(Self.torchvision.standardDeviation)
    }
}
