import NSTVGG

/// How far a picture's pixels and a network's feature maps reach into each other, along one axis.
///
/// Every 3×3 convolution adds a neighbour on both sides, and every pooling doubles what a neighbour is. From that
/// follows how much of the picture around a tile must be computed with it so that the tile itself comes out as it does
/// in the whole picture (Galerne, Raad, Lezama & Morel 2022, "Scaling Painting Style Transfer", arXiv:2212.13459,
/// section 3, use one margin that is wide enough for all networks).
struct ReceptiveField: Equatable {
    /// Pixels before and after a tile.
    struct Halo: Equatable {
        var before: Int
        var after: Int

        var sum: Int { before + after }

        static let none = Halo(before: 0, after: 0)
    }

    /// Tiles begin at multiples of this, so that the cells of all poolings are those of the whole picture.
    let alignment: Int
    /// What a tile needs around it so that its part of every feature map is right.
    let features: Halo
    /// What a tile needs around it so that the loss's gradient in it is right: all features that its pixels reach must
    /// be.
    let gradient: Halo

    /// The field of the deepest of some layers.
    ///
    /// - Parameters:
    ///   - reach: How many cells of the deepest map around a cell a loss's gradient depends on, beside the cell.
    ///   - wanted: What `alignment` should be a multiple of: a power of two, or a multiple of the poolings'.
    init(
        convolutions: [Architecture.Convolution], layers: some Collection<LayerName>, reach: Int = 0,
        alignment wanted: Int = 1
    ) {
        // On a picture of any size the stages are the same.
        let stages = StageShape.stages(of: convolutions, asFarAs: layers, height: 1, width: 1)
        let isPooling = stages.map { $0.convolution == nil }
        alignment = max(wanted, 1 << isPooling.count { $0 })

        func inputs(of first: Int, _ last: Int) -> (first: Int, last: Int) {
            Self.inputs(of: first, last, through: isPooling)
        }
        // One tile begins at 0, another ends there: its last pixel is −1, in every map. A shift rounds down.
        let part = (first: inputs(of: -reach, 0).first, last: inputs(of: -1, reach - 1).last)
        var reached = (first: 0, last: -1)
        for isPooling in isPooling {
            reached =
                isPooling ? (reached.first >> 1, reached.last >> 1) : (reached.first - 1, reached.last + 1)
        }
        let all = (
            first: inputs(of: reached.first - reach, 0).first, last: inputs(of: 0, reached.last + reach).last
        )
        let alignment = alignment
        func halo(_ first: Int, _ last: Int) -> Halo {
            func roundedUp(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }
            return Halo(before: roundedUp(-first), after: roundedUp(last + 1))
        }
        features = halo(part.first, part.last)
        gradient = halo(all.first, all.last)
    }

    /// The pixels, along one axis, that an interval of a layer's map depends on. They may lie outside the picture, where
    /// the convolutions' padding is.
    static func pixels(
        of interval: ClosedRange<Int>, at layer: LayerName, convolutions: [Architecture.Convolution]
    ) -> ClosedRange<Int> {
        let stages = StageShape.stages(of: convolutions, asFarAs: [layer], height: 1, width: 1)
        let (first, last) = inputs(
            of: interval.lowerBound, interval.upperBound, through: stages.map { $0.convolution == nil })
        return first...last
    }

    /// The first and the last input that an interval of the deepest map's pixels depends on.
    private static func inputs(of first: Int, _ last: Int, through isPooling: [Bool]) -> (first: Int, last: Int) {
        var (first, last) = (first, last)
        for isPooling in isPooling.reversed() {
            (first, last) = isPooling ? (2 * first, 2 * last + 1) : (first - 1, last + 1)
        }
        return (first, last)
    }
}
