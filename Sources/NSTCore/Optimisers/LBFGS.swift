import NSTKernels

/// Limited-memory BFGS (Liu & Nocedal 1989; Nocedal & Wright 2006, algorithm 7.4) with a strong Wolfe line search.
///
/// In exact arithmetic it takes the same steps as `torch.optim.LBFGS(line_search_fn="strong_wolfe")` with the same
/// history and first step.
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

    private let historyLength: Int
    private let firstStep: FirstStep
    private var history: [Pair] = []
    /// The last accepted point and its gradient.
    private var base: [Float]
    private var baseGradient: [Float] = []
    private var direction: [Float] = []
    private var search: WolfeSearch?

    /// - Parameters:
    ///   - start: The first point.
    ///   - historyLength: How many correction pairs are kept; each takes two vectors' memory.
    init(start: [Float], historyLength: Int = 10, firstStep: FirstStep = .greatestMove(0.02)) {
        position = start
        base = start
        self.historyLength = historyLength
        self.firstStep = firstStep
    }

    mutating func observe(loss: Double, gradient: [Float]) {
        guard !isFinished else { return }
        guard var search else {
            guard loss.isFinite else {
                isFinished = true
                return
            }
            begin(loss: loss, gradient: gradient)
            return
        }
        let accepted = search.observe(
            loss: loss, slope: VectorMath.dot(gradient, direction, count: direction.count), gradient: gradient)
        self.search = search
        guard let accepted else {
            tryStep(search.step)
            return
        }
        accept(accepted)
    }

    /// Starts a line search from `base`, whose loss and gradient are given.
    private mutating func begin(loss: Double, gradient: [Float]) {
        let count = base.count
        baseGradient = gradient
        direction = steepestOrTwoLoop(gradient)
        var slope = VectorMath.dot(gradient, direction, count: count)
        if !(slope < -1e-20), !history.isEmpty {
            // Rounding has spoilt the history: forget it and go downhill.
            history = []
            direction = gradient.map { -$0 }
            slope = VectorMath.dot(gradient, direction, count: count)
        }
        let reach = Double(VectorMath.greatestMagnitude(direction, count: count))
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
                step = min(1, 1 / VectorMath.sumOfMagnitudes(gradient, count: count))
            case .greatestMove(let distance):
                step = Double(distance) / reach
            }
        }
        let start = WolfeSearch.Point(step: 0, loss: loss, slope: slope, gradient: gradient)
        search = WolfeSearch(start: start, firstStep: step, smallestBracket: 1e-9 / reach)
        tryStep(step)
    }

    private mutating func tryStep(_ step: Double) {
        let count = base.count
        position.withUnsafeMutableBufferPointer { buffer in
            if let target = buffer.baseAddress {
                VectorMath.move(from: base, by: Float(step), along: direction, to: target, count: count)
            }
        }
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
            for index in 0..<count { target[index] = direction[index] * Float(step) }
        }
        pair.change.withUnsafeMutableBufferPointer { buffer in
            if let target = buffer.baseAddress {
                VectorMath.move(from: gradient, by: -1, along: baseGradient, to: target, count: count)
            }
        }
        let product = VectorMath.dot(pair.step, pair.change, count: count)
        guard product > 1e-10 else { return }
        pair.reciprocal = 1 / product
        history.append(pair)
    }

    /// The two-loop recursion (Nocedal & Wright 2006, algorithm 7.4), or the steepest descent without a history.
    private func steepestOrTwoLoop(_ gradient: [Float]) -> [Float] {
        let count = gradient.count
        var result = gradient
        result.withUnsafeMutableBufferPointer { buffer in
            guard let q = buffer.baseAddress else { return }
            VectorMath.scale(q, by: -1, count: count)
            guard let latest = history.last else { return }
            var factors = [Double](repeating: 0, count: history.count)
            for index in history.indices.reversed() {
                let pair = history[index]
                factors[index] = pair.reciprocal * VectorMath.dot(pair.step, q, count: count)
                VectorMath.add(Float(-factors[index]), times: pair.change, to: q, count: count)
            }
            let scale = 1 / (latest.reciprocal * VectorMath.dot(latest.change, latest.change, count: count))
            VectorMath.scale(q, by: Float(scale), count: count)
            for (index, pair) in history.enumerated() {
                let correction = pair.reciprocal * VectorMath.dot(pair.change, q, count: count)
                VectorMath.add(Float(factors[index] - correction), times: pair.step, to: q, count: count)
            }
        }
        return result
    }
}
