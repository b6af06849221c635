/// The shape of one picture's blob; how many pictures are computed at once doesn't count.
package enum BlobShape: Equatable, Sendable {
    case map(channels: Int, height: Int, width: Int)
    case vector(Int)

    /// A feature map's shape; `nil` where it would have no values or more than can be counted with.
    static func countableMap(channels: Int, height: Int, width: Int) -> BlobShape? {
        guard min(channels, height, width) > 0, countableProduct(channels, height, width) != nil else { return nil }
        return .map(channels: channels, height: height, width: width)
    }

    /// A vector's shape; `nil` where it would have no values or more than can be counted with.
    static func countableVector(_ count: Int) -> BlobShape? {
        guard count > 0, countableProduct(count) != nil else { return nil }
        return .vector(count)
    }

    /// How many channels there are; a vector's values are its channels.
    package var channels: Int {
        switch self {
        case .map(let channels, _, _), .vector(let channels): channels
        }
    }

    /// Height and width; 1 × 1 for a vector.
    package var extent: Span {
        switch self {
        case .map(_, let height, let width): Span(height: height, width: width)
        case .vector: Span(1)
        }
    }

    /// How many values there are.
    package var count: Int { channels * extent.height * extent.width }
}

/// A height and a width: of a map, a kernel, a step.
package struct Span: Hashable, Sendable, Codable {
    package var width: Int
    package var height: Int

    package init(height: Int, width: Int) {
        self.height = height
        self.width = width
    }

    /// The same in both directions.
    package init(_ both: Int) { self.init(height: both, width: both) }
}

/// A product; `nil` where a factor is negative or it is more than 2⁴⁸: four times as much, summed over all layers that a
/// network may have, still has room in an `Int`.
func countableProduct(_ factors: Int...) -> Int? {
    var product = 1
    for factor in factors {
        let (next, overflows) = product.multipliedReportingOverflow(by: factor)
        guard factor >= 0, !overflows, next <= 1 << 48 else { return nil }
        product = next
    }
    return product
}

/// A sum; `nil` where it is more than 2⁴⁸.
func countableSum(_ summands: some Sequence<Int>) -> Int? {
    var sum = 0
    for summand in summands {
        let (next, overflows) = sum.addingReportingOverflow(summand)
        guard !overflows, next <= 1 << 48 else { return nil }
        sum = next
    }
    return sum
}
