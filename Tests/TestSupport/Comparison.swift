/// How far two vectors are apart.
public enum Comparison {
    /// The greatest difference over the greatest magnitude of `expected` (0 if both are all zero, NaN counts as far).
    public static func relativeError<A: BinaryFloatingPoint, B: BinaryFloatingPoint>(_ actual: [A], _ expected: [B])
        -> Double
    {
        guard actual.count == expected.count else { return .infinity }
        var (difference, scale) = (0.0, 0.0)
        for (a, b) in zip(actual, expected) {
            let distance = abs(Double(a) - Double(b))
            guard distance.isFinite else { return .infinity }
            difference = max(difference, distance)
            scale = max(scale, abs(Double(b)))
        }
        return difference == 0 ? 0 : difference / scale
    }

    /// The cosine of the angle between two vectors.
    public static func cosine<A: BinaryFloatingPoint, B: BinaryFloatingPoint>(_ a: [A], _ b: [B]) -> Double {
        guard a.count == b.count else { return .nan }
        var (product, squareA, squareB) = (0.0, 0.0, 0.0)
        for (x, y) in zip(a, b) {
            product += Double(x) * Double(y)
            squareA += Double(x) * Double(x)
            squareB += Double(y) * Double(y)
        }
        return product / (squareA * squareB).squareRoot()
    }
}
