import NSTKernels

/// How far a feature map is from the content picture's (Gatys et al. 2015, eq. 1).
struct ContentLoss {
    let layer: LayerName
    /// The content picture's feature map.
    let target: FeatureMap
    /// The loss is this times `Σ (F − P)²`.
    let factor: Double
    let engine: Engine

    init(
        layer: LayerName, target features: FeatureMap, weight: Double, normalisation: LossNormalisation, engine: Engine
    ) throws(NetworkError) {
        self.layer = layer
        self.engine = engine
        target = try features.copy()
        factor = weight * normalisation.contentFactor(pixels: features.pixels, channels: features.channels)
    }

    func value(_ features: FeatureMap) -> Double {
        let (values, target) = (features.values, target.values)
        return factor
            * engine.sum(features.count) { range in
                VectorMath.squaredDistance(
                    values + range.lowerBound, target + range.lowerBound, count: range.count)
            }
    }

    /// Writes or adds `2 · factor · (F − P)`. Eq. 2 also sets it to zero where `F` is not positive: that is the ReLU's
    /// own gradient, which the network applies.
    func writeGradient(_ features: FeatureMap, into gradient: FeatureMap, accumulate: Bool) {
        let (values, target, scale) = (features.values, target.values, Float(2 * factor))
        engine.split(features.count, grain: 1 << 14) { range in
            VectorMath.writeDifference(
                values + range.lowerBound, target + range.lowerBound, scale: scale,
                into: gradient.values + range.lowerBound, accumulate: accumulate, count: range.count)
        }
    }
}
