import NSTKernels
import NSTOptions
import NSTPictures

/// The part of a painting at one scale: an optimiser that lowers the objective, from a picture of the scale's size.
final class ScaleRun {
    /// The picture with the lowest loss so far, and on a pyramid the moving average with the newest loss; `nil` before the
    /// first finite loss.
    var best: (image: RGBImage, loss: Double)? { lowestLoss.map { (bestImage, $0) } }
    /// How often the objective has been evaluated.
    private(set) var evaluations = 0

    /// What happened that a user may want to know.
    private(set) var remarks: Set<Remark> = []

    private let objective: Objective
    private let parametrisation: any Parametrisation
    private var optimiser: any Optimiser
    private let space: VectorSpace
    /// The picture that is evaluated. It becomes the best where its loss is lower, and the next is written over the one that
    /// was the best before.
    private var image: RGBImage
    private var bestImage: RGBImage
    private var lowestLoss: Double?
    /// What makes the best picture of all on a pyramid; `nil` where it is one of those that were evaluated.
    private let average: MovingAverage?
    private let backend: Backend
    private var gradient: LargeMemory
    private var stillness: Stillness?

    /// - Parameters:
    ///   - start: The first picture.
    ///   - iterations: How often the objective will be evaluated, unless it ends early.
    ///   - stepSize: The size of the optimiser's steps, in 8-bit levels.
    ///   - adamDecay: How slowly Adam forgets.
    ///   - history: How many steps L-BFGS remembers.
    ///   - stopsWhenStill: Whether it ends when the picture no longer changes visibly.
    init(
        start: RGBImage, objective: Objective, optimiser kind: OptimiserKind, iterations: Int, stepSize: Double,
        adamDecay: AdamDecay, history: Int, stopsWhenStill: Bool, backend: Backend
    ) throws(NetworkError) {
        self.objective = objective
        image = start
        bestImage = start
        stillness = stopsWhenStill ? Stillness() : nil
        average = kind == .pyramid ? MovingAverage(steps: iterations - 1) : nil
        self.backend = backend
        var count = start.values.count
        switch kind {
        case .lbfgs: parametrisation = Gamut.sigmoid
        case .adam, .descent: parametrisation = Gamut.clamped
        case .pyramid:
            let pyramid = try LaplacianPyramid(of: start.extent, backend: backend)
            count = pyramid.count
            parametrisation = pyramid
        }
        gradient = try .allocate(count)
        let position = try LargeMemory.allocate(count)
        space = VectorSpace(backend: backend, count: count)
        parametrisation.encode(start.values, to: position.base, space: space)
        let step = Float(stepSize / 255)
        switch kind {
        case .lbfgs:
            optimiser = try LBFGS(
                start: position, history: history, greatestFirstMove: step,
                preconditioner: AveragingPreconditioner(height: start.height, width: start.width, backend: backend),
                backend: backend)
        case .adam: optimiser = try Adam(start: position, learningRate: step, decay: adamDecay, backend: backend)
        case .pyramid:
            optimiser = try Adam(
                start: position, learningRate: step, decay: adamDecay, range: -.infinity ... .infinity,
                backend: backend)
        case .descent: optimiser = GradientDescent(start: position, stepSize: step, backend: backend)
        }
    }

    /// How many vectors of the picture's size it holds at the most: the optimiser's, the picture that is evaluated,
    /// the best, and the one that `Stillness` compares it with.
    ///
    /// - Parameters:
    ///   - history: How many steps L-BFGS remembers; after the first evaluation there is none yet.
    ///   - evaluations: How often the objective is evaluated.
    static func vectorCount(_ optimiser: OptimiserKind, history: Int, evaluations: Int) -> Int {
        optimiser.vectorCount(history: min(history, max(0, evaluations - 1)))
            + 2 + (evaluations < Stillness.window ? 0 : 1)
    }

    /// Whether nothing more is to be gained.
    var isFinished: Bool { optimiser.isFinished || stillness?.isReached == true }

    /// Evaluates the objective once, where the optimiser wants it, and hands it the outcome.
    func evaluate() -> LossValues {
        parametrisation.decode(optimiser.position.base, to: &image.values, space: space)
        let losses = objective.evaluate(image.values, gradient: gradient.base)
        evaluations += 1
        let loss = losses.total
        if objective.hasNewTargets {
            // What was the best by other targets needn't be by these.
            lowestLoss = nil
            stillness = stillness.map { _ in Stillness() }
            optimiser.restart()
        }
        parametrisation.pullBack(gradient.base, at: image.values, space: space)
        if loss.isFinite, let average {
            if evaluations == 1 { bestImage = image } else { average.add(image, to: &bestImage, backend: backend) }
            lowestLoss = loss
        } else if loss.isFinite, loss < lowestLoss ?? .infinity {
            lowestLoss = loss
            swap(&image, &bestImage)
        }
        optimiser.observe(loss: loss, gradient: &gradient)
        if optimiser.setbacks > 0 { remarks.insert(.backedOff) }
        if lowestLoss != nil {
            stillness?.observe(bestImage)
            if stillness?.isReached == true { remarks.insert(.stoppedEarly) }
        }
        return losses
    }
}
