import NSTKernels

/// Limited-memory BFGS (Liu & Nocedal 1989; Nocedal & Wright 2006, algorithm 7.4) with unit steps that are watched.
///
/// After the first step, each goes as far as quasi-Newton theory says, without a line search, unless the loss rises much:
/// nearly every evaluation moves the picture. It reached lower losses in as many evaluations than a search for the strong
/// Wolfe conditions did. Without a preconditioner, and where no step is refused, it takes in exact arithmetic the steps of
/// `torch.optim.LBFGS(lr=1, line_search_fn=None)` with the same history and first step.
struct LBFGS: Optimiser {
    private(set) var position: LargeMemory
    private(set) var acceptedSteps = 0
    private(set) var isFinished = false
    private(set) var setbacks = 0

    /// The loss may rise in a step by this share of what its slope promised that it would fall: a small rise is made good
    /// by the steps after it. Along a parabola, such a step is three times as long as the best; in runs, rises were below
    /// 0.4 or, where the next picture was spoilt, above 1.2 of the promise. Only a difference of losses is compared with
    /// it: logarithms are negative, and what is added to a loss means nothing.
    private static let toleratedRise = 0.5
    /// A refused step is shortened to this share.
    private static let shortening = 0.2
    /// After so many refusals in a row the pairs are forgotten.
    private static let patience = 4

    private let space: VectorSpace
    private let greatestFirstMove: Float
    private var pairs: CorrectionPairs
    /// The last accepted point, with its gradient; without meaning before there is a `baseLoss`.
    private var base: LargeMemory
    private var baseGradient: LargeMemory
    private var baseLoss: Double?
    private var direction: LargeMemory
    /// The derivative of the loss along `direction` at the base.
    private var slope = 0.0
    /// The step along `direction` whose outcome is awaited, and how often a step from the base was refused.
    private var step = 1.0
    private var refusals = 0
    /// The share of `greatestFirstMove` that steps straight downhill may go.
    private var caution = 1.0

    /// - Parameters:
    ///   - start: The first point. The optimiser keeps the memory and writes to it.
    ///   - history: How many correction pairs are kept; each takes two vectors' memory.
    ///   - greatestFirstMove: How far the first step, along the steepest descent, moves the component that it moves most.
    ///   - preconditioner: The inverse curvature to begin with, up to a factor; `nil` for the same in all directions.
    ///   - backend: Whose threads are used; `nil` for the calling one alone.
    /// - Throws: `NetworkError.outOfMemory`.
    init(
        start: LargeMemory, history: Int = 10, greatestFirstMove: Float = 0.02,
        preconditioner: AveragingPreconditioner? = nil, backend: Backend? = nil
    ) throws(NetworkError) {
        position = start
        base = try .allocate(start.count)
        baseGradient = try .allocate(start.count)
        direction = try .allocate(start.count)
        self.greatestFirstMove = greatestFirstMove
        space = VectorSpace(backend: backend, count: start.count)
        pairs = CorrectionPairs(length: history, preconditioner: preconditioner, space: space)
    }

    /// Position, base, its gradient and the direction; a pair is a step and a change.
    static func vectorCount(history: Int) -> Int { 4 + 2 * history }

    mutating func observe(loss: Double, gradient: inout LargeMemory) {
        guard !isFinished else { return }
        if let baseLoss {
            guard isTolerable(loss, after: baseLoss) else { return refuse() }
            refusals = 0
            acceptedSteps += 1
            pairs.append(stepping: step, along: &direction, from: &baseGradient, to: gradient)
        } else {
            guard loss.isFinite else {
                isFinished = true
                return
            }
        }
        baseLoss = loss
        swap(&base, &position)
        swap(&baseGradient, &gradient)
        begin()
    }

    mutating func restart() {
        pairs.removeAll()
        baseLoss = nil
        (refusals, caution, setbacks) = (0, 1, 0)
        isFinished = false
    }

    private func isTolerable(_ loss: Double, after baseLoss: Double) -> Bool {
        let promise = -step * slope
        let tolerance = max(Self.toleratedRise * promise, Self.lossResolution * abs(baseLoss))
        return loss.isFinite && loss - baseLoss <= tolerance
    }

    /// Chooses the direction and the first step from the base.
    private mutating func begin() {
        chooseDirection()
        if !(slope < -1e-20), !pairs.isEmpty {
            // Rounding has spoilt the pairs: forget them and go downhill.
            pairs.removeAll()
            chooseDirection()
        }
        let reach = Double(space.greatestMagnitude(direction.base))
        guard slope < -1e-20, slope.isFinite, reach > 0, reach.isFinite else { return finish() }
        step = pairs.isEmpty ? caution * Double(greatestFirstMove) / reach : 1
        tryStep()
    }

    private mutating func chooseDirection() {
        // The position is written anew before anybody reads it.
        pairs.writeDirection(for: baseGradient, to: direction, scratch: position)
        slope = space.dot(baseGradient.base, direction.base)
    }

    private func tryStep() {
        space.move(from: base.base, by: Float(step), along: direction.base, to: position.base)
    }

    /// Shortens the step; after many refusals, forgets the pairs and goes straight downhill, and at last ends.
    private mutating func refuse() {
        refusals += 1
        step *= Self.shortening
        guard refusals % Self.patience == 0 else { return tryStep() }
        setbacks += 1
        caution *= Self.shortening
        guard !pairs.isEmpty || refusals < 4 * Self.patience else { return finish() }
        pairs.removeAll()
        begin()
    }

    private mutating func finish() {
        isFinished = true
        swap(&base, &position)
    }
}
