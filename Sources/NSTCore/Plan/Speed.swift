import Glibc
import NSTKernels
import NSTOptions
import NSTPictures

/// How fast this machine evaluates a network at the moment, for an estimate before a painting.
public struct Speed: Equatable, Sendable {
    /// Seconds for one unit of `Plan.work`.
    public var secondsPerUnit: Double

    /// A speed that is known.
    public init(secondsPerUnit: Double) { self.secondsPerUnit = secondsPerUnit }

    /// The side of the picture that is tried, in pixels, for a painting whose longest side is shorter than
    /// `largeSide`, or not.
    private static let (side, sideOfLarge, largeSide) = (192, 384, 1024)
    /// How often it is tried.
    private static let trials = 5

    /// Measures the speed with the settings' layers, in a few tenths of a second, or in some seconds for a large painting,
    /// where a wrong estimate is wrong by minutes.
    ///
    /// - Throws: `NetworkError` where the network doesn't have the settings' layers.
    public static func measure(
        network: Network, settings: Settings, backend configuration: Backend.Configuration = Backend.Configuration()
    ) throws(NetworkError) -> Speed {
        var settings = settings
        settings.losses = .neuralStyle
        let side = settings.size > largeSide ? sideOfLarge : side
        let picture = RGBImage.noise(height: side, width: side, seed: 0)
        let objective = try Objective(
            content: picture, style: picture, network: network, settings: settings, backend: Backend(configuration))
        var gradient = [Float](repeating: 0, count: picture.values.count)
        let clock = ContinuousClock()
        var times: [Double] = []
        // The first evaluation also waits for memory. Of the others the median is neither the luckiest nor the most
        // disturbed.
        for trial in 0...trials {
            let time = clock.measure {
                gradient.withUnsafeMutableBufferPointer { buffer in
                    if let base = buffer.baseAddress { _ = objective.evaluate(picture.values, gradient: base) }
                }
            }
            if trial > 0 { times.append(time / .seconds(1)) }
        }
        return Speed(secondsPerUnit: times.sorted()[trials / 2] / Plan.work(pixels: side * side))
    }
}

extension Plan {
    /// What an evaluation costs besides its pixels, in pixels: weights that are read, products of channels. Found from
    /// evaluations at 128×96 to 512×384.
    private static let overhead = 14_700.0
    /// The share of an evaluation that one pass forwards takes.
    static let forwardShare = 0.35
    /// How much more a pixel costs in a picture with four times as many: less stays in the caches. From 128×96 to
    /// 2048×1536.
    private static let growth = 0.07
    /// Where a pixel's cost is one unit.
    private static let unitPixels = 192.0 * 192.0

    /// The work of one evaluation of so many pixels, in units, in so many tiles.
    static func work(pixels: Int, tiles: Int = 1) -> Double {
        let each = Double(max(1, pixels)) / Double(tiles)
        return Double(pixels) * max(0.5, 1 + growth * log(each / unitPixels) / log(4)) + overhead * Double(tiles)
    }

    /// The work of the whole painting, in units: every evaluation, and what comes before the first of each scale.
    public var work: Double { scales.reduce(0) { $0 + Self.work(of: $1) } }

    /// The work of a scale.
    static func work(of scale: Scale) -> Double {
        Double(scale.iterations) * scale.evaluationWork + scale.preparation
    }

    /// What a multiplication of a search costs, in units.
    static let productWork = 1e-5
    /// What a scale costs before its first pass: memory that is touched for the first time, weights that are transformed.
    static let settingUp = 1e5

    /// How long the painting will take at the most, in seconds, without starting GIMP and reading pictures.
    public func seconds(at speed: Speed) -> Double { work * speed.secondsPerUnit }

    /// How long one of its scales will take at the most.
    public func seconds(of scale: Scale, at speed: Speed) -> Double { Self.work(of: scale) * speed.secondsPerUnit }
}

extension Plan.Scale {
    /// What L-BFGS' walk over one correction pair costs, in the work of a pixel's evaluation: it waits for memory.
    private static let pairShare = 0.002

    /// The work before and beside the evaluations: targets are learnt, and searched for.
    var preparation: Double {
        let passes = tiles.learning.reduce(0) {
            $0 + Double($1.count) * Plan.work(pixels: $1.tiling.computedPixels, tiles: $1.tiling.tiles.count)
        }
        return Plan.settingUp + Plan.forwardShare * passes + Plan.productWork * searchProducts
    }

    /// The work of one evaluation, in tiles if there are some, and of the step after it.
    var evaluationWork: Double {
        return Plan.work(pixels: extent.pixels, tiles: tiles.tileCount) * tiles.relativeCost
            + Double(extent.pixels) * Self.pairShare * Double(min(historyLength, iterations))
    }
}
