import NSTThreads

/// Pooling over 2×2 pixels with stride 2 on feature maps `[height, width, channels]`; an odd last row or column is
/// left out, as in Caffe's VGG run through PyTorch.
public enum Pooling {
    /// `output[y, x, c] = max` of the four input values.
    ///
    /// - Parameters:
    ///   - input: `[height, width, channels]`.
    ///   - output: `[height/2, width/2, channels]`, overwritten.
    public static func maximum(
        _ input: UnsafePointer<Float>, height: Int, width: Int, channels: Int, output: UnsafeMutablePointer<Float>,
        pool: ThreadPool
    ) {
        forEachWindow(height: height, width: width, channels: channels, pool: pool) { window, corner in
            let (target, rowStride) = (output + window * channels, width * channels)
            let source = input + corner
            for c in 0..<channels {
                let top = max(source[c], source[c + channels])
                let bottom = max(source[c + rowStride], source[c + rowStride + channels])
                target[c] = max(top, bottom)
            }
        }
    }

    /// Hands each window's gradient to the first of its four input values that is the greatest.
    ///
    /// - Parameters:
    ///   - input: What `maximum` was given.
    ///   - gradient: With respect to `maximum`'s output, `[height/2, width/2, channels]`.
    ///   - inputGradient: `[height, width, channels]`, overwritten.
    public static func maximumBackward(
        input: UnsafePointer<Float>, height: Int, width: Int, channels: Int, gradient: UnsafePointer<Float>,
        inputGradient: UnsafeMutablePointer<Float>, pool: ThreadPool
    ) {
        clearUnpooled(inputGradient, height: height, width: width, channels: channels)
        forEachWindow(height: height, width: width, channels: channels, pool: pool) { window, corner in
            let rowStride = width * channels
            let (source, target) = (input + corner, inputGradient + corner)
            let incoming = gradient + window * channels
            for c in 0..<channels {
                let (upperLeft, upperRight) = (source[c], source[c + channels])
                let (lowerLeft, lowerRight) = (source[c + rowStride], source[c + rowStride + channels])
                let (upper, lower) = (max(upperLeft, upperRight), max(lowerLeft, lowerRight))
                let (isLower, value) = (lower > upper, incoming[c])
                let (inUpper, inLower) = (isLower ? 0 : value, isLower ? value : 0)
                target[c] = upperRight > upperLeft ? 0 : inUpper
                target[c + channels] = upperRight > upperLeft ? inUpper : 0
                target[c + rowStride] = lowerRight > lowerLeft ? 0 : inLower
                target[c + rowStride + channels] = lowerRight > lowerLeft ? inLower : 0
            }
        }
    }

    /// `output[y, x, c] =` mean of the four input values; shapes as for `maximum`.
    public static func average(
        _ input: UnsafePointer<Float>, height: Int, width: Int, channels: Int, output: UnsafeMutablePointer<Float>,
        pool: ThreadPool
    ) {
        forEachWindow(height: height, width: width, channels: channels, pool: pool) { window, corner in
            let (target, rowStride) = (output + window * channels, width * channels)
            let source = input + corner
            for c in 0..<channels {
                let top = source[c] + source[c + channels]
                let bottom = source[c + rowStride] + source[c + rowStride + channels]
                target[c] = 0.25 * (top + bottom)
            }
        }
    }

    /// Hands a quarter of each window's gradient to each of its four input values; shapes as for `maximumBackward`.
    public static func averageBackward(
        height: Int, width: Int, channels: Int, gradient: UnsafePointer<Float>,
        inputGradient: UnsafeMutablePointer<Float>, pool: ThreadPool
    ) {
        clearUnpooled(inputGradient, height: height, width: width, channels: channels)
        forEachWindow(height: height, width: width, channels: channels, pool: pool) { window, corner in
            let rowStride = width * channels
            let target = inputGradient + corner
            let incoming = gradient + window * channels
            for c in 0..<channels {
                let quarter = 0.25 * incoming[c]
                target[c] = quarter
                target[c + channels] = quarter
                target[c + rowStride] = quarter
                target[c + rowStride + channels] = quarter
            }
        }
    }

    /// Sets to zero what no window covers: an odd last row and column.
    private static func clearUnpooled(
        _ map: UnsafeMutablePointer<Float>, height: Int, width: Int, channels: Int
    ) {
        if height % 2 == 1 {
            (map + (height - 1) * width * channels).update(repeating: 0, count: width * channels)
        }
        if width % 2 == 1 {
            for y in 0..<height { (map + (y * width + width - 1) * channels).update(repeating: 0, count: channels) }
        }
    }

    /// Calls `body` with each output pixel's number and the place of its first input value.
    @inline(__always)
    private static func forEachWindow(
        height: Int, width: Int, channels: Int, pool: ThreadPool, _ body: (Int, Int) -> Void
    ) {
        let (cellRows, cellColumns) = (height / 2, width / 2)
        pool.run(cellRows) { _, y in
            for x in 0..<cellColumns {
                body(y * cellColumns + x, (2 * y * width + 2 * x) * channels)
            }
        }
    }
}
