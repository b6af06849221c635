import NSTThreads

/// Noise, and noise with the statistics of a picture.
extension RGBImage {
    /// Uniform noise.
    ///
    /// - Parameter range: Between a quarter and three quarters, if nothing else is said.
    package static func noise(
        height: Int, width: Int, range: ClosedRange<Float> = 0.25...0.75, seed: Int
    ) -> RGBImage {
        var generator = SplitMix64(seed: UInt64(bitPattern: Int64(seed)))
        return RGBImage(height: height, width: width) { values in
            let width = range.upperBound - range.lowerBound
            for index in values.indices { values[index] = range.lowerBound + width * generator.unit() }
        }
    }

    /// How many copies are added up: enough for values to be nearly normally distributed.
    private static let spots = 48

    /// Noise with the styles' colours and grain: copies of the style picture less its mean, each moved by a random
    /// distance and with a random sign, are added up (van Wijk 1991's spot noise, with the picture as the spot; Galerne,
    /// Gousseau & Morel 2011). In the limit that is the normally distributed texture with the picture's own mean,
    /// covariance of colours and autocorrelation, which means its spatial scale. Outside its edges the picture goes on
    /// mirrored. Mean and covariance are then made to be exactly the picture's, as far as values stay in 0…1.
    ///
    /// Where several styles meet, covariances are mixed by their weights.
    ///
    /// - Parameters:
    ///   - styles: At any size; at least one, or else the noise is `.noise`.
    ///   - styleExtents: The size that each is brought to first, so that the grain has the size of its strokes.
    package static func spotNoise(
        _ extent: Extent, styles: [Style], styleExtents: [Extent], seed: Int, pool: ThreadPool = .shared
    ) -> RGBImage {
        guard !styles.isEmpty else { return .noise(height: extent.height, width: extent.width, seed: seed) }
        var generator = SplitMix64(seed: UInt64(bitPattern: Int64(seed)))
        var fields: [SpotField] = []
        for (style, styleExtent) in zip(styles, styleExtents) {
            fields.append(
                SpotField(extent, style: style, at: styleExtent, spots: spots, generator: &generator, pool: pool))
        }
        let shares = StyleShares(styles, extent: extent)
        return RGBImage(height: extent.height, width: extent.width) { target in
            for pixel in 0..<extent.pixels {
                var (mean, deviation) = (SIMD4<Float>(), SIMD4<Float>())
                for (field, share) in zip(fields, shares.at(y: pixel / extent.width, x: pixel % extent.width)) {
                    mean += share * field.mean
                    deviation += share.squareRoot() * field.deviations[pixel]
                }
                for channel in 0..<3 {
                    target[3 * pixel + channel] = min(1, max(0, mean[channel] + deviation[channel]))
                }
            }
        }
    }
}

/// One style's noise: the mean colour, and how far each pixel deviates from it.
private struct SpotField {
    var mean: SIMD4<Float>
    var deviations: [SIMD4<Float>]

    init(
        _ extent: Extent, style: Style, at styleExtent: Extent, spots: Int, generator: inout SplitMix64,
        pool: ThreadPool
    ) {
        let picture = style.image.resampled(to: styleExtent, pool: pool)
        let coverage = style.coverage.map { mask in
            (0..<styleExtent.pixels).map { mask.nearest($0, extent: styleExtent) }
        }
        let wanted = picture.colourStatistics(weights: coverage, pool: pool)
        let mean = SIMD4(Float(wanted.mean.x), Float(wanted.mean.y), Float(wanted.mean.z), 0)
        let spot = (0..<styleExtent.pixels).map { pixel in
            let colour = SIMD4(
                picture.values[3 * pixel], picture.values[3 * pixel + 1], picture.values[3 * pixel + 2], 0)
            return (coverage?[pixel] ?? 1) * (colour - mean)
        }
        // Drawn before the threads begin.
        let moves = (0..<spots).map { _ in
            (
                Int.random(in: 0..<(2 * styleExtent.height), using: &generator),
                Int.random(in: 0..<(2 * styleExtent.width), using: &generator),
                Float(Bool.random(using: &generator) ? 1 : -1) / Float(spots).squareRoot()
            )
        }
        func mirrored(_ place: Int, _ size: Int) -> Int {
            let place = place % (2 * size)
            return place < size ? place : 2 * size - 1 - place
        }
        var sums = [SIMD4<Float>](repeating: .zero, count: extent.pixels)
        sums.withUnsafeMutableBufferPointer { sums in
            let sums = sums
            pool.split(extent.height, grain: 8) { rows in
                for (down, across, sign) in moves {
                    for y in rows {
                        let row = mirrored(y + down, styleExtent.height) * styleExtent.width
                        for x in 0..<extent.width {
                            sums[y * extent.width + x] += sign * spot[row + mirrored(x + across, styleExtent.width)]
                        }
                    }
                }
            }
        }
        let made = ColourStatistics(count: extent.pixels, weights: nil, pool: pool) { sums[$0] }
        let centred = ColourStatistics(mean: .zero, covariance: wanted.covariance)
        // An 8-bit picture's rounding deviates by a thousandth.
        let map = made.map(to: centred, leastDeviation: 1e-4).single
        self.mean = mean
        deviations = sums.map(map)
    }
}

/// How much each style counts at each pixel; the shares of a pixel sum to one.
private struct StyleShares {
    private let styles: [Style]
    private let extent: Extent

    init(_ styles: [Style], extent: Extent) {
        self.styles = styles
        self.extent = extent
    }

    func at(y: Int, x: Int) -> [Float] {
        let pixel = y * extent.width + x
        let regions = styles.map { style in style.region.map { $0.nearest(pixel, extent: extent) } }
        let elsewhere = max(0, 1 - regions.compactMap { $0 }.reduce(0, +))
        let shares = zip(styles, regions).map { Float($0.weight) * ($1 ?? elsewhere) }
        let sum = shares.reduce(0, +)
        return sum > 0 ? shares.map { $0 / sum } : shares.map { _ in 1 / Float(styles.count) }
    }
}

extension Mask {
    /// The value that lies nearest to a pixel of a picture of another size that the mask is stretched over.
    fileprivate func nearest(_ pixel: Int, extent: Extent) -> Float {
        let (y, x) = (pixel / extent.width, pixel % extent.width)
        return values[(2 * y + 1) * height / (2 * extent.height) * width + (2 * x + 1) * width / (2 * extent.width)]
    }
}
