import NSTKernels
import NSTOptions
import NSTPictures
import NSTVGG

/// Makes the scales of a plan.
struct ScaleMaker {
    let pictures: HeldPictures
    let settings: Settings
    let course: Course
    /// The least side, in pixels, on which the deepest layer still has a pixel.
    let shortestSide: Int
    let convolutions: [Architecture.Convolution]
    let backend: Backend.Configuration

    /// Small strokes don't make a style's longest side shorter than this, or than the painting's.
    private static let leastStyleSide = 64.0

    /// The scales from coarse to fine.
    ///
    /// - Parameters:
    ///   - longestSide: Of the finest, in pixels; not more than the content has.
    ///   - room: How many bytes each may take beside the pictures at full size; `nil` for any number.
    /// - Returns: `nil` where one doesn't fit, whatever tiles it is cut into.
    func scales(longestSide: Int, room: Int?) -> [Plan.Scale]? {
        let finest = fit(pictures.content, longest: Double(longestSide))
        // Of a painting that nothing is seen of, little needs to be made.
        let iterations = settings.paintedShare > 0 ? settings.effectiveIterations : 1
        var extents: [Extent] = []
        for level in 0..<min(settings.scales, iterations) {
            let extent = fit(finest, longest: Double(finest.longest) / Double(1 << level))
            if level > 0, !course.isCoarseScale(extent, finest: finest) { break }
            extents.insert(extent, at: 0)
        }
        // The last pass has the finest size once more.
        let finishing = iterations > extents.count ? course.finishing(iterations, pixels: finest.pixels) : 0
        let patience = extents.map { course.patience(pixels: $0.pixels) }
        var counts = Self.share(iterations - finishing, between: patience, coarseShare: settings.coarseShare)
        var stages = extents.map { _ in Stage.painting }
        let levels = extents.count
        if finishing > 0 {
            extents.append(finest)
            counts.append(finishing)
            stages.append(.finishing)
        }
        var scales: [Plan.Scale] = []
        for (level, (extent, count)) in zip(extents, counts).enumerated() {
            let designs = LossDesigns(settings, stage: stages[level], hasStyle: !pictures.styles.isEmpty)
            let side = Double(finest.longest) / Double(1 << max(0, levels - 1 - level))
            // Of a smaller style the deep layers would see little but the zeros around it, and paint those.
            let strokes = max(side * settings.strokeSize / 100, min(side, Self.leastStyleSide))
            let styles = pictures.styles.map { fit($0, longest: strokes) }
            guard
                let scale = scale(extent, styles: styles, iterations: count, designs: designs, room: room)
            else { return nil }
            scales.append(scale)
        }
        return scales
    }

    private func scale(
        _ extent: Extent, styles: [Extent], iterations: Int, designs: LossDesigns, room: Int?
    ) -> Plan.Scale? {
        let sizes = LossSizes(content: extent, styles: styles, convolutions: convolutions, backend: backend)
        let whole = Plan.Scale(
            extent: extent, styles: styles, stage: designs.stage, iterations: iterations,
            tiles: TilePlan(whole: sizes, designs: designs, pooling: settings.pooling), historyLength: settings.history,
            learningBytes: designs.learningBytes(sizes),
            searchProducts: designs.searchProducts(sizes, evaluations: iterations),
            copyBytes: pictures.copyBytes(content: extent, styles: styles))
        guard let room, whole.bytes(settings.effectiveOptimiser) > room else { return whole }
        return whole.fitted(into: room, sizes: sizes, designs: designs, settings: settings)
    }

    /// The longest side, in pixels, that a painting can have in some room; `nil` where none does.
    ///
    /// - Parameter limit: A side that is too long.
    func largestSide(below limit: Int, room: Int) -> Int? {
        var (fitting, tooLong) = (0, min(limit, pictures.content.longest))
        while tooLong - fitting > max(1, fitting / 256) {
            let middle = (fitting + tooLong) / 2
            if scales(longestSide: middle, room: room) == nil { tooLong = middle } else { fitting = middle }
        }
        return fitting >= Self.leastSide ? fitting : nil
    }

    /// Nobody wants a smaller painting.
    private static let leastSide = 16

    /// The size with the same proportions and this longest side, never larger than the original; grown again as far as
    /// the shortest side demands.
    private func fit(_ extent: Extent, longest: Double) -> Extent {
        let wanted = longest / Double(extent.longest)
        let needed = Double(shortestSide) / Double(extent.shortest)
        let factor = min(1, max(wanted, needed))
        return Extent(
            height: max(shortestSide, Int((Double(extent.height) * factor).rounded())),
            width: max(shortestSide, Int((Double(extent.width) * factor).rounded())))
    }

    /// Splits the iterations between scales, coarse to fine: each gets at least one, of which there are enough.
    ///
    /// - Parameter factors: What each scale's share is multiplied with besides.
    static func share(_ iterations: Int, between factors: [Double], coarseShare: Double) -> [Int] {
        var weights: [Double] = [1]
        while weights.count < factors.count { weights.insert(weights[0] * coarseShare, at: 0) }
        weights = zip(weights, factors).map { $0 * $1 }
        let sum = weights.reduce(0, +)
        var counts = weights.map { max(1, Int((Double(iterations) * $0 / sum).rounded(.down))) }
        // What rounding left over goes to the coarsest scale; what it took too much, those with the most give back.
        counts[0] += max(0, iterations - counts.reduce(0, +))
        for _ in 0..<max(0, counts.reduce(0, +) - iterations) {
            if let longest = counts.indices.max(by: { counts[$0] < counts[$1] }) { counts[longest] -= 1 }
        }
        return counts
    }
}
