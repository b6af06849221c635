/// The run at one scale: an optimiser that lowers the objective, from a picture of the scale's size.
final class ScaleRun {
    /// The picture with the lowest loss so far; `nil` before the first finite loss.
    private(set) var best: (image: RGBImage, loss: Double)?
    /// How often the objective has been evaluated.
    private(set) var evaluations = 0

    private let objective: any ImageLoss
    private let gamut: Gamut
    private var optimiser: any Optimiser
    private var image: RGBImage
    private var gradient: [Float]

    init(
        start: RGBImage, objective: any ImageLoss, optimiser kind: OptimiserKind,
        historyLength: Int = Plan.longestHistory
    ) {
        self.objective = objective
        image = start
        gradient = [Float](repeating: 0, count: start.values.count)
        switch kind {
        case .lbfgs:
            gamut = .sigmoid
            optimiser = LBFGS(start: gamut.encode(start.values), historyLength: historyLength)
        case .adam:
            gamut = .clamped
            optimiser = Adam(start: gamut.encode(start.values))
        }
    }

    /// Whether the optimiser has come to a point that it can't improve.
    var isFinished: Bool { optimiser.isFinished }

    /// Evaluates the objective once, where the optimiser wants it, and hands it the outcome.
    func evaluate() -> LossValues {
        gamut.decode(optimiser.position, into: &image.values)
        let losses = gradient.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.map { objective.evaluate(image.values, gradient: $0) } ?? LossValues()
        }
        evaluations += 1
        let loss = losses.total
        if loss.isFinite, loss < best?.loss ?? .infinity { best = (image, loss) }
        gamut.pullBack(&gradient, at: image.values)
        optimiser.observe(loss: loss, gradient: gradient)
        return losses
    }
}
