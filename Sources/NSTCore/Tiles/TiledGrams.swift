import NSTKernels

/// Measures the Gram matrices of a whole picture tile by tile: sums over pixels don't mind in which order they are made.
struct TiledGrams {
    let pass: TiledPass
    private let layers: [LayerName]
    private let normalisation: LossNormalisation
    private let scratch: UnsafeMutablePointer<Float>
    private let engine: Engine

    /// - Parameters:
    ///   - pass: Has the layers' maps, with tiles whose halo is that of features.
    ///   - scratch: As many values as `Objective.scratchCount` says.
    init(
        pass: TiledPass, layers: [LayerName], normalisation: LossNormalisation,
        scratch: UnsafeMutablePointer<Float>, engine: Engine
    ) {
        self.pass = pass
        self.layers = layers
        self.normalisation = normalisation
        self.scratch = scratch
        self.engine = engine
    }

    /// The Gram matrices `[channels, channels]` of the layers, divided as the normalisation says.
    ///
    /// - Parameter image: `[height, width, 3]`, sRGB 0…1.
    func measure(_ image: UnsafePointer<Float>) -> [LayerName: [Float]] {
        var grams: [LayerName: [Float]] = [:]
        pass.forward(image) { tile, tilePass in
            for layer in layers {
                guard let features = tilePass.featureMap(layer) else { continue }
                let channels = features.channels
                let divisor = normalisation.gramDivisor(
                    pixels: pass.tiling.map(of: layer).pixels, channels: channels)
                let weights = pass.coreWeights(tile, layer)
                var sum = grams[layer] ?? [Float](repeating: 0, count: channels * channels)
                sum.withUnsafeMutableBufferPointer { buffer in
                    guard let gram = buffer.baseAddress else { return }
                    GramMatrix.compute(
                        features: features.values, pixels: features.pixels, channels: channels,
                        weights: weights, scale: Float(1 / divisor), gram: gram, accumulate: true,
                        scratch: scratch, kernels: engine.kernels, workers: engine.workers)
                }
                grams[layer] = sum
            }
        }
        return grams
    }
}
