import COpenBLAS

/// The Gram matrix of a feature map: which channels are active together (Gatys et al. 2015, eq. 3).
public enum GramMatrix {
    /// `gram[i, j] = scale · Σ_p features[p, i] · features[p, j]`.
    ///
    /// - Parameters:
    ///   - features: `[pixels, channels]`.
    ///   - gram: `[channels, channels]`, overwritten; symmetric.
    public static func compute(
        features: UnsafePointer<Float>, pixels: Int, channels: Int, scale: Float, gram: UnsafeMutablePointer<Float>,
        threads: Int
    ) {
        let size = channels * channels
        let parts = max(1, min(threads, pixels))
        let partial = UnsafeMutablePointer<Float>.allocate(capacity: parts * size)
        defer { partial.deallocate() }
        nonisolated(unsafe) let (features, sums) = (features, partial)
        Parallel.split(pixels, threads: parts) { part, range in
            cblas_ssyrk(
                CblasRowMajor, CblasUpper, CblasTrans, blasint(channels), blasint(range.count), scale,
                features + range.lowerBound * channels, blasint(channels), 0, sums + part * size, blasint(channels))
        }
        for i in 0..<channels {
            for j in i..<channels {
                var sum: Float = 0
                for part in 0..<parts { sum += partial[part * size + i * channels + j] }
                gram[i * channels + j] = sum
                gram[j * channels + i] = sum
            }
        }
    }

    /// `gradient[p, i] += scale · Σ_j features[p, j] · difference[j, i]`.
    ///
    /// - Parameters:
    ///   - features: `[pixels, channels]`.
    ///   - difference: `[channels, channels]`, symmetric.
    ///   - gradient: `[pixels, channels]`, added to.
    public static func accumulateGradient(
        features: UnsafePointer<Float>, pixels: Int, channels: Int, difference: UnsafePointer<Float>, scale: Float,
        gradient: UnsafeMutablePointer<Float>, threads: Int
    ) {
        nonisolated(unsafe) let (features, difference, gradient) = (features, difference, gradient)
        Parallel.split(pixels, threads: threads) { _, range in
            cblas_sgemm(
                CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(range.count), blasint(channels),
                blasint(channels), scale, features + range.lowerBound * channels, blasint(channels), difference,
                blasint(channels), 1, gradient + range.lowerBound * channels, blasint(channels))
        }
    }
}
