import NSTKernels

/// How far a feature map is from the content picture's (Gatys et al. 2015, eq. 1).
struct ContentLoss {
    let layer: LayerName
    /// The content picture's feature map.
    private let target: FeatureMap
    /// The loss is this times `Σ (F − P)²`.
    private let factor: Double

    init(layer: LayerName, target features: FeatureMap, weight: Double, normalisation: LossNormalisation) {
        self.layer = layer
        target = FeatureMap(height: features.height, width: features.width, channels: features.channels)
        target.copy(features)
        factor = weight * normalisation.contentFactor(features: features)
    }

    func value(_ features: FeatureMap) -> Double {
        factor * VectorMath.squaredDistance(features.values, target.values, count: features.count)
    }

    /// Adds `2 · factor · (F − P)`. Eq. 2 also sets it to zero where `F` is not positive: that is the ReLU's own
    /// gradient, which the network applies.
    func accumulateGradient(_ features: FeatureMap, into gradient: FeatureMap) {
        VectorMath.accumulateDifference(
            features.values, target.values, scale: Float(2 * factor), into: gradient.values, count: features.count)
    }
}
