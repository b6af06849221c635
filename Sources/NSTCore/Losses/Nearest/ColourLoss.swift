import Glibc
import NSTKernels
import NSTOptions
import NSTPictures
import NSTThreads

/// How far a picture's colours are from the styles': the sliced 2-Wasserstein distance, squared, of the distributions of
/// their pixels in sRGB 0…1 (Rabin, Peyré, Delon & Bernot 2012, "Wasserstein barycenter and its application to texture
/// mixing", eq. 9), each region's for itself. A cosine of features sees no magnitudes: without it, contrast and colours
/// drift.
///
/// Along each direction the distributions are histograms, and a pixel's part is the squared way to where the style has the
/// pixels of its rank.
final class ColourLoss: PictureLoss {
    let part = LossPart.colour

    private struct Region {
        /// How much the pixels belong to the region.
        let pixels: PixelWeights
        /// For each direction, how much of the styles lies below the lower end of each bin, and in all: `bins + 1` values.
        let cumulated: [[Float]]
    }

    private let regions: [Region]
    private let extent: Extent
    private let axes: [ColourAxis]
    private let weight: Double
    private let total: Double
    private let pool: ThreadPool

    /// `nil` where settings give it no weight, or there is no style.
    init?(_ scene: LossScene) {
        let settings = scene.settings
        guard settings.colourWeight > 0, settings.effectiveWeights.style > 0 else { return nil }
        weight =
            scene.scales.style * settings.colourWeight
            * (scene.stage == .finishing ? Self.weightOfTheLastPass : 1)
        extent = scene.content.image.extent
        pool = scene.backend.pool
        let axes = ColourAxis.all
        self.axes = axes
        let pool = scene.backend.pool
        total = max(scene.covered.picture.sum, .leastNormalMagnitude)
        regions = scene.guidance.regions.compactMap { region in
            let pixels = WeightPyramid(region.pixels, extent: scene.content.image.extent, layers: []).picture
            var sums = [[Double]](repeating: [Double](repeating: 0, count: ColourAxis.bins), count: axes.count)
            var share = 0.0
            for number in region.styles {
                let style = scene.styles[number]
                let weights = style.weights(layers: []).picture
                guard weights.sum > 0 else { continue }
                share += style.weight
                let counts = style.image.values.withUnsafeBufferPointer { buffer in
                    buffer.baseAddress.map { ColourAxis.histograms($0, weights, axes: axes, pool: pool) } ?? []
                }
                for (axis, histogram) in counts.enumerated() {
                    for bin in histogram.indices {
                        sums[axis][bin] += style.weight * histogram[bin] / weights.sum
                    }
                }
            }
            guard share > 0, pixels.sum > 0 else { return nil }
            return Region(
                pixels: pixels,
                cumulated: sums.map { sums in
                    ColourAxis.cumulated(sums.map { $0 / share })
                })
        }
        if regions.isEmpty { return nil }
    }

    /// The last pass' other losses sum over layers, and grain must not shift colours.
    private static let weightOfTheLastPass = 10.0

    func evaluate(
        _ image: UnsafePointer<Float>, slope: Double, gradient: UnsafeMutablePointer<Float>
    ) -> Double {
        var value = 0.0
        for region in regions {
            let histograms = ColourAxis.histograms(image, region.pixels, axes: axes, pool: pool)
            // How far a pixel at the lower end of each bin has to go.
            let ways = zip(zip(axes, histograms), region.cumulated).map { measured, wanted in
                measured.0.ways(
                    from: ColourAxis.cumulated(measured.1.map { $0 / region.pixels.sum }), to: wanted)
            }
            let factor = weight / (Double(axes.count) * total)
            let scale = Float(2 * slope * factor)
            value +=
                factor
                * pool.sum(extent.pixels) { range in
                    var sum = 0.0
                    for pixel in range {
                        let weight = region.pixels.values?[pixel] ?? 1
                        guard weight > 0 else { continue }
                        let colour = SIMD3(image[3 * pixel], image[3 * pixel + 1], image[3 * pixel + 2])
                        var (change, squares) = (SIMD3<Float>(), Float(0))
                        for index in axes.indices {
                            let way = axes[index].way(of: colour, ways[index])
                            squares += way * way
                            change += way * axes[index].direction
                        }
                        sum += Double(weight * squares)
                        change *= scale * weight
                        for channel in 0..<3 { gradient[3 * pixel + channel] += change[channel] }
                    }
                    return sum
                }
        }
        return value
    }
}

/// A direction in the space of colours, cut into bins.
struct ColourAxis: Sendable {
    static let bins = 512

    let direction: SIMD3<Float>
    /// The least value of a colour of the gamut along the direction.
    private let least: Float
    /// The length of a bin.
    private let length: Float

    /// Directions spread evenly over half a sphere (a Fibonacci lattice).
    static let all: [ColourAxis] = {
        let count = 32
        return (0..<count).map { number in
            let z = (Float(number) + 0.5) / Float(count)
            let radius = (1 - z * z).squareRoot()
            let angle = 2.399_963_2 * Float(number)
            return ColourAxis(SIMD3(radius * cosf(angle), radius * sinf(angle), z))
        }
    }()

    init(_ direction: SIMD3<Float>) {
        self.direction = direction
        let (low, high) = (
            min(0, direction.x) + min(0, direction.y) + min(0, direction.z),
            max(0, direction.x)
                + max(0, direction.y) + max(0, direction.z)
        )
        // A little more than the gamut, so that its ends lie within bins.
        least = low - 0.001
        length = (high - low + 0.002) / Float(Self.bins)
    }

    /// A colour's bin, and where in it the colour lies, 0…1.
    @inline(__always)
    private func bin(_ colour: SIMD3<Float>) -> (number: Int, part: Float) {
        let place = ((colour * direction).sum() - least) / length
        // Before it becomes an integer: colours outside the gamut, or that are no numbers, must not end the process.
        let number = Int(max(0, min(Float(Self.bins - 1), place)))
        return (number, place - Float(number))
    }

    /// For each axis, how much of a picture lies in each bin.
    static func histograms(
        _ image: UnsafePointer<Float>, _ pixels: PixelWeights, axes: [ColourAxis], pool: ThreadPool
    ) -> [[Double]] {
        // An axis is one thread's, so that the sums don't depend on their number.
        var all = [[Double]](repeating: [], count: axes.count)
        let count = pixels.count
        all.withUnsafeMutableBufferPointer { all in
            let all = all
            pool.run(axes.count) { _, number in
                let axis = axes[number]
                var histogram = [Double](repeating: 0, count: bins)
                histogram.withUnsafeMutableBufferPointer { histogram in
                    for pixel in 0..<count {
                        let weight = pixels.values?[pixel] ?? 1
                        let colour = SIMD3(image[3 * pixel], image[3 * pixel + 1], image[3 * pixel + 2])
                        histogram[axis.bin(colour).number] += Double(weight)
                    }
                }
                all[number] = histogram
            }
        }
        return all
    }

    /// What lies below each bin, and in all.
    static func cumulated(_ histogram: [Double]) -> [Float] {
        var sum = 0.0
        return [0]
            + histogram.map { share in
                sum += share
                return Float(sum)
            }
    }

    /// How far what lies at the lower end of each bin, and at the upper end of the last, is from where the other
    /// distribution has the same rank.
    func ways(from own: [Float], to other: [Float]) -> [Float] {
        var bin = 0
        return own.indices.map { edge in
            let rank = min(own[edge], other[Self.bins])
            while bin < Self.bins - 1, other[bin + 1] < rank { bin += 1 }
            let share = other[bin + 1] - other[bin]
            let place = Float(bin) + (share > 0 ? min(1, max(0, (rank - other[bin]) / share)) : 0)
            return length * (Float(edge) - place)
        }
    }

    /// How far a colour is from where it should be, along the axis.
    @inline(__always)
    func way(of colour: SIMD3<Float>, _ ways: [Float]) -> Float {
        let (number, part) = bin(colour)
        return ways[number] + part * (ways[number + 1] - ways[number])
    }
}
