import NSTKernels
import NSTOptions
import NSTVGG

/// How far a feature map is from the content picture's (Gatys et al. 2015, eq. 1).
struct ContentLoss {
    let layer: LayerName
    /// The content picture's feature map.
    let target: FeatureMap
    /// How much the map's pixels count.
    let pixels: PixelWeights
    /// The loss is this times `Σ w (F − P)²`.
    let factor: Double
    let backend: Backend

    /// A loss on one layer; `nil` where no pixel of it counts.
    init?(
        layer: LayerName, target features: FeatureMap, pixels: PixelWeights, weight: Double,
        normalisation: LossNormalisation, backend: Backend
    ) throws(NetworkError) {
        guard pixels.sum > 0 else { return nil }
        self.layer = layer
        self.backend = backend
        self.pixels = pixels
        target = try features.copy()
        let factor = normalisation.contentFactor(pixels: pixels.sum, channels: features.channels) {
            features.spread(pixels: pixels, backend: backend)
        }
        self.factor = weight * factor
    }

    func value(_ features: FeatureMap) -> Double {
        let (values, target) = (features.values, target.values)
        return factor
            * backend.sum(features.count) { range in
                guard let weights = pixels.values else {
                    return VectorMath.squaredDistance(
                        values + range.lowerBound, target + range.lowerBound, count: range.count)
                }
                var sum = 0.0
                Self.forEachPixel(range, channels: features.channels) { pixel, part in
                    guard weights[pixel] > 0 else { return }
                    sum +=
                        Double(weights[pixel])
                        * VectorMath.squaredDistance(
                            values + part.lowerBound, target + part.lowerBound, count: part.count)
                }
                return sum
            }
    }

    /// Writes or adds `2 · slope · factor · w (F − P)`. Eq. 2 also sets it to zero where `F` is not positive: that is the ReLU's
    /// own gradient, which the network applies.
    func writeGradient(
        _ features: FeatureMap, slope: Double = 1, into gradient: FeatureMap, accumulate: Bool
    ) {
        let (values, target, scale) = (features.values, target.values, Float(2 * slope * factor))
        backend.split(features.count, grain: 1 << 14) { range in
            func write(_ part: Range<Int>, scale: Float) {
                VectorMath.writeDifference(
                    values + part.lowerBound, target + part.lowerBound, scale: scale,
                    into: gradient.values + part.lowerBound, accumulate: accumulate, count: part.count)
            }
            guard let weights = pixels.values else { return write(range, scale: scale) }
            Self.forEachPixel(range, channels: features.channels) { pixel, part in
                write(part, scale: scale * weights[pixel])
            }
        }
    }

    /// Cuts a range of a map's values where pixels end.
    @inline(__always)
    private static func forEachPixel(
        _ range: Range<Int>, channels: Int, _ body: (_ pixel: Int, _ part: Range<Int>) -> Void
    ) {
        var start = range.lowerBound
        while start < range.upperBound {
            let pixel = start / channels
            let end = min(range.upperBound, (pixel + 1) * channels)
            body(pixel, start..<end)
            start = end
        }
    }
}
