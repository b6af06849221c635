import NSTKernels
import NSTOptions
import NSTVGG

/// How far a feature map's Gram matrix is from the styles', over the whole map or a region (Gatys et al. 2015,
/// eq. 3–5).
struct StyleLoss {
    let layer: LayerName
    /// How much the map's pixels belong to the region.
    let pixels: PixelWeights
    /// The styles' Gram matrix `[channels, channels]`, divided as the normalisation says.
    private let target: [Float]
    private let normalisation: LossNormalisation
    /// The loss is this times `Σ (Ĝ − Â)²`.
    private var factor: Double

    /// A loss on one layer and region.
    ///
    /// - Parameters:
    ///   - target: The styles' Gram matrix `[channels, channels]`, divided as the normalisation says.
    ///   - pixels: How much the map's pixels belong to the region; more than nothing.
    ///   - all: How many pixels of the map count, in all regions and outside of them: the loss is multiplied with the
    ///     region's share of them, so that a pixel feels as much as it would with one style for the whole picture.
    ///   - layerCount: How many layers there are.
    init(
        layer: LayerName, target: [Float], channels: Int, pixels: PixelWeights, of all: Double, weight: Double,
        normalisation: LossNormalisation, layerCount: Int
    ) {
        self.layer = layer
        self.target = target
        self.pixels = pixels
        self.normalisation = normalisation
        factor =
            weight * normalisation.styleFactor(channels: channels, layerCount: layerCount) * (pixels.sum / all)
    }

    /// Tells the loss the content's Gram matrix, divided as the normalisation says, for normalisations that are relative
    /// to it.
    mutating func relate(toContent gram: [Float]) {
        let zero = [Float](repeating: 0, count: target.count)
        factor *= normalisation.relation(
            start: VectorMath.squaredDistance(gram, target, count: target.count),
            size: VectorMath.squaredDistance(target, zero, count: target.count))
    }

    /// Values of scratch memory that a loss on a map with so many channels needs.
    static func scratchCount(channels: Int, backend: Backend.Configuration) -> Int {
        max(
            GramMatrix.scratchCount(channels: channels, threads: backend.threads),
            GramMatrix.gradientScratchCount(channels: channels, threads: backend.threads))
    }

    /// The Gram matrix `[channels, channels]` of some pixels of a feature map, divided as the normalisation says.
    static func gram(
        _ features: FeatureMap, pixels: PixelWeights, normalisation: LossNormalisation,
        scratch: UnsafeMutablePointer<Float>, backend: Backend
    ) -> [Float] {
        let size = features.channels * features.channels
        let divisor = normalisation.gramDivisor(pixels: pixels.sum, channels: features.channels)
        return [Float](unsafeUninitializedCapacity: size) { buffer, count in
            if let gram = buffer.baseAddress {
                pixels.withValues { weights in
                    GramMatrix.compute(
                        features: features.values, pixels: features.pixels, channels: features.channels,
                        weights: weights, scale: Float(1 / divisor), gram: gram, scratch: scratch,
                        kernels: backend.kernels, pool: backend.pool)
                }
            }
            count = size
        }
    }

    /// The loss, and the difference `Ĝ − Â` that its gradient needs.
    func value(
        _ features: FeatureMap, scratch: UnsafeMutablePointer<Float>, backend: Backend
    ) -> (loss: Double, difference: [Float]) {
        value(
            gram: Self.gram(
                features, pixels: pixels, normalisation: normalisation, scratch: scratch, backend: backend))
    }

    /// The loss of a picture with the Gram matrix `Ĝ`, and the difference `Ĝ − Â` that its gradient needs.
    func value(gram: [Float]) -> (loss: Double, difference: [Float]) {
        var difference = gram
        let loss = factor * VectorMath.squaredDistance(difference, target, count: target.count)
        difference.withUnsafeMutableBufferPointer { buffer in
            if let base = buffer.baseAddress { VectorMath.add(-1, times: target, to: base, count: target.count) }
        }
        return (loss, difference)
    }

    /// Writes or adds `4 · slope · factor / divisor · w F (Ĝ − Â)` (eq. 6 of the paper, with this normalisation's constants).
    func writeGradient(
        _ features: FeatureMap, difference: [Float], slope: Double = 1, into gradient: FeatureMap, accumulate: Bool,
        scratch: UnsafeMutablePointer<Float>, backend: Backend
    ) {
        pixels.withValues { weights in
            GramMatrix.gradient(
                features: features.values, pixels: features.pixels, channels: features.channels, weights: weights,
                difference: difference, scale: gradientScale(channels: features.channels, slope: slope),
                gradient: gradient.values, accumulate: accumulate, scratch: scratch, kernels: backend.kernels,
                pool: backend.pool)
        }
    }

    /// What `w F (Ĝ − Â)` is multiplied with in the gradient.
    func gradientScale(channels: Int, slope: Double = 1) -> Float {
        Float(4 * slope * factor / normalisation.gramDivisor(pixels: pixels.sum, channels: channels))
    }
}
