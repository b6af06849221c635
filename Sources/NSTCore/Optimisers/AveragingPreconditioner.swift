import NSTKernels

/// A guess at the inverse curvature of a style-transfer loss, for L-BFGS to begin with: `P = Σ Uₖ Dₖ` for `k = 0…3`, where
/// `Dₖ` takes the mean of each cell of `2ᵏ × 2ᵏ` pixels and `Uₖ` spreads it over the cell again.
///
/// Each `Uₖ Dₖ` is an orthogonal projection, so `P` is symmetric and positive definite, with gains from 1 for what
/// alternates from pixel to pixel to 4 for what is even over cells of eight pixels. Such a loss curves about that much
/// less along coarse changes (measured on the pairs of gradients and steps of runs).
struct AveragingPreconditioner {
    /// Rows of the picture.
    let height: Int
    /// Columns of the picture.
    let width: Int
    /// `nil` for the calling thread alone.
    let backend: Backend?

    /// The side of the largest cell, in pixels.
    private static let side = 8

    /// Replaces `v`, `[height, width, 3]`, by `P v`.
    func apply(to v: UnsafeMutablePointer<Float>) {
        let rows = (height + Self.side - 1) / Self.side
        let columns = (width + Self.side - 1) / Self.side
        func applyRows(_ range: Range<Int>) {
            for row in range {
                for column in 0..<columns { applyCell(v, top: row * Self.side, left: column * Self.side) }
            }
        }
        if let backend { backend.split(rows, grain: 1) { applyRows($0) } } else { applyRows(0..<rows) }
    }

    /// One cell of the largest size; at the lower and right edges it has fewer pixels.
    private func applyCell(_ v: UnsafeMutablePointer<Float>, top: Int, left: Int) {
        withUnsafeTemporaryAllocation(of: SIMD4<Float>.self, capacity: 16 + 4 + 1) { means in
            let bottom = min(height, top + Self.side)
            let right = min(width, left + Self.side)
            // Sums and numbers of pixels, which ride along as the fourth component.
            means.update(repeating: SIMD4<Float>())
            for y in top..<bottom {
                for x in left..<right {
                    let pixel = v + 3 * (y * width + x)
                    means[(y - top) / 2 * 4 + (x - left) / 2] += SIMD4(pixel[0], pixel[1], pixel[2], 1)
                }
            }
            for cell in 0..<16 { means[16 + cell / 8 * 2 + cell % 4 / 2] += means[cell] }
            for cell in 16..<20 { means[20] += means[cell] }
            for cell in 0..<21 { means[cell] /= max(1, means[cell].w) }
            for y in top..<bottom {
                for x in left..<right {
                    let (row, column) = (y - top, x - left)
                    let sum =
                        means[row / 2 * 4 + column / 2] + means[16 + row / 4 * 2 + column / 4] + means[20]
                    let pixel = v + 3 * (y * width + x)
                    for channel in 0..<3 { pixel[channel] += sum[channel] }
                }
            }
        }
    }
}
