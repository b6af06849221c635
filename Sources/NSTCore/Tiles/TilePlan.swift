import NSTKernels
import NSTOptions
import NSTPictures
import NSTVGG

/// In which tiles an objective is computed, and what memory and time that takes. Known before anything is computed.
///
/// The gradient of a loss may need sums over the whole picture. So a picture in several tiles is looked at twice: a first
/// pass surveys it, a second computes gradients.
package struct TilePlan: Equatable, Sendable {
    /// The tiles of the gradient.
    let gradient: Tiling
    /// The tiles in which the evaluated picture is surveyed; `nil` where the gradient's pass sees it whole, or no loss
    /// asks for it.
    let survey: Tiling?
    /// The tiles in which losses learn from the content; `nil` where the gradient's pass sees it whole, or none does.
    let content: Tiling?
    /// The tiles in which losses learn from the styles; empty where none does.
    private(set) var styles: [Tiling]
    /// The same for the styles turned by a quarter; empty where none is.
    private(set) var turnedStyles: [Tiling]
    /// Values of memory that every pass works in.
    let workspaceCount: Int
    /// Values of memory for the pixels of a tile and their gradient.
    let bufferCount: Int
    /// The memory of the objective, in bytes, with the network's weights and the targets; the pictures and the gradient
    /// come on top.
    package let memory: Int
    /// The time of an evaluation in that of one without tiles: what is computed around tiles, and the survey.
    package let relativeCost: Double
    /// The passes forwards in which losses learn, each with how often it is made.
    let learning: [Learning]

    /// Passes forwards of one kind.
    struct Learning: Equatable {
        let tiling: Tiling
        let count: Int
    }

    /// How many tiles the picture is cut into.
    package var tileCount: Int { gradient.tiles.count }
    /// Whether all pictures are computed in one piece each.
    package var isWhole: Bool { gradient.isWhole && styles.allSatisfy(\.isWhole) }

    /// Every picture in one piece.
    init(whole sizes: LossSizes, designs: LossDesigns, pooling: PoolingKind) {
        let need = PassNeed(designs: designs, sizes: sizes, pooling: pooling)
        self.init(
            need, gradient: Tiling(picture: sizes.content), survey: nil, content: nil,
            styles: Self.views(designs, sizes, turned: false).map { Tiling(picture: $0) },
            turnedStyles: Self.views(designs, sizes, turned: true).map { Tiling(picture: $0) })
    }

    /// Plans the fastest way to compute an objective in a limited amount of memory.
    ///
    /// - Parameter limit: The memory that `memory` must not exceed, in bytes.
    /// - Returns: `nil` where not even the smallest tiles do.
    init?(sizes: LossSizes, designs: LossDesigns, pooling: PoolingKind, limit: Int) {
        let need = PassNeed(designs: designs, sizes: sizes, pooling: pooling)
        var rest = limit - need.lossBytes
        // Each tiling fits with its own weights, but tiles of different sizes may need some in two kinds.
        for _ in 0..<32 {
            guard let plan = Self.plan(need, limit: rest) else { return nil }
            if plan.memory <= limit {
                self = plan
                return
            }
            rest -= plan.memory - limit
        }
        return nil
    }

    /// Plans the fastest way to compute an objective of some settings in a limited amount of memory.
    ///
    /// - Parameters:
    ///   - content: The size of the content, and of the picture that is optimised.
    ///   - styles: The sizes of the styles.
    ///   - limit: The memory that `memory` must not exceed, in bytes.
    /// - Returns: `nil` where not even the smallest tiles do.
    package init?(
        content: Extent, styles: [Extent], settings: Settings, limit: Int,
        backend: Backend.Configuration = Backend.Configuration()
    ) {
        self.init(
            sizes: LossSizes(
                content: content, styles: styles, convolutions: settings.network.convolutions, backend: backend),
            designs: LossDesigns(settings, hasStyle: !styles.isEmpty), pooling: settings.pooling, limit: limit)
    }

    /// The fastest tiles whose passes take no more than `limit` bytes each.
    private static func plan(_ need: PassNeed, limit: Int) -> TilePlan? {
        let (designs, sizes) = (need.designs, need.sizes)
        guard let gradient = need.tiling(sizes.content, designs.layers, withGradient: true, limit: limit) else {
            return nil
        }
        var (survey, content): (Tiling?, Tiling?)
        if !gradient.isWhole, !designs.surveyedLayers.isEmpty {
            survey = need.tiling(sizes.content, designs.surveyedLayers, withGradient: false, limit: limit)
            if survey == nil { return nil }
        }
        if !gradient.isWhole, !designs.learntLayers.isEmpty {
            content = need.tiling(sizes.content, designs.learntLayers, withGradient: false, limit: limit)
            if content == nil { return nil }
        }
        func tilings(turned: Bool) -> [Tiling]? {
            let extents = Self.views(designs, sizes, turned: turned)
            let tilings = extents.compactMap {
                need.tiling($0, designs.styleLayers, withGradient: false, limit: limit)
            }
            return tilings.count == extents.count ? tilings : nil
        }
        guard let styles = tilings(turned: false), let turnedStyles = tilings(turned: true) else { return nil }
        return TilePlan(
            need, gradient: gradient, survey: survey, content: content, styles: styles, turnedStyles: turnedStyles)
    }

    /// The sizes of the styles as they are looked at, upright or turned by a quarter; empty where they aren't.
    private static func views(_ designs: LossDesigns, _ sizes: LossSizes, turned: Bool) -> [Extent] {
        guard !designs.styleLayers.isEmpty,
            let turning = designs.turnings.first(where: { $0.swapsSides == turned })
        else { return [] }
        return sizes.styles.map { turning.extent(of: $0) }
    }

    /// A plan with tiles of a given number, for tests.
    ///
    /// - Parameter alignment: Tiles begin at multiples of this, if it is more than the poolings ask for.
    init(
        sizes: LossSizes, designs: LossDesigns, pooling: PoolingKind, rows: Int, columns: Int, alignment: Int = 1
    ) {
        let need = PassNeed(designs: designs, sizes: sizes, pooling: pooling)
        func tiling(_ extent: Extent, _ layers: [LayerName], withGradient: Bool) -> Tiling {
            need.tiling(
                extent, layers, rows: rows, columns: columns, alignment: alignment, withGradient: withGradient)
        }
        let gradient = tiling(sizes.content, designs.layers, withGradient: true)
        func learning(_ layers: [LayerName]) -> Tiling? {
            gradient.isWhole || layers.isEmpty ? nil : tiling(sizes.content, layers, withGradient: false)
        }
        self.init(
            need, gradient: gradient, survey: learning(designs.surveyedLayers),
            content: learning(designs.learntLayers),
            styles: Self.views(designs, sizes, turned: false).map {
                tiling($0, designs.styleLayers, withGradient: false)
            },
            turnedStyles: Self.views(designs, sizes, turned: true).map {
                tiling($0, designs.styleLayers, withGradient: false)
            })
    }

    private init(
        _ need: PassNeed, gradient: Tiling, survey: Tiling?, content: Tiling?, styles: [Tiling], turnedStyles: [Tiling]
    ) {
        self.gradient = gradient
        self.survey = survey
        self.content = content
        self.styles = styles
        self.turnedStyles = turnedStyles
        let designs = need.designs
        var passes = [PassNeed.Pass(tiling: gradient, layers: designs.layers, withGradient: true)]
        if let survey { passes.append(.init(tiling: survey, layers: designs.surveyedLayers, withGradient: false)) }
        if let content { passes.append(.init(tiling: content, layers: designs.learntLayers, withGradient: false)) }
        passes += (styles + turnedStyles).map { .init(tiling: $0, layers: designs.styleLayers, withGradient: false) }
        let counts = passes.map(need.counts)
        workspaceCount = counts.map(\.workspace).max() ?? 0
        bufferCount = counts.map(\.buffers).max() ?? 0
        memory =
            (workspaceCount + bufferCount) * MemoryLayout<Float>.stride + need.lossBytes + need.weightBytes(passes)
        let once = Double(max(1, gradient.picture.pixels))
        relativeCost =
            (Double(gradient.computedPixels) + Plan.forwardShare * Double(survey?.computedPixels ?? 0)) / once

        // The content and the guide, and the styles with each turning.
        let contentPasses = [designs.contentLayers, designs.guideLayers].count { !$0.isEmpty }
        let quarters = designs.turnings.count(where: \.swapsSides)
        learning =
            [Learning(tiling: content ?? gradient, count: contentPasses)]
            + styles.map { Learning(tiling: $0, count: designs.turnings.count - quarters) }
            + turnedStyles.map { Learning(tiling: $0, count: quarters) }
    }

    /// The plan for some of the styles.
    func keeping(styles numbers: [Int]) -> TilePlan {
        var plan = self
        plan.styles = numbers.filter(styles.indices.contains).map { styles[$0] }
        plan.turnedStyles = numbers.filter(turnedStyles.indices.contains).map { turnedStyles[$0] }
        return plan
    }
}
