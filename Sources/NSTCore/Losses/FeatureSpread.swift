import NSTKernels

extension FeatureMap {
    /// `Σ w (P − P̄)²` and `Σ w P²` over pixels and channels, with `P̄` each channel's mean over the pixels that count.
    func spread(pixels weights: PixelWeights, backend: Backend) -> (aroundMean: Double, aroundZero: Double) {
        // Per row, so that the result doesn't depend on the number of threads: channels' sums, then the squares' sum.
        let stride = channels + 1
        var rows = [Double](repeating: 0, count: height * stride)
        rows.withUnsafeMutableBufferPointer { rows in
            let rows = rows
            backend.split(height, grain: 1) { range in
                for y in range {
                    var squares = 0.0
                    for x in 0..<width {
                        let pixel = y * width + x
                        let weight = Double(weights.values?[pixel] ?? 1)
                        for channel in 0..<channels {
                            let value = Double(values[pixel * channels + channel])
                            rows[y * stride + channel] += weight * value
                            squares += weight * value * value
                        }
                    }
                    rows[y * stride + channels] = squares
                }
            }
        }
        var ofMean = 0.0
        for channel in 0..<channels {
            let sum = (0..<height).reduce(0) { $0 + rows[$1 * stride + channel] }
            ofMean += sum * sum
        }
        let aroundZero = (0..<height).reduce(0) { $0 + rows[$1 * stride + channels] }
        return (max(0, aroundZero - ofMean / max(weights.sum, .leastNormalMagnitude)), aroundZero)
    }
}
