import NSTThreads

/// Mean and covariance of a picture's colours, in whatever three coordinates they are given.
struct ColourStatistics: Equatable, Sendable {
    var mean: SIMD3<Double>
    var covariance: SymmetricMatrix

    init(mean: SIMD3<Double>, covariance: SymmetricMatrix) {
        self.mean = mean
        self.covariance = covariance
    }

    /// Pixels are summed in pieces of so many, whatever the number of threads, so that the result doesn't depend on it.
    private static let piece = 1 << 14

    /// Measures `count` pixels.
    ///
    /// - Parameters:
    ///   - weights: How much each counts; `nil` for all alike. Where none counts, all are taken to.
    ///   - colour: A pixel's three coordinates (the fourth is ignored).
    init(count: Int, weights: [Float]?, pool: ThreadPool, _ colour: (_ pixel: Int) -> SIMD4<Float>) {
        struct Sums {
            var weight = 0.0
            var first = SIMD4<Double>()
            /// xx, yy, zz, and xy, yz, zx.
            var squares = SIMD4<Double>()
            var products = SIMD4<Double>()
        }
        func sums(_ weights: [Float]?) -> Sums {
            let pieces = (count + Self.piece - 1) / Self.piece
            let partial = [Sums](unsafeUninitializedCapacity: pieces) { buffer, initialized in
                let base = buffer.baseAddress
                pool.run(pieces) { _, number in
                    var sums = Sums()
                    for pixel in (number * Self.piece)..<min(count, (number + 1) * Self.piece) {
                        let weight = weights.map { Double($0[pixel]) } ?? 1
                        guard weight > 0 else { continue }
                        let x = SIMD4<Double>(colour(pixel))
                        sums.weight += weight
                        sums.first += weight * x
                        sums.squares += weight * (x * x)
                        sums.products += weight * (x * SIMD4(x.y, x.z, x.x, 0))
                    }
                    (base.map { $0 + number })?.initialize(to: sums)
                }
                initialized = pieces
            }
            return partial.reduce(into: Sums()) { all, part in
                all.weight += part.weight
                all.first += part.first
                all.squares += part.squares
                all.products += part.products
            }
        }
        var all = sums(weights)
        if all.weight <= 0 { all = sums(nil) }
        let weight = max(all.weight, .leastNormalMagnitude)
        let m = all.first / weight
        let squares = all.squares / weight - m * m
        let products = all.products / weight - m * SIMD4(m.y, m.z, m.x, 0)
        mean = SIMD3(m.x, m.y, m.z)
        covariance = SymmetricMatrix(
            [squares.x, products.x, products.z], [products.x, squares.y, products.y],
            [products.z, products.y, squares.z])
    }

    /// The map that gives colours with these statistics the statistics `target`: `Σ_t^½ Σ^-½ (x − μ) + μ_t`, with
    /// symmetric roots (Gatys, Bethge, Hertzmann & Shechtman 2016, arXiv:1606.05897, the solution that image
    /// analogies use).
    ///
    /// - Parameter leastDeviation: A direction in which the colours deviate by less than this is taken to deviate by
    ///   as much: what is all but grey would have nothing but its noise enlarged.
    func map(to target: ColourStatistics, leastDeviation: Double) -> AffineColourMap {
        let floor = leastDeviation * leastDeviation
        let inverse = covariance.mapped { 1 / max($0, floor).squareRoot() }
        let root = target.covariance.mapped { max($0, 0).squareRoot() }
        func times(_ m: SymmetricMatrix, _ v: SIMD3<Double>) -> SIMD3<Double> {
            m.columns.0 * v.x + m.columns.1 * v.y + m.columns.2 * v.z
        }
        var map = AffineColourMap(
            columns: (times(root, inverse.columns.0), times(root, inverse.columns.1), times(root, inverse.columns.2)),
            offset: .zero)
        map.offset = target.mean - map(mean)
        return map
    }
}

extension RGBImage {
    /// The statistics of the sRGB values.
    func colourStatistics(weights: [Float]? = nil, pool: ThreadPool) -> ColourStatistics {
        values.withUnsafeBufferPointer { values in
            ColourStatistics(count: height * width, weights: weights, pool: pool) { pixel in
                SIMD4(values[3 * pixel], values[3 * pixel + 1], values[3 * pixel + 2], 0)
            }
        }
    }
}
