import NSTThreads

/// How much neighbouring pixels differ: over all pixels but the last row and column, what the differences to the right and
/// to the lower neighbour cost.
public enum TotalVariation {
    /// What a difference costs.
    public enum Cost: Sendable {
        /// Half its square, as in neural-style's `TVLoss`.
        case squares
        /// Its magnitude, as in Hvass' *TensorFlow Tutorial #15*.
        case magnitudes
    }

    /// `Σ c(I[y,x] − I[y,x+1]) + c(I[y,x] − I[y+1,x])` over `y < height−1`, `x < width−1` and three channels, with the
    /// cost `c`.
    ///
    /// - Parameters:
    ///   - cost: Half the square, or the magnitude.
    ///   - image: `[height, width, 3]`.
    ///   - weights: How much each pixel counts, `[height, width]`; `nil` for one everywhere. A difference counts as much
    ///     as the lesser of its two pixels.
    ///   - scale: A factor for the gradient alone.
    ///   - gradient: `[height, width, 3]`; `scale` times the sum's gradient is added. `nil` where only the sum is wanted.
    ///   - workers: The threads that share the rows; `nil` for the caller's alone. The result is the same.
    /// - Returns: The sum, without `scale`.
    public static func evaluate(
        _ cost: Cost = .squares, image: UnsafePointer<Float>, height: Int, width: Int,
        weights: UnsafePointer<Float>? = nil, scale: Float = 1, gradient: UnsafeMutablePointer<Float>?,
        pool: ThreadPool? = nil
    ) -> Double {
        switch cost {
        case .squares:
            0.5
                * sum(
                    Squares.self, image: image, height: height, width: width, weights: weights, scale: scale,
                    gradient: gradient, pool: pool)
        case .magnitudes:
            sum(
                Magnitudes.self, image: image, height: height, width: width, weights: weights, scale: scale,
                gradient: gradient, pool: pool)
        }
    }

    @inline(__always)
    private static func sum<Cost: DifferenceCost>(
        _ cost: Cost.Type, image: UnsafePointer<Float>, height: Int, width: Int, weights: UnsafePointer<Float>?,
        scale: Float, gradient: UnsafeMutablePointer<Float>?, pool: ThreadPool?
    ) -> Double {
        guard height > 1, width > 1 else { return 0 }
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: height) { sums in
            // A thread writes only to its own rows, so each row takes what its upper neighbour's differences give it.
            func rows(_ rows: Range<Int>) {
                for y in rows {
                    let picture = Row<Cost>(image: image, weights: weights, y: y, width: width)
                    sums[y] = y + 1 < height ? picture.addOwn(scale, to: gradient) : 0
                    if y > 0, let gradient { picture.addUpper(scale, to: gradient) }
                }
            }
            if let pool {
                let parts = min(height, 4 * pool.count)
                pool.run(parts) { _, part in rows((height * part / parts)..<(height * (part + 1) / parts)) }
            } else {
                rows(0..<height)
            }
            // In the order of rows, whoever summed them.
            return sums.prefix(height).reduce(0, +)
        }
    }

    /// Squares, without their half: `value` is twice what `slope` is the slope of.
    private enum Squares: DifferenceCost {
        static func value(_ difference: Float) -> Float { difference * difference }
        static func slope(_ difference: Float) -> Float { difference }
    }

    private enum Magnitudes: DifferenceCost {
        static func value(_ difference: Float) -> Float { abs(difference) }
        static func slope(_ difference: Float) -> Float { difference > 0 ? 1 : difference < 0 ? -1 : 0 }
    }

    /// One row of a picture, from which the differences are taken.
    private struct Row<Cost: DifferenceCost> {
        let image: UnsafePointer<Float>
        let weights: UnsafePointer<Float>?
        let y: Int
        let width: Int

        private var stride: Int { 3 * width }

        /// The row's differences to the right and downwards: adds their gradient as far as it falls into the row.
        ///
        /// - Returns: The sum of their costs.
        @inline(__always)
        func addOwn(_ scale: Float, to gradient: UnsafeMutablePointer<Float>?) -> Double {
            var sum = 0.0
            let (start, end) = (y * stride, y * stride + 3 * (width - 1))
            if let weights {
                for x in 0..<(width - 1) {
                    let pixel = y * width + x
                    let right = min(weights[pixel], weights[pixel + 1])
                    let below = min(weights[pixel], weights[pixel + width])
                    for index in (3 * pixel)..<(3 * pixel + 3) {
                        let across = image[index] - image[index + 3]
                        let down = image[index] - image[index + stride]
                        sum += Double(right * Cost.value(across) + below * Cost.value(down))
                        guard let gradient else { continue }
                        gradient[index] += scale * (right * Cost.slope(across) + below * Cost.slope(down))
                        gradient[index + 3] -= scale * right * Cost.slope(across)
                    }
                }
            } else {
                for index in start..<end {
                    let across = image[index] - image[index + 3]
                    let down = image[index] - image[index + stride]
                    sum += Double(Cost.value(across) + Cost.value(down))
                    guard let gradient else { continue }
                    gradient[index] += scale * (Cost.slope(across) + Cost.slope(down))
                    gradient[index + 3] -= scale * Cost.slope(across)
                }
            }
            return sum
        }

        /// The gradient of the upper row's differences downwards, as far as it falls into this row.
        @inline(__always)
        func addUpper(_ scale: Float, to gradient: UnsafeMutablePointer<Float>) {
            for x in 0..<(width - 1) {
                let pixel = y * width + x
                let weight = weights.map { min($0[pixel - width], $0[pixel]) } ?? 1
                for index in (3 * pixel)..<(3 * pixel + 3) {
                    gradient[index] -= scale * weight * Cost.slope(image[index - stride] - image[index])
                }
            }
        }
    }
}

/// What a difference costs, and its slope.
private protocol DifferenceCost {
    static func value(_ difference: Float) -> Float
    static func slope(_ difference: Float) -> Float
}
