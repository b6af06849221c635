import Glibc
import NSTThreads

extension RGBImage {
    /// The picture at another size, by a Lanczos-3 filter (Duchon 1979; Turkowski 1990) that widens when shrinking so
    /// that nothing aliases. At the edges the filter sees only what is inside and is normalised. Values stay in 0…1.
    ///
    /// - Precondition: Both sizes have at least one pixel on each side.
    public func resampled(to extent: Extent, pool: ThreadPool = .shared) -> RGBImage {
        precondition(self.extent.shortest > 0 && extent.shortest > 0)
        guard extent != self.extent else { return self }
        // Across first: [height, extent.width, 3].
        let across = resampledAcross(Lanczos.taps(from: width, to: extent.width), pool: pool)
        let rows = Lanczos.taps(from: height, to: extent.height)
        let line = 3 * extent.width
        return RGBImage(height: extent.height, width: extent.width) { target in
            across.withUnsafeBufferPointer { source in
                pool.split(extent.height, grain: Self.leastRows) { range in
                    for y in range {
                        let tap = rows[y]
                        let row = UnsafeMutableBufferPointer(rebasing: target[(y * line)..<((y + 1) * line)])
                        row.initialize(repeating: 0)
                        for (offset, weight) in tap.weights.enumerated() {
                            let from = (tap.start + offset) * line
                            for index in 0..<line { row[index] += weight * source[from + index] }
                        }
                        for index in 0..<line { row[index] = min(1, max(0, row[index])) }
                    }
                }
            }
        }
    }

    /// The same by sides.
    public func resampled(height: Int, width: Int, pool: ThreadPool = .shared) -> RGBImage {
        resampled(to: Extent(height: height, width: width), pool: pool)
    }

    /// Fewer rows than this aren't worth a thread's start.
    private static let leastRows = 8

    /// The values with the columns filtered, `[height, columns, 3]`.
    private func resampledAcross(_ columns: [Lanczos.Tap], pool: ThreadPool) -> [Float] {
        let line = 3 * columns.count
        return [Float](unsafeUninitializedCapacity: height * line) { target, count in
            let target = target
            values.withUnsafeBufferPointer { source in
                pool.split(height, grain: Self.leastRows) { range in
                    for y in range {
                        for (x, tap) in columns.enumerated() {
                            var sum = SIMD4<Float>()
                            for (offset, weight) in tap.weights.enumerated() {
                                let index = 3 * (y * width + tap.start + offset)
                                sum += weight * SIMD4(source[index], source[index + 1], source[index + 2], 0)
                            }
                            for channel in 0..<3 { target[y * line + 3 * x + channel] = sum[channel] }
                        }
                    }
                }
            }
            count = height * line
        }
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
