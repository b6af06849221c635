import Glibc
import NSTKernels

/// Which of the styles' hypercolumns each place of a painting should get, for the places that choose from the same styles.
///
/// Places and styles are compared by the cosine distance of their vectors, each less its kind's mean, on the leading
/// principal directions of the styles' (the full vectors are some twenty times as much work, and choose places that look
/// the same).
struct Matching {
    /// Principal directions that are compared.
    static let directions = 64
    /// The most vectors that the directions are found from.
    private static let sample = 3072
    /// Values that finding the directions takes.
    static func basisCount(_ dimensions: Int) -> Int { dimensions * (sample + 4 * directions) }

    /// Rounds of search; after each, what was chosen often is dearer.
    static let rounds = 4
    /// In all rounds but the last, only one of so many places is looked at, if there are more than `leastSample`.
    static let pricingShare = 3
    private static let leastSample = 1024

    let features: ShortFeatures
    /// The vectors to choose from.
    let ranges: [Range<Int>]
    /// The price that each range begins with.
    let firstPrices: [Float]
    private let backend: Backend
    /// `[dimensions, directions]`
    private let basis: LargeMemory
    private let mean: [Float]
    /// The styles' vectors along the directions, divided by their length; in the order of `ranges`.
    private let references: LargeMemory
    private let referenceCount: Int

    /// - Parameters:
    ///   - ranges: Not all of them empty.
    /// - Throws: `NetworkError.outOfMemory`.
    init(
        _ features: ShortFeatures, ranges: [Range<Int>], firstPrices: [Float], backend: Backend
    ) throws(NetworkError) {
        self.features = features
        self.ranges = ranges
        self.firstPrices = firstPrices
        self.backend = backend
        let dimensions = features.dimensions
        let numbers = ranges.flatMap { Array($0) }
        referenceCount = numbers.count
        let mean = Self.mean(of: numbers, in: features, backend: backend)
        self.mean = mean

        // The directions, from vectors spread over all.
        let count = min(Self.sample, numbers.count)
        let rows: LargeMemory = try .allocate(count * dimensions)
        backend.split(count, grain: 16) { range in
            for row in range {
                let values = rows.base + row * dimensions
                ShortFloats.decode(features[numbers[row * numbers.count / count]], into: values, count: dimensions)
                VectorMath.add(-1, times: mean, to: values, count: dimensions)
            }
        }
        let basis: LargeMemory = try .allocate(dimensions * Self.directions)
        PrincipalDirections.find(
            rows: rows.base, rowCount: count, dimensions: dimensions, count: Self.directions, into: basis.base,
            pool: backend.pool)
        self.basis = basis

        let references: LargeMemory = try .allocate(numbers.count * Self.directions)
        Self.project(
            numbers.count, dimensions: dimensions, basis: basis, into: references.base, backend: backend
        ) { row, values in
            ShortFloats.decode(features[numbers[row]], into: values, count: dimensions)
            VectorMath.add(-1, times: mean, to: values, count: dimensions)
            let length = VectorMath.dot(values, values, count: dimensions).squareRoot()
            VectorMath.scale(values, by: 1 / max(length, .leastNormalMagnitude), count: dimensions)
        }
        self.references = references
    }

    private static func mean(of numbers: [Int], in features: ShortFeatures, backend: Backend) -> [Float] {
        let dimensions = features.dimensions
        let parts = 16
        var sums = [Float](repeating: 0, count: parts * dimensions)
        sums.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            backend.pool.run(parts) { _, part in
                for row in (numbers.count * part / parts)..<(numbers.count * (part + 1) / parts) {
                    ShortFloats.add(
                        1 / Float(numbers.count), times: features[numbers[row]], to: base + part * dimensions,
                        count: dimensions)
                }
            }
            for part in 1..<parts { VectorMath.add(1, times: base + part * dimensions, to: base, count: dimensions) }
        }
        return Array(sums[..<dimensions])
    }

    /// Vectors that are projected together.
    private static let block = 64

    /// Writes vectors along the directions.
    ///
    /// - Parameter write: Writes the vector of a number.
    private static func project(
        _ count: Int, dimensions: Int, basis: LargeMemory, into result: UnsafeMutablePointer<Float>, backend: Backend,
        write: (_ number: Int, _ values: UnsafeMutablePointer<Float>) -> Void
    ) {
        let blocks = (count + block - 1) / block
        backend.pool.run(blocks) { _, number in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: block * dimensions) { buffer in
                guard let values = buffer.baseAddress else { return }
                let (first, size) = (number * block, min(block, count - number * block))
                for row in 0..<size { write(first + row, values + row * dimensions) }
                MatrixProduct.multiply(
                    values, basis.base, rows: size, inner: dimensions, columns: directions,
                    into: result + first * directions)
            }
        }
    }

    /// Writes places' hypercolumns along the directions, `[count, directions]`.
    ///
    /// - Parameter write: Writes the hypercolumn of a number.
    func project(
        _ count: Int, into result: UnsafeMutablePointer<Float>,
        write: (_ number: Int, _ values: UnsafeMutablePointer<Float>) -> Void
    ) {
        Self.project(
            count, dimensions: features.dimensions, basis: basis, into: result, backend: backend, write: write)
    }

    /// Finds the nearest of the styles' vectors for each query.
    ///
    /// - Parameters:
    ///   - queries: `[count, directions]`, as `project` writes them; becomes their unit vectors around their mean.
    ///   - variety: How much dearer what is chosen often becomes, in cosine distance.
    /// - Returns: Numbers of vectors.
    func match(queries: UnsafeMutablePointer<Float>, count: Int, variety: Float) -> [Int32] {
        centre(queries, count: count)
        var prices = [Float](repeating: 0, count: referenceCount)
        var start = 0
        for (range, price) in zip(ranges, firstPrices) {
            for index in start..<(start + range.count) { prices[index] = price }
            start += range.count
        }
        func nearest(_ queries: UnsafePointer<Float>, _ count: Int) -> [Int32] {
            var best = [Int32](repeating: 0, count: count)
            NearestSearch.search(
                queries: queries, queryCount: count, references: references.base, ranges: [0..<referenceCount],
                dimensions: Self.directions, prices: prices, best: &best, pool: backend.pool)
            return best
        }
        if variety > 0 {
            let sample = Self.sampled(queries, count: count)
            for _ in 1..<Self.rounds {
                var uses = [Float](repeating: 0, count: referenceCount)
                for number in nearest(sample, sample.count / Self.directions) { uses[max(0, Int(number))] += 1 }
                let fair = Float(referenceCount) / Float(max(1, sample.count / Self.directions))
                for index in prices.indices { prices[index] += variety * log1pf(uses[index] * fair) }
            }
        }
        let best = nearest(queries, count)
        // From the order of ranges to the vectors' own numbers.
        let numbers = ranges.flatMap { Array($0) }
        return best.map { Int32(numbers[max(0, Int($0))]) }
    }

    /// Some of the queries, spread over all: prices are found with these.
    private static func sampled(_ queries: UnsafePointer<Float>, count: Int) -> [Float] {
        // An odd step falls on other columns in each row, whatever the width.
        let step = count < 2 * leastSample ? 1 : pricingShare
        let numbers = Array(stride(from: 0, to: count, by: step))
        return [Float](unsafeUninitializedCapacity: numbers.count * directions) { values, initialised in
            guard let base = values.baseAddress else { return }
            for (place, number) in numbers.enumerated() {
                (base + place * directions).initialize(from: queries + number * directions, count: directions)
            }
            initialised = numbers.count * directions
        }
    }

    private func centre(_ queries: UnsafeMutablePointer<Float>, count: Int) {
        var sums = [Double](repeating: 0, count: Self.directions)
        for query in 0..<count {
            for index in 0..<Self.directions { sums[index] += Double(queries[query * Self.directions + index]) }
        }
        let mean = sums.map { Float($0 / Double(max(1, count))) }
        backend.split(count, grain: 64) { range in
            for query in range {
                let values = queries + query * Self.directions
                VectorMath.add(-1, times: mean, to: values, count: Self.directions)
                let length = VectorMath.dot(values, values, count: Self.directions).squareRoot()
                VectorMath.scale(values, by: 1 / max(length, .leastNormalMagnitude), count: Self.directions)
            }
        }
    }
}
