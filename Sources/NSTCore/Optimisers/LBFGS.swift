import NSTKernels

/// Limited-memory BFGS (Liu & Nocedal 1989; Nocedal & Wright 2006, algorithm 7.4), with a strong Wolfe line search or
/// with unit steps that are watched.
///
/// With the line search and without a preconditioner it takes, in exact arithmetic, the same steps as
/// `torch.optim.LBFGS(line_search_fn="strong_wolfe")` with the same history and first step.
struct LBFGS: Optimiser {
    /// How the first step, along the steepest descent, gets its length.
    enum FirstStep {
        /// `min(1, 1 / ‖g‖₁)`, PyTorch's choice.
        case inverseGradientSum
        /// So long that no component moves by more than this.
        case greatestMove(Float)
    }

    private(set) var position: [Float]
    private(set) var acceptedSteps = 0
    private(set) var isFinished = false
    /// How often steps were refused until the history had to be forgotten.
    private(set) var setbacks = 0

    private let firstStep: FirstStep
    private let control: StepControl
    private let space: VectorSpace
    /// For unit steps: the one whose outcome is awaited, how often it was refused, and how far the first one may go.
    private var unitStep = 1.0
    private var refusals = 0
    private var caution = 1.0
    private var baseLoss = 0.0
    /// The derivative of the loss along `direction` at the base.
    private var slope = 0.0
    private var history: CorrectionPairs
    /// The last accepted point and its gradient.
    private var base: [Float]
    private var baseGradient: [Float] = []
    private var direction: [Float] = []
    private var search: WolfeSearch?

    /// - Parameters:
    ///   - start: The first point.
    ///   - historyLength: How many correction pairs are kept; each takes two vectors' memory.
    ///   - preconditioner: The inverse curvature to begin with, up to a factor; `nil` for the same in all directions.
    ///   - engine: Whose threads are used; `nil` for the calling one alone.
    init(
        start: [Float], historyLength: Int = 10, firstStep: FirstStep = .greatestMove(0.02),
        control: StepControl = .strongWolfe, preconditioner: AveragingPreconditioner? = nil, backend: Backend? = nil
    ) {
        position = start
        base = start
        self.firstStep = firstStep
        self.control = control
        space = VectorSpace(backend: backend, count: start.count)
        history = CorrectionPairs(length: historyLength, preconditioner: preconditioner, space: space)
    }

    mutating func observe(loss: Double, gradient: [Float]) {
        guard !isFinished else { return }
        if case .unit = control, !baseGradient.isEmpty { return observeUnitStep(loss: loss, gradient: gradient) }
        guard var search else {
            guard loss.isFinite else {
                isFinished = true
                return
            }
            begin(loss: loss, gradient: gradient)
            return
        }
        let accepted = search.observe(
            loss: loss, slope: space.dot(gradient, direction), gradient: gradient)
        self.search = search
        guard let accepted else {
            tryStep(search.step)
            return
        }
        accept(accepted)
    }

    /// Starts a line search from `base`, whose loss and gradient are given.
    private mutating func begin(loss: Double, gradient: [Float]) {
        baseGradient = gradient
        baseLoss = loss
        direction = history.direction(for: gradient)
        slope = space.dot(gradient, direction)
        if !(slope < -1e-20), !history.isEmpty {
            // Rounding has spoilt the history: forget it and go downhill.
            history.removeAll()
            direction = history.direction(for: gradient)
            slope = space.dot(gradient, direction)
        }
        let reach = Double(space.greatestMagnitude(direction))
        guard slope < -1e-20, slope.isFinite, reach > 0, reach.isFinite else {
            isFinished = true
            position = base
            return
        }
        let step: Double
        if !history.isEmpty {
            step = 1
        } else {
            switch firstStep {
            case .inverseGradientSum:
                step = min(1, 1 / space.sumOfMagnitudes(gradient))
            case .greatestMove(let distance):
                step = caution * Double(distance) / reach
            }
        }
        if case .unit = control {
            unitStep = step
            tryStep(step)
            return
        }
        let start = WolfeSearch.Point(step: 0, loss: loss, slope: slope, gradient: gradient)
        search = WolfeSearch(start: start, firstStep: step, smallestBracket: 1e-9 / reach)
        tryStep(step)
    }

    private mutating func tryStep(_ step: Double) {
        position.withUnsafeMutableBufferPointer { buffer in
            if let target = buffer.baseAddress {
                space.move(from: base, by: Float(step), along: direction, to: target)
            }
        }
    }

    /// Takes the outcome of a unit step, or shortens it.
    private mutating func observeUnitStep(loss: Double, gradient: [Float]) {
        let promise = -unitStep * slope
        let tolerance = max(StepControl.toleratedRise * promise, Self.lossResolution * abs(baseLoss))
        if loss.isFinite, loss - baseLoss <= tolerance {
            refusals = 0
            acceptedSteps += 1
            history.append(stepping: unitStep, along: direction, from: baseGradient, to: gradient)
            base = position
            begin(loss: loss, gradient: gradient)
            return
        }
        refusals += 1
        unitStep *= StepControl.shortening
        if refusals % StepControl.patience == 0 {
            setbacks += 1
            caution *= StepControl.shortening
            guard !history.isEmpty || refusals < 4 * StepControl.patience else {
                isFinished = true
                position = base
                return
            }
            history.removeAll()
            begin(loss: baseLoss, gradient: baseGradient)
            return
        }
        tryStep(unitStep)
    }

    private mutating func accept(_ point: WolfeSearch.Point) {
        guard point.step > 0 else {
            // Not even a tiny step helped: once more straight downhill, and if that fails too, it is the end.
            if history.isEmpty {
                isFinished = true
                position = base
            } else {
                history.removeAll()
                begin(loss: point.loss, gradient: baseGradient)
            }
            return
        }
        acceptedSteps += 1
        tryStep(point.step)
        history.append(stepping: point.step, along: direction, from: baseGradient, to: point.gradient)
        base = position
        begin(loss: point.loss, gradient: point.gradient)
    }
}
