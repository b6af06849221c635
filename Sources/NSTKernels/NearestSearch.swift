import COpenBLAS
import NSTThreads

/// The search for nearest neighbours: exact, by products of all with all.
public enum NearestSearch {
    /// Queries and references whose products are made at once: they stay in the second-level cache.
    private static let (queryBlock, referenceBlock) = (96, 512)

    /// For each query the reference with the greatest `query · reference − price`; of equals, the first.
    ///
    /// With references of length one, and queries of one length, that is the one with the smallest cosine distance.
    /// Blocks are the same for any number of threads, and so are the results.
    ///
    /// - Parameters:
    ///   - queries: `[queryCount, dimensions]`.
    ///   - references: `[rows, dimensions]`.
    ///   - ranges: Which of the references are searched; none of them empty.
    ///   - prices: `[rows]`; `nil` for none.
    ///   - best: `[queryCount]`, the references' numbers; −1 where no product is a number.
    public static func search(
        queries: UnsafePointer<Float>, queryCount: Int, references: UnsafePointer<Float>, ranges: [Range<Int>],
        dimensions: Int, prices: UnsafePointer<Float>? = nil, best: UnsafeMutablePointer<Int32>, pool: ThreadPool
    ) {
        let blocks = (queryCount + queryBlock - 1) / queryBlock
        pool.run(blocks) { _, block in
            let first = block * queryBlock
            let count = min(queryBlock, queryCount - first)
            withUnsafeTemporaryAllocation(of: Float.self, capacity: queryBlock * (referenceBlock + 1)) { buffer in
                guard let products = buffer.baseAddress else { return }
                let greatest = products + queryBlock * referenceBlock
                for query in 0..<count { (greatest[query], best[first + query]) = (-.infinity, -1) }
                for range in ranges {
                    for start in stride(from: range.lowerBound, to: range.upperBound, by: referenceBlock) {
                        let columns = min(referenceBlock, range.upperBound - start)
                        cblas_sgemm(
                            CblasRowMajor, CblasNoTrans, CblasTrans, blasint(count), blasint(columns),
                            blasint(dimensions), 1, queries + first * dimensions, blasint(dimensions),
                            references + start * dimensions, blasint(dimensions), 0, products, blasint(columns))
                        for query in 0..<count {
                            let row = products + query * columns
                            if let prices { subtract(prices + start, from: row, count: columns) }
                            let most = maximum(row, count: columns)
                            guard most > greatest[query] else { continue }
                            greatest[query] = most
                            var column = 0
                            while column < columns - 1, row[column] != most { column += 1 }
                            best[first + query] = Int32(start + column)
                        }
                    }
                }
            }
        }
    }

    private static func subtract(_ prices: UnsafePointer<Float>, from row: UnsafeMutablePointer<Float>, count: Int) {
        for index in 0..<count { row[index] -= prices[index] }
    }

    private static func maximum(_ values: UnsafePointer<Float>, count: Int) -> Float {
        var lanes = SIMD8<Float>(repeating: -.infinity)
        let whole = count - count % 8
        var index = 0
        while index < whole {
            let next = UnsafeRawPointer(values + index).loadUnaligned(as: SIMD8<Float>.self)
            lanes.replace(with: next, where: next .> lanes)
            index += 8
        }
        var greatest = lanes.max()
        while index < count {
            if values[index] > greatest { greatest = values[index] }
            index += 1
        }
        return greatest
    }
}
