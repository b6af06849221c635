import NSTKernels

/// The last correction pairs of L-BFGS, and the direction that follows from them: the two-loop recursion of Nocedal &
/// Wright (2006, algorithm 7.4), in exact arithmetic.
///
/// The recursion needs no more of the pairs than their products with the gradient and with each other, and the latter
/// are known from earlier gradients: with `yₙ = gₙ₊₁ − gₙ`, `sᵢ·yₙ = sᵢ·gₙ₊₁ − sᵢ·gₙ`. So the pairs aren't walked through
/// one by one: all steps, and all changes, are read together, a piece at a time that stays in the cache (compare Chen,
/// Wang & Zhou 2014, "Large-scale L-BFGS using MapReduce").
///
/// A new pair takes over the memory of the direction and the gradient that it comes from, and gives other memory back: that
/// of the oldest pair, once there are as many as are kept. Copies share their memory, so only one of them may go on.
struct CorrectionPairs {
    private struct Pair {
        /// The step `s = x₊ − x`.
        let step: LargeMemory
        /// The change of the gradient `y = g₊ − g`.
        let change: LargeMemory
        /// `1 / (s · y)`.
        var reciprocal: Double
        /// `s · y` with the `y` of each later pair, in their order.
        var laterProducts: [Double] = []
        /// `s · g` with the gradient that the last direction was for.
        var gradientProduct = 0.0
    }

    private let space: VectorSpace
    private let preconditioner: AveragingPreconditioner?
    /// How many pairs are kept at the most.
    private let length: Int
    private var pairs: [Pair] = []

    /// With a preconditioner, whose size is only guessed from the last pair, steps somewhat longer than that guess were
    /// measured to be better.
    private static let stretch = 1.5
    /// Pairs along which the loss curves no more than this are left out.
    private static let leastCurvature = 1e-10

    init(length: Int, preconditioner: AveragingPreconditioner?, space: VectorSpace) {
        self.length = length
        self.preconditioner = preconditioner
        self.space = space
    }

    /// Whether there are none.
    var isEmpty: Bool { pairs.isEmpty }

    /// Forgets them.
    mutating func removeAll() { pairs = [] }

    /// Adds the pair of a step `factor · direction` from a point with one gradient to a point with another, unless the
    /// curvature along it isn't positive: then all pairs stay.
    ///
    /// - Parameters:
    ///   - direction: Afterwards other memory without meaning.
    ///   - old: The gradient that the last direction was for. Afterwards other memory without meaning.
    mutating func append(
        stepping factor: Double, along direction: inout LargeMemory, from old: inout LargeMemory, to new: LargeMemory
    ) {
        // In place: whether there is curvature is known before any memory is taken from the oldest pair.
        space.scale(direction.base, by: Float(factor))
        space.move(from: new.base, by: -1, along: old.base, to: old.base)
        let product = space.dot(direction.base, old.base)
        guard product > Self.leastCurvature, var (step, change) = memory() else { return }
        swap(&direction, &step)
        swap(&old, &change)
        pairs.append(Pair(step: step, change: change, reciprocal: 1 / product))
    }

    /// Memory in exchange for that of a new pair: more while there are few, and while there is some; else that of the oldest.
    private mutating func memory() -> (step: LargeMemory, change: LargeMemory)? {
        if pairs.count < length, let step = LargeMemory(count: space.count),
            let change = LargeMemory(count: space.count)
        {
            return (step, change)
        }
        guard !pairs.isEmpty else { return nil }
        let oldest = pairs.removeFirst()
        return (oldest.step, oldest.change)
    }

    /// Writes the direction in which to go from a point with this gradient: the steepest descent where there are no pairs.
    ///
    /// - Parameter scratch: As long as the gradient; overwritten.
    mutating func writeDirection(for gradient: LargeMemory, to direction: LargeMemory, scratch: LargeMemory) {
        let q = direction.base
        space.negate(gradient.base, to: q)
        guard let newest = pairs.last else {
            preconditioner?.apply(to: q)
            return
        }
        let steps = pairs.map { UnsafePointer($0.step.base) }
        let changes = pairs.map { UnsafePointer($0.change.base) }
        learn(gradientProducts: space.dots(steps, q).map { -$0 })

        // First loop: αᵢ = ρᵢ sᵢ·q, where later pairs have been taken from q.
        var alphas = [Double](repeating: 0, count: pairs.count)
        for (index, pair) in pairs.enumerated().reversed() {
            var product = -pair.gradientProduct
            for (offset, later) in pair.laterProducts.enumerated() { product -= alphas[index + 1 + offset] * later }
            alphas[index] = pair.reciprocal * product
        }
        space.add(alphas.map { Float(-$0) }, times: changes, to: q)
        scale(q, newest, scratch: scratch.base)

        // Second loop: βᵢ = ρᵢ yᵢ·r, where earlier pairs have been added to r.
        var products = space.dots(changes, q)
        var factors = alphas
        for (index, pair) in pairs.enumerated() {
            factors[index] = alphas[index] - pair.reciprocal * products[index]
            for (offset, later) in pair.laterProducts.enumerated() {
                products[index + 1 + offset] += factors[index] * later
            }
        }
        space.add(factors.map { Float($0) }, times: steps, to: q)
    }

    /// Takes over the steps' products with a new gradient, and from them those with the newest change.
    private mutating func learn(gradientProducts: [Double]) {
        for (index, product) in gradientProducts.enumerated() {
            // Only the product with the newest change can be missing.
            if pairs[index].laterProducts.count < pairs.count - 1 - index {
                pairs[index].laterProducts.append(product - pairs[index].gradientProduct)
            }
            pairs[index].gradientProduct = product
        }
    }

    /// Multiplies with the inverse curvature that the newest pair saw, in the direction of its change (eq. 7.20).
    private func scale(_ q: UnsafeMutablePointer<Float>, _ newest: Pair, scratch: UnsafeMutablePointer<Float>) {
        let change = newest.change.base
        guard let preconditioner else {
            space.scale(q, by: Float(1 / (newest.reciprocal * space.dot(change, change))))
            return
        }
        space.copy(change, to: scratch)
        preconditioner.apply(to: scratch)
        let curvature = space.dot(change, scratch)
        preconditioner.apply(to: q)
        space.scale(q, by: Float(Self.stretch / (newest.reciprocal * curvature)))
    }
}
