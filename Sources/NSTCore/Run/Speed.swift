import NSTKernels

/// How fast this machine evaluates a network at the moment, for an estimate before a run.
public struct Speed: Equatable, Sendable {
    /// Seconds for one unit of `Plan.work`.
    public var secondsPerUnit: Double

    /// A speed that is known.
    public init(secondsPerUnit: Double) { self.secondsPerUnit = secondsPerUnit }

    /// The side of the picture that is tried, in pixels, and how often.
    private static let (side, trials) = (192, 3)

    /// Measures the speed with the settings' layers, in a few tenths of a second.
    ///
    /// - Throws: `NetworkError` where the network doesn't have the settings' layers.
    public static func measure(
        network: Network, settings: Settings, engine configuration: Engine.Configuration = Engine.Configuration()
    ) throws(NetworkError) -> Speed {
        var settings = settings
        settings.losses = .neuralStyle
        let picture = RGBImage.noise(height: side, width: side, seed: 0)
        let objective = try Objective(
            content: picture, style: picture, network: network, settings: settings, engine: Engine(configuration))
        var gradient = [Float](repeating: 0, count: picture.values.count)
        let clock = ContinuousClock()
        var shortest = Double.infinity
        // The first evaluation also waits for memory; the shortest of the others is the least disturbed.
        for trial in 0...trials {
            let time = clock.measure {
                gradient.withUnsafeMutableBufferPointer { buffer in
                    if let base = buffer.baseAddress { _ = objective.evaluate(picture.values, gradient: base) }
                }
            }
            if trial > 0 { shortest = min(shortest, time / .seconds(1)) }
        }
        return Speed(secondsPerUnit: shortest / Plan.work(pixels: side * side))
    }
}

extension Plan {
    /// What an evaluation costs besides its pixels, in pixels: weights that are read, products of channels. Found from
    /// evaluations at 256² to 2048² (README, "How fast it is").
    private static let overhead = 25_000.0
    /// The share of an evaluation that one pass forwards takes.
    private static let forwardShare = 0.35

    /// The work of one evaluation of so many pixels, in units.
    static func work(pixels: Int) -> Double { Double(pixels) + overhead }

    /// The work of the whole run, in units: every evaluation, and for each scale a pass over content and styles.
    public var work: Double { scales.reduce(0) { $0 + Self.work(of: $1) } }

    /// The work of a scale.
    static func work(of scale: Scale) -> Double {
        let pictures = ([scale.height * scale.width] + scale.styles.map(\.pixels)).map(work).reduce(0, +)
        return Double(scale.iterations) * scale.evaluationWork + forwardShare * pictures
    }

    /// How long the run will take at the most, in seconds, without starting GIMP and reading pictures.
    public func seconds(at speed: Speed) -> Double { work * speed.secondsPerUnit }
}

extension Plan.Scale {
    /// The work of one evaluation, in tiles if there are some.
    var evaluationWork: Double { Plan.work(pixels: height * width) * relativeCost }
}
