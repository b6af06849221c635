import NSTKernels

/// The last correction pairs of L-BFGS, and the direction that follows from them: the two-loop recursion of Nocedal &
/// Wright (2006, algorithm 7.4), in exact arithmetic.
///
/// The recursion needs no more of the pairs than their products with the gradient and with each other, and the latter
/// are known from earlier gradients: with `yₙ = gₙ₊₁ − gₙ`, `sᵢ·yₙ = sᵢ·gₙ₊₁ − sᵢ·gₙ`. So the pairs aren't walked through
/// one by one: all steps, and all changes, are read together, a piece at a time that stays in the cache (compare Chen,
/// Wang & Zhou 2014, "Large-scale L-BFGS using MapReduce").
///
/// Copies share their memory, so only one of them may go on.
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
    /// curvature along it isn't positive.
    ///
    /// - Parameter old: The gradient that the last direction was for.
    mutating func append(stepping factor: Double, along direction: [Float], from old: [Float], to new: [Float]) {
        guard let (step, change) = memory() else { return }
        direction.withUnsafeBufferPointer { direction in
            let factor = Float(factor)
            space.split { range in for index in range { step.base[index] = direction[index] * factor } }
        }
        space.move(from: new, by: -1, along: old, to: change.base)
        let product = space.dot(step.base, change.base)
        guard product > Self.leastCurvature else { return }
        pairs.append(Pair(step: step, change: change, reciprocal: 1 / product))
    }

    /// Memory for a new pair: more while there are few, and while there is some; else that of the oldest.
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

    /// The direction in which to go from a point with this gradient: the steepest descent where there are no pairs.
    mutating func direction(for gradient: [Float]) -> [Float] {
        var result = gradient
        result.withUnsafeMutableBufferPointer { buffer in
            guard let q = buffer.baseAddress else { return }
            space.scale(q, by: -1)
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
            scale(q, newest)

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
        return result
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
    private func scale(_ q: UnsafeMutablePointer<Float>, _ newest: Pair) {
        let change = newest.change.base
        guard let preconditioner else {
            space.scale(q, by: Float(1 / (newest.reciprocal * space.dot(change, change))))
            return
        }
        var conditioned = Array(UnsafeBufferPointer(start: change, count: space.count))
        let curvature = conditioned.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return 1.0 }
            preconditioner.apply(to: base)
            return space.dot(change, base)
        }
        preconditioner.apply(to: q)
        space.scale(q, by: Float(Self.stretch / (newest.reciprocal * curvature)))
    }
}
