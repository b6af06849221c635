import NSTKernels

/// How far a feature map's Gram matrix is from the style picture's (Gatys et al. 2015, eq. 3–5).
struct StyleLoss {
    let layer: LayerName
    /// The style picture's Gram matrix `[channels, channels]`, divided as the normalisation says.
    private let target: [Float]
    private let normalisation: LossNormalisation
    /// The loss is this times `Σ (Ĝ − Â)²`.
    private let factor: Double
    private let threads: Int

    init(
        layer: LayerName, target features: FeatureMap, weight: Double, normalisation: LossNormalisation,
        layerCount: Int, threads: Int
    ) {
        self.layer = layer
        self.normalisation = normalisation
        self.threads = threads
        factor = weight * normalisation.styleFactor(channels: features.channels, layerCount: layerCount)
        target = Self.gram(features, normalisation: normalisation, threads: threads)
    }

    /// The Gram matrix `[channels, channels]` of a feature map, divided as the normalisation says.
    static func gram(_ features: FeatureMap, normalisation: LossNormalisation, threads: Int) -> [Float] {
        let size = features.channels * features.channels
        return [Float](unsafeUninitializedCapacity: size) { buffer, count in
            if let gram = buffer.baseAddress {
                GramMatrix.compute(
                    features: features.values, pixels: features.pixels, channels: features.channels,
                    scale: Float(1 / normalisation.gramDivisor(features: features)), gram: gram, threads: threads)
            }
            count = size
        }
    }

    /// The loss, and the difference `Ĝ − Â` that its gradient needs.
    func value(_ features: FeatureMap) -> (loss: Double, difference: [Float]) {
        var difference = Self.gram(features, normalisation: normalisation, threads: threads)
        let loss = factor * VectorMath.squaredDistance(difference, target, count: target.count)
        difference.withUnsafeMutableBufferPointer { buffer in
            if let base = buffer.baseAddress { VectorMath.add(-1, times: target, to: base, count: target.count) }
        }
        return (loss, difference)
    }

    /// Adds `4 · factor / divisor · F (Ĝ − Â)` (eq. 6 of the paper, with this normalisation's constants).
    func accumulateGradient(_ features: FeatureMap, difference: [Float], into gradient: FeatureMap) {
        let scale = 4 * factor / normalisation.gramDivisor(features: features)
        GramMatrix.accumulateGradient(
            features: features.values, pixels: features.pixels, channels: features.channels, difference: difference,
            scale: Float(scale), gradient: gradient.values, threads: threads)
    }
}
