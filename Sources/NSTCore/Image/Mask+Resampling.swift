extension Mask {
    /// The mask at another size: by the mean over the area of each new pixel where it shrinks, linearly where it grows.
    /// Its edges stay soft, values stay in their range, and all 0 or all 1 stays so to the bit.
    ///
    /// A mask without pixels becomes one in which none counts.
    public func resampled(height newHeight: Int, width newWidth: Int) -> Mask {
        guard newHeight != height || newWidth != width else { return self }
        guard height > 0, width > 0 else {
            return Mask(
                height: newHeight, width: newWidth, unchecked: [Float](repeating: 0, count: newHeight * newWidth))
        }
        let columns = MaskFilter.taps(from: width, to: newWidth)
        let rows = MaskFilter.taps(from: height, to: newHeight)
        var across = [Float](repeating: 0, count: height * newWidth)
        for y in 0..<height {
            for (x, tap) in columns.enumerated() {
                across[y * newWidth + x] = tap.mean { values[y * width + $0] }
            }
        }
        var result = [Float](repeating: 0, count: newHeight * newWidth)
        for (y, tap) in rows.enumerated() {
            for x in 0..<newWidth { result[y * newWidth + x] = tap.mean { across[$0 * newWidth + x] } }
        }
        return Mask(height: newHeight, width: newWidth, unchecked: result)
    }

    /// The mask at the size of a feature map behind one more 2×2 pooling: each pixel is the mean of its four; an odd last
    /// row or column is left out, as the network does.
    func pooled() -> Mask {
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
    func combined(with other: Mask, _ combine: (Float, Float) -> Float) -> Mask {
        precondition(height == other.height && width == other.width)
        return Mask(height: height, width: width, unchecked: zip(values, other.values).map(combine))
    }

    /// Whether all pixels count fully.
    var isFull: Bool { values.allSatisfy { $0 == 1 } }

    /// The mask with all values brought into 0…1; what isn't a number becomes 0.
    var clamped: Mask {
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
