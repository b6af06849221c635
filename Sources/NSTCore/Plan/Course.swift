import NSTPictures

/// How a painting goes from scale to scale; losses of different families ask for different ways.
struct Course: Sendable {
    /// A scale other than the finest has at least so many pixels along its shorter side.
    var shortestCoarseSide: Int
    /// The coarsest scale is the last with at least so many pixels along its longest side, or with this share of the
    /// finest's where that is less; `nil` for as coarse as the shorter side allows.
    var firstSide: (pixels: Int, share: Double)?
    /// The shorter side that the losses need besides what their layers need, in pixels.
    var leastSide: Int
    /// Up to so many pixels, a scale's iterations aren't reduced; `nil` for any number.
    var pixelsOfManyIterations: Int?
    /// The share of the iterations that a last pass takes, at the finest size once more; 0 where there is none.
    var finishingShare: Double
    /// The share of what is painted so far in the guide, which says what part of the styles goes where; `nil` where the
    /// losses follow no guide.
    var paintedShareOfGuide: Float?

    /// Of statistics of whole feature maps.
    static let statistics = Course(
        // Fewer pixels say nothing about the picture's statistics.
        shortestCoarseSide: 64, leastSide: 1, finishingShare: 0)

    /// Of nearest features.
    static let nearest = Course(
        // A few places are enough: there the large forms are decided. Coarser scales have no room for a face.
        shortestCoarseSide: 20, firstSide: (64, 1.0 / 8),
        // Hypercolumns have places of their own.
        leastSide: 1 << HypercolumnLayout.poolings,
        // Where an evaluation takes so much longer, the forms come from the coarser scales.
        pixelsOfManyIterations: 1 << 19,
        finishingShare: 1.0 / 8,
        // Kolkin et al. 2022, arXiv:2203.13215, section 3.2.
        paintedShareOfGuide: 0.25)

    /// Whether a scale of this size may come before the finest.
    func isCoarseScale(_ extent: Extent, finest: Extent) -> Bool {
        guard extent.shortest >= shortestCoarseSide else { return false }
        guard let firstSide else { return true }
        // Half a pixel for what rounding takes.
        return Double(extent.longest) + 0.5 >= min(Double(firstSide.pixels), firstSide.share * Double(finest.longest))
    }

    /// What the iterations of a scale with so many pixels are multiplied with.
    func patience(pixels: Int) -> Double {
        guard let pixelsOfManyIterations else { return 1 }
        return min(1, (Double(pixelsOfManyIterations) / Double(max(1, pixels))).squareRoot())
    }

    /// How many of all iterations the last pass gets, over so many pixels.
    func finishing(_ iterations: Int, pixels: Int) -> Int {
        guard finishingShare > 0 else { return 0 }
        return max(1, Int((Double(iterations) * finishingShare * patience(pixels: pixels)).rounded()))
    }
}
