import NSTKernels
import NSTOptions
import NSTVGG

/// A Gram matrix that is wanted of a picture: of which layer, and how much the pixels of its map count.
struct GramRequest {
    let layer: LayerName
    let pixels: PixelWeights
}

/// Measures the Gram matrices of a whole picture tile by tile: sums over pixels don't mind in which order they are made.
struct TiledGrams {
    let pass: TiledPass
    private let normalisation: LossNormalisation
    private let scratch: UnsafeMutablePointer<Float>
    private let backend: Backend

    /// - Parameters:
    ///   - pass: Has the layers' maps, with tiles whose halo is that of features.
    ///   - scratch: As many values as `Objective.scratchCount` says.
    init(
        pass: TiledPass, normalisation: LossNormalisation, scratch: UnsafeMutablePointer<Float>, backend: Backend
    ) {
        self.pass = pass
        self.normalisation = normalisation
        self.scratch = scratch
        self.backend = backend
    }

    /// The Gram matrices `[channels, channels]` that are asked for, divided as the normalisation says.
    ///
    /// - Parameters:
    ///   - image: `[height, width, 3]`, sRGB 0…1.
    ///   - body: Called for each tile, when its feature maps are there.
    func measure(
        _ image: UnsafePointer<Float>, _ requests: [GramRequest],
        _ body: (_ tile: PictureTile, _ pass: FeaturePass) -> Void = { _, _ in }
    ) -> [[Float]] {
        var grams = requests.map { request in
            let channels = pass.channels(of: request.layer) ?? 0
            return [Float](repeating: 0, count: channels * channels)
        }
        pass.forward(image) { tile, tilePass in
            body(tile, tilePass)
            for (number, request) in requests.enumerated() {
                guard let features = tilePass.featureMap(request.layer) else { continue }
                let divisor = normalisation.gramDivisor(pixels: request.pixels.sum, channels: features.channels)
                grams[number].withUnsafeMutableBufferPointer { buffer in
                    guard let gram = buffer.baseAddress else { return }
                    pass.withWeights(tile, request.layer, request.pixels, coreOnly: true) { weights in
                        GramMatrix.compute(
                            features: features.values, pixels: features.pixels, channels: features.channels,
                            weights: weights, scale: Float(1 / divisor), gram: gram, accumulate: true,
                            scratch: scratch, kernels: backend.kernels, pool: backend.pool)
                    }
                }
            }
        }
        return grams
    }
}
