import NSTKernels
import NSTOptions
import NSTPictures

/// Total variation of a picture relative to that of the pictures that it is made from: one where it is as rough as
/// they are in the mean, so that a smoothness means the same for every pair of pictures.
final class SmoothnessLoss: PictureLoss {
    let part = LossPart.totalVariation
    private let variation: VariationLoss

    /// `nil` where settings give it no weight.
    init?(_ scene: LossScene) {
        let weight = Self.weight(scene.settings)
        guard weight > 0 else { return nil }
        let pixels = max(1, scene.covered.picture.sum)
        variation = VariationLoss(scene, factor: weight / (Self.reference(scene) * pixels))
    }

    func evaluate(
        _ image: UnsafePointer<Float>, slope: Double, gradient: UnsafeMutablePointer<Float>
    ) -> Double { variation.evaluate(image, slope: slope, gradient: gradient) }

    /// What settings multiply the relative loss with; 0 for losses in units of their own.
    static func weight(_ settings: Settings) -> Double {
        if settings.losses == .nearest { return greatestWeightOfNearest * settings.smoothness / 100 }
        guard settings.losses.isRelative else { return 0 }
        return greatestWeight * settings.smoothness / 100
    }

    /// The weight at the end of the range. From about twice this on, the style is met with slow ramps of colour, which
    /// cost squared differences little, instead of strokes: edges fade, and false colours lie over the picture.
    private static let greatestWeight = 4.0

    /// The same beside cosine distances, which are smaller.
    private static let greatestWeightOfNearest = 0.04

    /// The least that a picture is taken to vary by: one level of 8 bits between any two neighbours. It keeps the loss of
    /// plain pictures finite.
    private static let leastVariation = 3 / (255.0 * 255.0)

    /// The mean of the content's variation and of the styles' mean, so that neither a plain content nor a rough style
    /// decides alone.
    private static func reference(_ scene: LossScene) -> Double {
        let content = variation(scene.content.image, pixels: scene.covered.picture, backend: scene.backend)
        var (sum, weights) = (0.0, 0.0)
        for (number, style) in scene.styles.enumerated() where scene.guidance.usesStyle(number) {
            let pixels = style.weights(layers: []).picture
            guard pixels.sum > 0 else { continue }
            sum += style.weight * variation(style.image, pixels: pixels, backend: scene.backend)
            weights += style.weight
        }
        let mean = weights > 0 ? (content + sum / weights) / 2 : content
        return max(leastVariation, mean)
    }

    /// Total variation per pixel that counts, in sRGB 0…1.
    private static func variation(_ image: RGBImage, pixels: PixelWeights, backend: Backend) -> Double {
        var sum = 0.0
        pixels.withValues { weights in
            sum = TotalVariation.evaluate(
                image: image.values, height: image.height, width: image.width, weights: weights, gradient: nil,
                pool: backend.pool)
        }
        return sum / max(1, pixels.sum)
    }
}
