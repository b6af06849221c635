import NSTKernels
import NSTOptions
import NSTPictures

/// Total variation of a picture with its weight: how much neighbouring pixels that count differ.
struct VariationLoss {
    private let extent: Extent
    /// How much each pixel counts; `nil` where all do.
    private let weights: [Float]?
    private let factor: Double
    private let backend: Backend

    /// - Parameters:
    ///   - content: The content at the picture's size, whose edges may count.
    ///   - pixels: How much the picture's own pixels count.
    init(content: RGBImage, pixels: PixelWeights, smoothing: Smoothing, factor: Double, backend: Backend) {
        extent = content.extent
        weights = pixels.combined(smoothing.weights(content: content))
        self.factor = factor
        self.backend = backend
    }

    /// Adds the gradient, times `slope`, to `gradient`, `[height, width, 3]`; returns the loss.
    func evaluate(
        _ image: UnsafePointer<Float>, slope: Double, gradient: UnsafeMutablePointer<Float>
    ) -> Double {
        guard factor > 0 else { return 0 }
        func evaluate(_ weights: UnsafePointer<Float>?) -> Double {
            factor
                * TotalVariation.evaluate(
                    image: image, height: extent.height, width: extent.width, weights: weights,
                    scale: Float(slope * factor), gradient: gradient, pool: backend.pool)
        }
        return weights?.withUnsafeBufferPointer { evaluate($0.baseAddress) } ?? evaluate(nil)
    }
}
