import COpenBLAS
import NSTKernelTypes
import NSTThreads

/// The Gram matrix of a feature map: which channels are active together (Gatys et al. 2015, eq. 3).
public enum GramMatrix {
    /// Pixels whose products are summed before they are added to a matrix: their features fit into the second-level
    /// cache.
    private static let blockPixels = 128

    /// The map is cut into this many parts at the most, whatever the number of threads, so that the sums don't depend
    /// on it.
    private static func parts(channels: Int) -> Int { max(4, min(16, 4096 / max(1, channels))) }

    /// A part with fewer pixels isn't worth a matrix of its own, which must be cleared and added to the others.
    private static let leastPixels = 512

    /// Values of scratch memory that `compute` needs.
    public static func scratchCount(channels: Int, threads: Int) -> Int {
        parts(channels: channels) * channels * channels + threads * 2 * blockPixels * channels
    }

    /// `gram[i, j] = scale · Σ_p weights[p] · features[p, i] · features[p, j]`, or added to what is there.
    ///
    /// Called for one part of a map after the other, with `accumulate` from the second on, it adds up the matrix of the
    /// whole; the sum depends on the parts and their order, but not on the number of threads.
    ///
    /// - Parameters:
    ///   - features: `[pixels, channels]`.
    ///   - weights: `[pixels]`, not negative; `nil` for one everywhere. Pixels with weight zero take hardly any time,
    ///     and nothing of their features is read.
    ///   - gram: `[channels, channels]`, symmetric.
    ///   - accumulate: Whether the result is added to `gram`, rather than overwriting it.
    ///   - scratch: `scratchCount` values.
    public static func compute(
        features: UnsafePointer<Float>, pixels: Int, channels: Int, weights: UnsafePointer<Float>? = nil, scale: Float,
        gram: UnsafeMutablePointer<Float>, accumulate: Bool = false, scratch: UnsafeMutablePointer<Float>,
        kernels: VectorKernels, pool: ThreadPool
    ) {
        let size = channels * channels
        let panel = kernels.panel
        let isVectorised = channels % panel == 0
        let most = parts(channels: channels)
        let blocks = scratch + most * size
        let parts = isVectorised ? min(most, max(1, pixels / leastPixels)) : most
        // Where the parts don't occupy the threads, the matrix' panels do.
        let groups = isVectorised && parts < most ? channels / panel : 1
        pool.run(parts * groups) { thread, item in
            let (part, group) = (item / groups, groups - 1 - item % groups)
            let range = (pixels * part / parts)..<(pixels * (part + 1) / parts)
            let sum = scratch + part * size
            guard isVectorised || weights != nil else {
                addOuterProducts(
                    features + range.lowerBound * channels, pixels: range.count, channels: channels, to: sum, factor: 0)
                return
            }
            let columns = groups == 1 ? 0..<channels : (group * panel)..<((group + 1) * panel)
            for row in 0..<columns.upperBound {
                (sum + row * channels + columns.lowerBound).update(repeating: 0, count: columns.count)
            }
            let block = blocks + thread * 2 * blockPixels * channels
            for first in stride(from: range.lowerBound, to: range.upperBound, by: blockPixels) {
                var rows = WeightedRows(
                    features: features + first * channels, count: min(blockPixels, range.upperBound - first),
                    channels: channels)
                // √w in both factors of each product.
                if let weights {
                    rows.apply(weights + first, copy: block + blockPixels * channels) { $0.squareRoot() }
                }
                guard rows.count > 0 else { continue }
                if isVectorised {
                    kernels.addGram(
                        GramBlock(
                            features: rows.features, pixels: rows.count, channels: channels,
                            panels: (columns.lowerBound / panel)..<(columns.upperBound / panel), gram: sum,
                            scratch: block))
                } else {
                    addOuterProducts(rows.features, pixels: rows.count, channels: channels, to: sum, factor: 1)
                }
            }
        }
        // The triangle is mirrored square by square: whole columns would lie a multiple of 4 KiB apart.
        let side = 32
        let squares = (channels + side - 1) / side
        pool.run(squares) { _, square in
            let rows = (square * side)..<min(channels, (square + 1) * side)
            for i in rows {
                let (sums, row) = (scratch + i * channels, gram + i * channels)
                for part in 1..<max(1, parts) {
                    let more = sums + part * size
                    for j in i..<channels { sums[j] += more[j] }
                }
                if accumulate {
                    for j in i..<channels { row[j] += scale * sums[j] }
                } else {
                    for j in i..<channels { row[j] = scale * sums[j] }
                }
            }
            for first in stride(from: rows.lowerBound, to: channels, by: side) {
                let columns = first..<min(channels, first + side)
                for j in columns {
                    for i in rows.lowerBound..<min(rows.upperBound, j) {
                        gram[j * channels + i] = gram[i * channels + j]
                    }
                }
            }
        }
    }

    /// `sum[i, j] = factor · sum[i, j] + Σ_p features[p, i] · features[p, j]` in the upper triangle, by OpenBLAS.
    private static func addOuterProducts(
        _ features: UnsafePointer<Float>, pixels: Int, channels: Int, to sum: UnsafeMutablePointer<Float>, factor: Float
    ) {
        cblas_ssyrk(
            CblasRowMajor, CblasUpper, CblasTrans, blasint(channels), blasint(pixels), 1, features, blasint(channels),
            factor, sum, blasint(channels))
    }

    /// Rows of the gradient that a thread takes at once.
    private static let gradientPixels = 112

    /// Values of scratch memory that `gradient` needs.
    public static func gradientScratchCount(channels: Int, threads: Int) -> Int {
        channels * channels + threads * 2 * gradientPixels * channels
    }

    /// `gradient[p, i] = scale · weights[p] · Σ_j features[p, j] · difference[j, i]`, or added to what is there.
    ///
    /// - Parameters:
    ///   - features: `[pixels, channels]`.
    ///   - weights: `[pixels]`, not negative; `nil` for one everywhere. Pixels with weight zero take hardly any time,
    ///     and nothing of their features is read.
    ///   - difference: `[channels, channels]`, symmetric.
    ///   - gradient: `[pixels, channels]`.
    ///   - accumulate: Whether the result is added to the gradient, rather than overwriting it.
    ///   - scratch: `gradientScratchCount` values.
    public static func gradient(
        features: UnsafePointer<Float>, pixels: Int, channels: Int, weights: UnsafePointer<Float>? = nil,
        difference: UnsafePointer<Float>, scale: Float, gradient: UnsafeMutablePointer<Float>, accumulate: Bool,
        scratch: UnsafeMutablePointer<Float>, kernels: VectorKernels, pool: ThreadPool
    ) {
        let items = (pixels + gradientPixels - 1) / gradientPixels
        let panel = kernels.panel
        let isVectorised = channels % panel == 0
        if isVectorised {
            pool.run(channels / panel) { _, number in
                let (target, source) = (scratch + number * channels * panel, difference + number * panel)
                for row in 0..<channels {
                    for column in 0..<panel {
                        target[row * panel + column] = scale * source[row * channels + column]
                    }
                }
            }
        }
        let blocks = scratch + channels * channels
        pool.run(items) { thread, item in
            let first = item * gradientPixels
            let target = gradient + first * channels
            let product = blocks + thread * 2 * gradientPixels * channels
            var rows = WeightedRows(
                features: features + first * channels, count: min(gradientPixels, pixels - first), channels: channels)
            let all = rows.count
            if let weights { rows.apply(weights + first, copy: product + gradientPixels * channels) { $0 } }
            func multiply(into result: UnsafeMutablePointer<Float>, factor: Float) {
                if isVectorised {
                    kernels.multiply(
                        Product(
                            a: rows.features, aStride: channels, rows: rows.count, depth: channels, b: scratch,
                            panels: channels / panel, c: result, cStride: channels))
                } else {
                    cblas_sgemm(
                        CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(rows.count), blasint(channels),
                        blasint(channels), scale, rows.features, blasint(channels), difference, blasint(channels),
                        factor, result, blasint(channels))
                }
            }
            if let weights, rows.isCopied {
                if rows.count > 0 { multiply(into: product, factor: 0) }
                rows.spread(
                    product, to: target, where: weights + first, of: all, accumulate: accumulate, kernels: kernels)
            } else if !accumulate || !isVectorised {
                multiply(into: target, factor: accumulate ? 1 : 0)
            } else {
                multiply(into: product, factor: 0)
                kernels.add(product, target, rows.count * channels)
            }
        }
    }
}
