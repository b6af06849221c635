/// Where items stand across: below and above what they are connected with, as far as their order leaves room.
struct RowPlacement {
    /// The middle of each item.
    private(set) var centres: [Double]

    /// - Parameters:
    ///   - widths: The width of each item.
    ///   - gap: What lies between neighbours at least.
    init(_ graph: RankedGraph, widths: [Double], gap: Double) {
        centres = Array(repeating: 0, count: widths.count)
        for row in graph.rows {
            let offsets = Self.offsets(row, widths, gap)
            let middle = (offsets.last ?? 0) / 2
            for (item, offset) in zip(row, offsets) { centres[item] = offset - middle }
        }
        for sweep in 0..<16 {
            let isDown = sweep.isMultiple(of: 2)
            for row in isDown ? graph.rows : graph.rows.reversed() {
                let wishes = row.map { item -> Double in
                    let neighbours = isDown ? graph.items[item].above : graph.items[item].below
                    guard !neighbours.isEmpty else { return centres[item] }
                    return neighbours.reduce(0) { $0 + centres[$1] } / Double(neighbours.count)
                }
                for (item, place) in zip(row, Self.places(wishes, Self.offsets(row, widths, gap))) {
                    centres[item] = place
                }
            }
        }
    }

    /// Where items would stand if they were as close together as they may.
    private static func offsets(_ row: [Int], _ widths: [Double], _ gap: Double) -> [Double] {
        var offsets: [Double] = []
        for (place, item) in row.enumerated() {
            guard place > 0, let last = offsets.last else {
                offsets.append(0)
                continue
            }
            offsets.append(last + (widths[row[place - 1]] + widths[item]) / 2 + gap)
        }
        return offsets
    }

    /// The places closest to the wishes (least squares) that keep order and distances: without the distances, a monotone
    /// regression, by pooling neighbours that are in each other's way (Ayer et al. 1955).
    private static func places(_ wishes: [Double], _ offsets: [Double]) -> [Double] {
        var pools: [(mean: Double, count: Int)] = []
        for (wish, offset) in zip(wishes, offsets) {
            var pool = (mean: wish - offset, count: 1)
            while let last = pools.last, last.mean > pool.mean {
                pools.removeLast()
                let count = last.count + pool.count
                pool = ((last.mean * Double(last.count) + pool.mean * Double(pool.count)) / Double(count), count)
            }
            pools.append(pool)
        }
        let means = pools.flatMap { Array(repeating: $0.mean, count: $0.count) }
        return zip(means, offsets).map { $0 + $1 }
    }
}
