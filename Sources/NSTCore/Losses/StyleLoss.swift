import NSTKernels

/// How far a feature map's Gram matrix is from the style picture's (Gatys et al. 2015, eq. 3–5).
struct StyleLoss {
    let layer: LayerName
    /// The style picture's Gram matrix `[channels, channels]`, divided as the normalisation says.
    let target: [Float]
    let normalisation: LossNormalisation
    /// The loss is this times `Σ (Ĝ − Â)²`.
    let factor: Double

    init(
        layer: LayerName, target features: FeatureMap, weight: Double, normalisation: LossNormalisation,
        layerCount: Int, scratch: UnsafeMutablePointer<Float>, engine: Engine
    ) {
        self.layer = layer
        self.normalisation = normalisation
        factor = weight * normalisation.styleFactor(channels: features.channels, layerCount: layerCount)
        target = Self.gram(features, normalisation: normalisation, scratch: scratch, engine: engine)
    }

    /// Values of scratch memory that a loss on a map with so many channels needs.
    static func scratchCount(channels: Int, engine: Engine.Configuration) -> Int {
        max(
            GramMatrix.scratchCount(channels: channels, threads: engine.threads),
            GramMatrix.gradientScratchCount(channels: channels, threads: engine.threads))
    }

    /// The Gram matrix `[channels, channels]` of a feature map, divided as the normalisation says.
    static func gram(
        _ features: FeatureMap, normalisation: LossNormalisation, scratch: UnsafeMutablePointer<Float>, engine: Engine
    ) -> [Float] {
        let size = features.channels * features.channels
        return [Float](unsafeUninitializedCapacity: size) { buffer, count in
            if let gram = buffer.baseAddress {
                GramMatrix.compute(
                    features: features.values, pixels: features.pixels, channels: features.channels,
                    scale: Float(
                        1 / normalisation.gramDivisor(pixels: features.pixels, channels: features.channels)),
                    gram: gram, scratch: scratch, kernels: engine.kernels, workers: engine.workers)
            }
            count = size
        }
    }

    /// The loss, and the difference `Ĝ − Â` that its gradient needs.
    func value(
        _ features: FeatureMap, scratch: UnsafeMutablePointer<Float>, engine: Engine
    ) -> (loss: Double, difference: [Float]) {
        value(gram: Self.gram(features, normalisation: normalisation, scratch: scratch, engine: engine))
    }

    /// The loss of a Gram matrix, divided as the normalisation says, and the difference `Ĝ − Â`.
    func value(gram: [Float]) -> (loss: Double, difference: [Float]) {
        var difference = gram
        let loss = factor * VectorMath.squaredDistance(difference, target, count: target.count)
        difference.withUnsafeMutableBufferPointer { buffer in
            if let base = buffer.baseAddress { VectorMath.add(-1, times: target, to: base, count: target.count) }
        }
        return (loss, difference)
    }

    /// Writes or adds `4 · factor / divisor · F (Ĝ − Â)` (eq. 6 of the paper, with this normalisation's constants).
    ///
    /// - Parameter pixels: How many pixels the map has of which the Gram matrix is, if this one is only a part.
    func writeGradient(
        _ features: FeatureMap, difference: [Float], pixels: Int? = nil, into gradient: FeatureMap, accumulate: Bool,
        scratch: UnsafeMutablePointer<Float>, engine: Engine
    ) {
        let divisor = normalisation.gramDivisor(pixels: pixels ?? features.pixels, channels: features.channels)
        let scale = 4 * factor / divisor
        GramMatrix.gradient(
            features: features.values, pixels: features.pixels, channels: features.channels, difference: difference,
            scale: Float(scale), gradient: gradient.values, accumulate: accumulate, scratch: scratch,
            kernels: engine.kernels, workers: engine.workers)
    }
}
