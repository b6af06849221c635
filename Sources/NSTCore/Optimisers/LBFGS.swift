import NSTKernels

/// Limited-memory BFGS (Liu & Nocedal 1989; Nocedal & Wright 2006, algorithm 7.4), with a strong Wolfe line search or
/// with unit steps that are watched.
///
/// With the line search and without a preconditioner it takes, in exact arithmetic, the same steps as
/// `torch.optim.LBFGS(line_search_fn="strong_wolfe")` with the same history and first step.
struct LBFGS: Optimiser {
    /// One correction pair of the history.
    private struct Pair {
        /// The step `x₊ − x`.
        var step: [Float]
        /// The change of the gradient.
        var change: [Float]
        /// `1 / (step · change)`.
        var reciprocal: Double
    }

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

    private let historyLength: Int
    private let firstStep: FirstStep
    private let control: StepControl
    private let preconditioner: CellPreconditioner?
    private let space: VectorSpace
    /// For unit steps: the one whose outcome is awaited, how often it was refused, and how far the first one may go.
    private var unitStep = 1.0
    private var refusals = 0
    private var caution = 1.0
    private var baseLoss = 0.0
    private var history: [Pair] = []
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
        control: StepControl = .strongWolfe, preconditioner: CellPreconditioner? = nil, engine: Engine? = nil
    ) {
        position = start
        base = start
        self.historyLength = historyLength
        self.firstStep = firstStep
        self.control = control
        self.preconditioner = preconditioner
        space = VectorSpace(engine: engine, count: start.count)
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
        direction = steepestOrTwoLoop(gradient)
        var slope = space.dot(gradient, direction)
        if !(slope < -1e-20), !history.isEmpty {
            // Rounding has spoilt the history: forget it and go downhill.
            history = []
            direction = steepestOrTwoLoop(gradient)
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
        if loss.isFinite, loss <= baseLoss + StepControl.toleratedRise * abs(baseLoss) {
            refusals = 0
            acceptedSteps += 1
            remember(step: unitStep, gradient: gradient)
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
            history = []
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
                history = []
                begin(loss: point.loss, gradient: baseGradient)
            }
            return
        }
        acceptedSteps += 1
        tryStep(point.step)
        remember(step: point.step, gradient: point.gradient)
        base = position
        begin(loss: point.loss, gradient: point.gradient)
    }

    /// Adds a correction pair, unless the curvature along the step isn't positive.
    private mutating func remember(step: Double, gradient: [Float]) {
        let count = base.count
        // The oldest pair's memory serves for the new one.
        var pair =
            history.count >= historyLength
            ? history.removeFirst()
            : Pair(
                step: [Float](repeating: 0, count: count), change: [Float](repeating: 0, count: count), reciprocal: 0)
        pair.step.withUnsafeMutableBufferPointer { buffer in
            guard let target = buffer.baseAddress else { return }
            direction.withUnsafeBufferPointer { direction in
                space.split { range in for index in range { target[index] = direction[index] * Float(step) } }
            }
        }
        pair.change.withUnsafeMutableBufferPointer { buffer in
            if let target = buffer.baseAddress {
                space.move(from: gradient, by: -1, along: baseGradient, to: target)
            }
        }
        let product = space.dot(pair.step, pair.change)
        guard product > 1e-10 else { return }
        pair.reciprocal = 1 / product
        history.append(pair)
    }

    /// With a preconditioner, whose size is only guessed from the last pair, steps somewhat longer than that guess were
    /// measured to be better.
    private static let stretch = 1.5

    /// The two-loop recursion (Nocedal & Wright 2006, algorithm 7.4), or the steepest descent without a history.
    private func steepestOrTwoLoop(_ gradient: [Float]) -> [Float] {
        var result = gradient
        result.withUnsafeMutableBufferPointer { buffer in
            guard let q = buffer.baseAddress else { return }
            space.scale(q, by: -1)
            guard let latest = history.last else {
                preconditioner?.apply(to: q)
                return
            }
            var factors = [Double](repeating: 0, count: history.count)
            for index in history.indices.reversed() {
                let pair = history[index]
                factors[index] = pair.reciprocal * space.dot(pair.step, q)
                space.add(Float(-factors[index]), times: pair.change, to: q)
            }
            // The inverse curvature that the last pair saw, in the direction of its change (eq. 7.20).
            if let preconditioner {
                var change = latest.change
                change.withUnsafeMutableBufferPointer { buffer in
                    if let base = buffer.baseAddress { preconditioner.apply(to: base) }
                }
                preconditioner.apply(to: q)
                space.scale(q, by: Float(Self.stretch / (latest.reciprocal * space.dot(latest.change, change))))
            } else {
                space.scale(q, by: Float(1 / (latest.reciprocal * space.dot(latest.change, latest.change))))
            }
            for (index, pair) in history.enumerated() {
                let correction = pair.reciprocal * space.dot(pair.change, q)
                space.add(Float(factors[index] - correction), times: pair.step, to: q)
            }
        }
        return result
    }
}
