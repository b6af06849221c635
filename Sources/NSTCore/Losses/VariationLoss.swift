import NSTKernels
import NSTOptions
import NSTPictures

/// Total variation of a picture with its weight: how much neighbouring pixels that count differ.
final class VariationLoss: PictureLoss {
    let part = LossPart.totalVariation
    private let extent: Extent
    /// How much each pixel counts; `nil` where all do.
    private let weights: [Float]?
    private let cost: TotalVariation.Cost
    private let factor: Double
    private let backend: Backend

    /// `nil` where settings give it no weight.
    convenience init?(_ scene: LossScene) {
        guard scene.scales.variation > 0 else { return nil }
        self.init(scene, factor: scene.scales.variation)
    }

    /// - Parameter factor: What the sum over the picture, in sRGB 0…1, is multiplied with.
    init(_ scene: LossScene, factor: Double) {
        let content = scene.content.image
        extent = content.extent
        // The content's edges may count.
        weights = scene.covered.picture.combined(scene.settings.smoothing.weights(content: content))
        cost = scene.settings.losses == .logarithmic ? .magnitudes : .squares
        self.factor = factor
        backend = scene.backend
    }

    func evaluate(
        _ image: UnsafePointer<Float>, slope: Double, gradient: UnsafeMutablePointer<Float>
    ) -> Double {
        func evaluate(_ weights: UnsafePointer<Float>?) -> Double {
            factor
                * TotalVariation.evaluate(
                    cost, image: image, height: extent.height, width: extent.width, weights: weights,
                    scale: Float(slope * factor), gradient: gradient, pool: backend.pool)
        }
        return weights?.withUnsafeBufferPointer { evaluate($0.baseAddress) } ?? evaluate(nil)
    }
}
