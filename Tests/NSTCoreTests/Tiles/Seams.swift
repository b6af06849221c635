@testable import NSTCore

/// Where two gradients of one picture differ.
///
/// Where a value is nearly zero, or two of a pooling cell nearly equal, rounding decides where the gradient goes: that
/// makes few but large differences anywhere. At seams, there would be many.
struct GradientDifference {
    /// The length of the difference over that of the expected gradient.
    private(set) var relative = 0.0
    /// The share of values near to where tiles meet that differ by more than the threshold.
    private(set) var atSeams = 0.0
    /// The share of all other values that do.
    private(set) var elsewhere = 0.0
    /// What counts as different, in the root mean square of the expected gradient.
    private static let threshold = 1e-4

    /// - Parameter reach: How many pixels to both sides of a border count as near.
    init(_ actual: [Float], _ expected: [Float], tiling: Tiling, reach: Int = 8) {
        func near(_ spans: [TileSpan], _ length: Int) -> [Bool] {
            var near = [Bool](repeating: false, count: length)
            for span in spans.dropFirst() {
                let border = span.core.lowerBound
                for place in max(0, border - reach)..<min(length, border + reach) { near[place] = true }
            }
            return near
        }
        let (rows, columns) = (near(tiling.rows, tiling.picture.height), near(tiling.columns, tiling.picture.width))
        let length = expected.reduce(0) { $0 + Double($1) * Double($1) }
        let limit = Self.threshold * (length / Double(max(1, expected.count))).squareRoot()
        var (sum, seamCount) = (0.0, 0)
        for (index, (a, b)) in zip(actual, expected).enumerated() {
            let distance = abs(Double(a) - Double(b))
            sum += distance * distance
            let pixel = index / 3
            let isNear = rows[pixel / tiling.picture.width] || columns[pixel % tiling.picture.width]
            if isNear { seamCount += 1 }
            guard !(distance <= limit) else { continue }
            if isNear { atSeams += 1 } else { elsewhere += 1 }
        }
        relative = sum == 0 ? 0 : (sum / length).squareRoot()
        atSeams /= Double(max(1, seamCount))
        elsewhere /= Double(max(1, expected.count - seamCount))
    }
}
