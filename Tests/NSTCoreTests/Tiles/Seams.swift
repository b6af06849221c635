@testable import NSTCore

/// Where two gradients of one picture differ.
struct GradientDifference {
    /// The length of the difference over that of the expected gradient.
    private(set) var relative = 0.0
    /// The mean squared difference in pixels near to where tiles meet.
    private(set) var atSeams = 0.0
    /// The mean squared difference in all other pixels.
    private(set) var elsewhere = 0.0

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
        var (seamCount, length) = (0, 0.0)
        for (index, (a, b)) in zip(actual, expected).enumerated() {
            let square = (Double(a) - Double(b)) * (Double(a) - Double(b))
            length += Double(b) * Double(b)
            let pixel = index / 3
            if rows[pixel / tiling.picture.width] || columns[pixel % tiling.picture.width] {
                atSeams += square
                seamCount += 1
            } else {
                elsewhere += square
            }
        }
        let sum = atSeams + elsewhere
        relative = sum == 0 ? 0 : (sum / length).squareRoot()
        atSeams /= Double(max(1, seamCount))
        elsewhere /= Double(max(1, actual.count - seamCount))
    }
}
