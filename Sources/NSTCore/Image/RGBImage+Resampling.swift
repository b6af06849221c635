import Glibc

extension RGBImage {
    /// The picture at another size, by a Lanczos-3 filter (Duchon 1979; Turkowski 1990) that widens when shrinking so
    /// that nothing aliases. At the edges the filter sees only what is inside and is normalised. Values stay in 0…1.
    ///
    /// - Precondition: Both sizes have at least one pixel on each side.
    public func resampled(height newHeight: Int, width newWidth: Int) -> RGBImage {
        precondition(height > 0 && width > 0 && newHeight > 0 && newWidth > 0)
        guard newHeight != height || newWidth != width else { return self }
        let columns = Lanczos.taps(from: width, to: newWidth)
        let rows = Lanczos.taps(from: height, to: newHeight)

        // Across first: [height, newWidth, 3].
        var across = [Float](repeating: 0, count: 3 * height * newWidth)
        values.withUnsafeBufferPointer { source in
            across.withUnsafeMutableBufferPointer { target in
                for y in 0..<height {
                    for (x, tap) in columns.enumerated() {
                        var sum = SIMD4<Float>()
                        for (offset, weight) in tap.weights.enumerated() {
                            let index = 3 * (y * width + tap.start + offset)
                            sum += weight * SIMD4(source[index], source[index + 1], source[index + 2], 0)
                        }
                        let index = 3 * (y * newWidth + x)
                        for channel in 0..<3 { target[index + channel] = sum[channel] }
                    }
                }
            }
        }
        var result = RGBImage(height: newHeight, width: newWidth)
        let line = 3 * newWidth
        result.values = [Float](unsafeUninitializedCapacity: newHeight * line) { target, count in
            count = newHeight * line
            across.withUnsafeBufferPointer { source in
                for (y, tap) in rows.enumerated() {
                    for index in 0..<line { target[y * line + index] = 0 }
                    for (offset, weight) in tap.weights.enumerated() {
                        let from = (tap.start + offset) * line
                        for index in 0..<line { target[y * line + index] += weight * source[from + index] }
                    }
                    for index in 0..<line {
                        target[y * line + index] = min(1, max(0, target[y * line + index]))
                    }
                }
            }
        }
        return result
    }
}

/// The filter of `resampled`.
private enum Lanczos {
    /// Which source pixels make one target pixel, and with what weights (their sum is one).
    struct Tap {
        var start: Int
        var weights: [Float]
    }

    private static let lobes = 3.0

    static func taps(from sourceCount: Int, to targetCount: Int) -> [Tap] {
        let ratio = Double(sourceCount) / Double(targetCount)
        let stretch = max(1, ratio)
        let reach = lobes * stretch
        return (0..<targetCount).map { target in
            let centre = (Double(target) + 0.5) * ratio - 0.5
            let start = max(0, Int((centre - reach).rounded(.up)))
            let end = min(sourceCount - 1, Int((centre + reach).rounded(.down)))
            let weights = (start...max(start, end)).map { kernel((Double($0) - centre) / stretch) }
            let sum = weights.reduce(0, +)
            return Tap(start: start, weights: weights.map { Float($0 / sum) })
        }
    }

    private static func kernel(_ x: Double) -> Double {
        guard x != 0 else { return 1 }
        guard abs(x) < lobes else { return 0 }
        return sinc(x) * sinc(x / lobes)
    }

    private static func sinc(_ x: Double) -> Double { sin(Double.pi * x) / (Double.pi * x) }
}
