/// How much neighbouring pixels differ, as neural-style's `TVLoss` measures it: over all pixels but the last row and
/// column, half the squared difference to the right and to the lower neighbour.
public enum TotalVariation {
    /// `½ Σ (I[y,x] − I[y,x+1])² + (I[y,x] − I[y+1,x])²` over `y < height−1`, `x < width−1` and three channels.
    ///
    /// - Parameters:
    ///   - image: `[height, width, 3]`.
    ///   - weights: How much each pixel counts, `[height, width]`; `nil` for one everywhere. A difference counts as much
    ///     as the lesser of its two pixels.
    ///   - scale: A factor for the gradient alone.
    ///   - gradient: `[height, width, 3]`; `scale` times the sum's gradient is added.
    /// - Returns: The sum, without `scale`.
    public static func evaluate(
        image: UnsafePointer<Float>, height: Int, width: Int, weights: UnsafePointer<Float>? = nil, scale: Float,
        gradient: UnsafeMutablePointer<Float>
    ) -> Double {
        var sum = 0.0
        let row = 3 * width
        for y in 0..<max(0, height - 1) {
            var rowSum = 0.0
            if let weights {
                for x in 0..<max(0, width - 1) {
                    let pixel = y * width + x
                    let right = min(weights[pixel], weights[pixel + 1])
                    let below = min(weights[pixel], weights[pixel + width])
                    for index in (3 * pixel)..<(3 * pixel + 3) {
                        let across = image[index] - image[index + 3]
                        let down = image[index] - image[index + row]
                        rowSum += Double(right * across * across + below * down * down)
                        gradient[index] += scale * (right * across + below * down)
                        gradient[index + 3] -= scale * right * across
                        gradient[index + row] -= scale * below * down
                    }
                }
            } else {
                for index in (y * row)..<(y * row + 3 * max(0, width - 1)) {
                    let across = image[index] - image[index + 3]
                    let down = image[index] - image[index + row]
                    rowSum += Double(across * across + down * down)
                    gradient[index] += scale * (across + down)
                    gradient[index + 3] -= scale * across
                    gradient[index + row] -= scale * down
                }
            }
            sum += rowSum
        }
        return 0.5 * sum
    }
}
