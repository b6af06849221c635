import COpenBLAS
import NSTKernelTypes

/// The Gram matrix of a feature map: which channels are active together (Gatys et al. 2015, eq. 3).
public enum GramMatrix {
    /// Pixels whose products are summed before they are added to a matrix: their features fit into the second-level
    /// cache.
    private static let blockPixels = 128

    /// The map is cut into this many parts at the most, whatever the number of threads, so that the sums don't depend
    /// on it.
    private static func parts(channels: Int) -> Int { max(4, min(16, 4096 / max(1, channels))) }

    /// Values of scratch memory that `compute` needs.
    public static func scratchCount(channels: Int, threads: Int) -> Int {
        parts(channels: channels) * channels * channels + threads * blockPixels * channels
    }

    /// `gram[i, j] = scale · Σ_p features[p, i] · features[p, j]`.
    ///
    /// - Parameters:
    ///   - features: `[pixels, channels]`.
    ///   - gram: `[channels, channels]`, overwritten; symmetric.
    ///   - scratch: `scratchCount` values.
    public static func compute(
        features: UnsafePointer<Float>, pixels: Int, channels: Int, scale: Float, gram: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>, kernels: VectorKernels, workers: Workers
    ) {
        let size = channels * channels
        let parts = parts(channels: channels)
        let blocks = scratch + parts * size
        workers.run(parts) { worker, part in
            let range = (pixels * part / parts)..<(pixels * (part + 1) / parts)
            let sum = scratch + part * size
            guard channels % kernels.panel == 0 else {
                cblas_ssyrk(
                    CblasRowMajor, CblasUpper, CblasTrans, blasint(channels), blasint(range.count), 1,
                    features + range.lowerBound * channels, blasint(channels), 0, sum, blasint(channels))
                return
            }
            sum.update(repeating: 0, count: size)
            var first = range.lowerBound
            while first < range.upperBound {
                let count = min(blockPixels, range.upperBound - first)
                kernels.addGram(
                    GramBlock(
                        features: features + first * channels, pixels: count, channels: channels, gram: sum,
                        scratch: blocks + worker * blockPixels * channels))
                first += count
            }
        }
        workers.run(channels) { _, i in
            for j in i..<channels {
                var sum: Float = 0
                for part in 0..<parts { sum += scratch[part * size + i * channels + j] }
                gram[i * channels + j] = scale * sum
                gram[j * channels + i] = scale * sum
            }
        }
    }

    /// Rows of the gradient that a thread takes at once.
    private static let gradientPixels = 112

    /// Values of scratch memory that `gradient` needs.
    public static func gradientScratchCount(channels: Int, threads: Int) -> Int {
        channels * channels + threads * gradientPixels * channels
    }

    /// `gradient[p, i] = scale · Σ_j features[p, j] · difference[j, i]`, or added to what is there.
    ///
    /// - Parameters:
    ///   - features: `[pixels, channels]`.
    ///   - difference: `[channels, channels]`, symmetric.
    ///   - gradient: `[pixels, channels]`.
    ///   - accumulate: Whether the result is added to the gradient, rather than overwriting it.
    ///   - scratch: `gradientScratchCount` values.
    public static func gradient(
        features: UnsafePointer<Float>, pixels: Int, channels: Int, difference: UnsafePointer<Float>, scale: Float,
        gradient: UnsafeMutablePointer<Float>, accumulate: Bool, scratch: UnsafeMutablePointer<Float>,
        kernels: VectorKernels, workers: Workers
    ) {
        let items = (pixels + gradientPixels - 1) / gradientPixels
        let panel = kernels.panel
        guard channels % panel == 0 else {
            workers.run(items) { _, item in
                let first = item * gradientPixels
                cblas_sgemm(
                    CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(min(gradientPixels, pixels - first)),
                    blasint(channels), blasint(channels), scale, features + first * channels, blasint(channels),
                    difference, blasint(channels), accumulate ? 1 : 0, gradient + first * channels, blasint(channels))
            }
            return
        }
        workers.run(channels / panel) { _, number in
            let (target, source) = (scratch + number * channels * panel, difference + number * panel)
            for row in 0..<channels {
                for column in 0..<panel {
                    target[row * panel + column] = scale * source[row * channels + column]
                }
            }
        }
        let sums = scratch + channels * channels
        workers.run(items) { worker, item in
            let first = item * gradientPixels
            let count = min(gradientPixels, pixels - first)
            let target = gradient + first * channels
            let product = accumulate ? sums + worker * gradientPixels * channels : target
            kernels.multiply(
                Product(
                    a: features + first * channels, aStride: channels, rows: count, depth: channels, b: scratch,
                    panels: channels / panel, c: product, cStride: channels))
            if accumulate { kernels.add(product, target, count * channels) }
        }
    }
}
