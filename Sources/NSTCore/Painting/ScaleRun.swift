import NSTKernels
import NSTOptions
import NSTPictures

/// The run at one scale: an optimiser that lowers the objective, from a picture of the scale's size.
final class ScaleRun {
    /// The picture with the lowest loss so far; `nil` before the first finite loss.
    private(set) var best: (image: RGBImage, loss: Double)?
    /// How often the objective has been evaluated.
    private(set) var evaluations = 0

    /// What happened that a user may want to know.
    private(set) var remarks: Set<Remark> = []

    private let objective: Objective
    private let gamut: Gamut
    private var optimiser: any Optimiser
    private let backend: Backend
    private var image: RGBImage
    private var gradient: [Float]
    private var stillness: Stillness?

    /// - Parameters:
    ///   - start: The first picture.
    ///   - history: How many steps L-BFGS remembers.
    ///   - stopsWhenStill: Whether the run ends when the picture no longer changes visibly.
    init(
        start: RGBImage, objective: Objective, optimiser kind: OptimiserKind, history: Int, stopsWhenStill: Bool,
        backend: Backend
    ) {
        self.objective = objective
        self.backend = backend
        image = start
        gradient = [Float](repeating: 0, count: start.values.count)
        stillness = stopsWhenStill ? Stillness() : nil
        switch kind {
        case .lbfgs:
            gamut = .sigmoid
            optimiser = LBFGS(
                start: gamut.encode(start.values), historyLength: history, firstStep: .greatestMove(0.1),
                control: .unit,
                preconditioner: AveragingPreconditioner(height: start.height, width: start.width, backend: backend),
                backend: backend)
        case .adam:
            gamut = .clamped
            optimiser = Adam(start: gamut.encode(start.values))
        }
    }

    /// Whether nothing more is to be gained.
    var isFinished: Bool { optimiser.isFinished || stillness?.isReached == true }

    /// Evaluates the objective once, where the optimiser wants it, and hands it the outcome.
    func evaluate() -> LossValues {
        gamut.decode(optimiser.position, into: &image.values, backend: backend)
        let losses = gradient.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.map { objective.evaluate(image.values, gradient: $0) } ?? LossValues()
        }
        evaluations += 1
        let loss = losses.total
        if loss.isFinite, loss < best?.loss ?? .infinity { best = (image, loss) }
        gamut.pullBack(&gradient, at: image.values, backend: backend)
        optimiser.observe(loss: loss, gradient: gradient)
        if optimiser.setbacks > 0 { remarks.insert(.backedOff) }
        if let best {
            stillness?.observe(best.image)
            if stillness?.isReached == true { remarks.insert(.stoppedEarly) }
        }
        return losses
    }
}
