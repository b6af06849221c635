import NSTKernels
import NSTPictures
import NSTThreads
import Testing
import TestSupport

@Suite("The search for nearest neighbours") struct NearestSearchTests {
    static func values(_ count: Int, seed: UInt64) -> [Float] {
        var random = SplitMix64(seed: seed)
        return (0..<count).map { _ in Float(random.signedUnit()) }
    }

    @Test("finds what comparing one by one finds, in any ranges and with prices", arguments: [1, 7, 130, 1100])
    func oneByOne(references: Int) {
        let (dimensions, queries) = (19, 205)
        let (a, b) = (Self.values(queries * dimensions, seed: 1), Self.values(references * dimensions, seed: 2))
        let prices = Self.values(references, seed: 3)
        let ranges = references < 100 ? [0..<references] : [3..<60, 61..<references]
        for price in [nil, prices] {
            var best = [Int32](repeating: 0, count: queries)
            NearestSearch.search(
                queries: a, queryCount: queries, references: b, ranges: ranges, dimensions: dimensions,
                prices: price, best: &best, pool: .shared)
            for query in 0..<queries {
                func score(_ reference: Int) -> Float {
                    (0..<dimensions).reduce(0) { $0 + a[query * dimensions + $1] * b[reference * dimensions + $1] }
                        - (price?[reference] ?? 0)
                }
                let expected = ranges.joined().map(score).max() ?? 0
                #expect(ranges.contains { $0.contains(Int(best[query])) })
                #expect(abs(score(Int(best[query])) - expected) <= 1e-4)
            }
        }
    }

    @Test("says that there is none among numbers that aren't any")
    func notNumbers() {
        var best: [Int32] = [5]
        NearestSearch.search(
            queries: [Float.nan], queryCount: 1, references: [1, 2], ranges: [0..<2], dimensions: 1, best: &best,
            pool: .shared)
        #expect(best == [-1])
    }

    @Test("Principal directions hold what rows of a lower rank are made of, and are orthonormal")
    func directions() {
        let (rows, dimensions, rank, count) = (300, 90, 5, 8)
        let (left, right) = (Self.values(rows * rank, seed: 4), Self.values(rank * dimensions, seed: 5))
        let matrix = (0..<(rows * dimensions)).map { index in
            (0..<rank).reduce(Float(0)) {
                $0 + left[index / dimensions * rank + $1] * right[$1 * dimensions + index % dimensions]
            }
        }
        var basis = [Float](repeating: 0, count: dimensions * count)
        PrincipalDirections.find(
            rows: matrix, rowCount: rows, dimensions: dimensions, count: count, into: &basis, pool: .shared)
        func column(_ number: Int) -> [Float] { (0..<dimensions).map { basis[$0 * count + number] } }
        for a in 0..<count {
            for b in 0...a {
                let product = zip(column(a), column(b)).reduce(0) { $0 + $1.0 * $1.1 }
                // Beyond the rank directions may be zero.
                #expect(abs(product - (a == b ? 1 : 0)) < 1e-4 || a == b && abs(product) < 1e-4)
            }
        }
        for row in 0..<rows {
            let values = Array(matrix[(row * dimensions)..<((row + 1) * dimensions)])
            let squares = values.reduce(0) { $0 + $1 * $1 }
            let held = (0..<count).reduce(Float(0)) { sum, number in
                let part = zip(values, column(number)).reduce(0) { $0 + $1.0 * $1.1 }
                return sum + part * part
            }
            #expect(abs(held - squares) <= 1e-3 * squares)
        }
    }

    @Test("Short floats keep eight bits of the fraction")
    func short() {
        let values = Self.values(1003, seed: 6)
        var (short, back) = ([UInt16](repeating: 0, count: 1003), [Float](repeating: 0, count: 1003))
        ShortFloats.encode(values, into: &short, count: 1003)
        ShortFloats.decode(short, into: &back, count: 1003)
        #expect(zip(values, back).allSatisfy { abs($0 - $1) <= abs($0) / 256 })
        let product = ShortFloats.dot(short, values, count: 1003)
        #expect(abs(product - zip(back, values).reduce(0) { $0 + $1.0 * $1.1 }) <= 1e-3)
        var sum = values
        ShortFloats.add(2, times: short, to: &sum, count: 1003)
        #expect(zip(sum, zip(values, back)).allSatisfy { abs($0 - ($1.0 + 2 * $1.1)) <= 1e-5 })
    }
}
