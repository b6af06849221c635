import NSTThreads

extension Mask {
    /// The mask at another size: by the mean over the area of each new pixel where it shrinks, linearly where it grows.
    /// Its edges stay soft, values stay in their range, and all 0 or all 1 stays so to the bit.
    ///
    /// A mask without pixels becomes one in which none counts.
    public func resampled(height newHeight: Int, width newWidth: Int, pool: ThreadPool = .shared) -> Mask {
        guard newHeight != height || newWidth != width else { return self }
        guard height > 0, width > 0 else {
            return Mask(
                height: newHeight, width: newWidth, unchecked: [Float](repeating: 0, count: newHeight * newWidth))
        }
        let columns = MaskFilter.taps(from: width, to: newWidth)
        let rows = MaskFilter.taps(from: height, to: newHeight)
        let across = Self.rows(height, of: newWidth, pool: pool) { y, x in
            columns[x].mean { values[y * width + $0] }
        }
        let result = Self.rows(newHeight, of: newWidth, pool: pool) { y, x in
            rows[y].mean { across[$0 * newWidth + x] }
        }
        return Mask(height: newHeight, width: newWidth, unchecked: result)
    }

    /// `[height, width]` values, computed on all threads.
    private static func rows(
        _ height: Int, of width: Int, pool: ThreadPool, _ value: (_ y: Int, _ x: Int) -> Float
    ) -> [Float] {
        [Float](unsafeUninitializedCapacity: height * width) { target, count in
            let target = target
            // Fewer rows aren't worth a thread's start.
            pool.split(height, grain: 8) { range in
                for y in range {
                    for x in 0..<width { target[y * width + x] = value(y, x) }
                }
            }
            count = height * width
        }
    }

    /// The mask at the size of a feature map behind one more 2×2 pooling: each pixel is the mean of its four; an odd last
    /// row or column is left out, as the network does.
    package func pooled() -> Mask {
        let (rows, columns) = (height / 2, width / 2)
        var result = [Float](repeating: 0, count: rows * columns)
        for y in 0..<rows {
            for x in 0..<columns {
                let (upper, lower) = (2 * y * width + 2 * x, (2 * y + 1) * width + 2 * x)
                let sum = (values[upper] + values[upper + 1]) + (values[lower] + values[lower + 1])
                result[y * columns + x] = sum / 4
            }
        }
        return Mask(height: rows, width: columns, unchecked: result)
    }

    /// Combines two masks pixel by pixel.
    ///
    /// - Precondition: They have the same size.
    package func combined(with other: Mask, _ combine: (Float, Float) -> Float) -> Mask {
        precondition(height == other.height && width == other.width)
        return Mask(height: height, width: width, unchecked: zip(values, other.values).map(combine))
    }

    /// Whether all pixels count fully.
    package var isFull: Bool { values.allSatisfy { $0 == 1 } }

    /// The mask with all values brought into 0…1; what isn't a number becomes 0.
    package var clamped: Mask {
        Mask(height: height, width: width, unchecked: values.map { $0 > 0 ? min(1, $0) : 0 })
    }
}

/// The filter of `resampled`, along one axis.
private enum MaskFilter {
    /// Which old pixels make one new pixel, and with what weights.
    struct Tap {
        var start: Int
        var weights: [Float]

        /// The weighted mean of some values; divided by the weights' own sum, so that ones are kept to the bit.
        func mean(_ value: (_ index: Int) -> Float) -> Float {
            var (sum, total): (Float, Float) = (0, 0)
            for (offset, weight) in weights.enumerated() {
                sum += weight * value(start + offset)
                total += weight
            }
            return sum / total
        }
    }

    static func taps(from sourceCount: Int, to targetCount: Int) -> [Tap] {
        let ratio = Double(sourceCount) / Double(targetCount)
        return (0..<targetCount).map { target in
            if ratio <= 1 {
                let centre = min(Double(sourceCount - 1), max(0, (Double(target) + 0.5) * ratio - 0.5))
                let start = min(Int(centre), max(0, sourceCount - 2))
                let share = Float(centre - Double(start))
                return Tap(start: start, weights: sourceCount > 1 ? [1 - share, share] : [1])
            }
            let (from, to) = (Double(target) * ratio, Double(target + 1) * ratio)
            let (first, last) = (Int(from), min(sourceCount - 1, Int(to.rounded(.up)) - 1))
            let weights = (first...last).map { Float(min(to, Double($0 + 1)) - max(from, Double($0))) }
            return Tap(start: first, weights: weights)
        }
    }
}
