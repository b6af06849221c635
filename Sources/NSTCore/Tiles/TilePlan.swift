import NSTKernels
import NSTOptions
import NSTPictures
import NSTVGG

/// How an objective is computed in a limited amount of memory: in which tiles, and what that costs. Known before
/// anything is computed.
///
/// The loss's gradient needs the differences of whole pictures' Gram matrices. So a picture in tiles is looked at
/// twice: a first pass adds up the matrices, a second computes gradients from their differences.
public struct TilePlan: Equatable, Sendable {
    /// The tiles of the gradient.
    let gradient: Tiling
    /// The tiles in which the evaluated picture's Gram matrices are added up; `nil` without style, or where the gradient
    /// isn't tiled.
    let grams: Tiling?
    /// The tiles in which the content's features are measured; `nil` without a content loss.
    let content: Tiling?
    /// The tiles in which the styles' Gram matrices are measured; empty without a style loss.
    let styles: [Tiling]
    /// Values of memory that every pass works in.
    let workspaceCount: Int
    /// Values of memory for the pixels of a tile and their gradient.
    let bufferCount: Int
    /// The memory of the objective, in bytes, with the network's weights and the targets; the pictures and the gradient
    /// come on top.
    public let memory: Int
    /// The time of an evaluation in that of one without tiles: what is computed around tiles, and the first pass.
    public let relativeCost: Double

    /// How many tiles the picture is cut into; with one, nothing is gained by tiles.
    public var tileCount: Int { gradient.tiles.count }
    /// Whether all pictures are computed in one piece each.
    public var isWhole: Bool { gradient.isWhole && styles.allSatisfy(\.isWhole) }

    /// Plans the fastest way to compute an objective in a limited amount of memory.
    ///
    /// - Parameters:
    ///   - content: The size of the content, and of the picture that is optimised.
    ///   - styles: The sizes of the styles.
    ///   - limit: The memory that `memory` must not exceed, in bytes.
    /// - Returns: `nil` where not even the smallest tiles do.
    public init?(
        content: Extent, styles: [Extent], settings: Settings, limit: Int,
        backend: Backend.Configuration = Backend.Configuration()
    ) {
        self.init(
            content: content, styles: styles, settings: settings, limit: limit,
            convolutions: settings.network.convolutions, backend: backend)
    }

    /// The same for any network.
    init?(
        content: Extent, styles: [Extent], settings: Settings, limit: Int, convolutions: [Architecture.Convolution],
        backend: Backend.Configuration
    ) {
        let need = TileNeed(settings: settings, convolutions: convolutions, backend: backend)
        var rest =
            limit - need.targetBytes(content) - need.scratchBytes - need.guidanceBytes(content, styles: styles)
        // Each tiling fits with its own weights, but tiles of different sizes may need some in two kinds.
        for _ in 0..<32 {
            guard let plan = Self.plan(need, content: content, styles: styles, limit: rest) else { return nil }
            if plan.memory <= limit {
                self = plan
                return
            }
            rest -= plan.memory - limit
        }
        return nil
    }

    /// The fastest tiles whose passes take no more than `limit` bytes each.
    private static func plan(_ need: TileNeed, content: Extent, styles: [Extent], limit: Int) -> TilePlan? {
        func tiling(_ extent: Extent, _ layers: [LayerName], withGradient: Bool) -> Tiling? {
            need.tiling(extent, layers, withGradient: withGradient, limit: limit)
        }
        guard let gradient = tiling(content, need.all, withGradient: true) else { return nil }
        var (grams, features): (Tiling?, Tiling?)
        if !gradient.isWhole, !need.first.isEmpty {
            grams = tiling(content, need.first, withGradient: false)
            if grams == nil { return nil }
        }
        if !need.content.isEmpty {
            features = tiling(content, need.content, withGradient: false)
            if features == nil { return nil }
        }
        let measured = need.style.isEmpty ? [] : styles.compactMap { tiling($0, need.style, withGradient: false) }
        guard need.style.isEmpty || measured.count == styles.count else { return nil }
        return TilePlan(need, gradient: gradient, grams: grams, content: features, styles: measured)
    }

    /// A plan with tiles of a given number, for tests.
    ///
    /// - Parameter alignment: Tiles begin at multiples of this, if it is more than the poolings ask for.
    init(
        content: Extent, styles: [Extent], rows: Int, columns: Int, alignment: Int = 1, settings: Settings,
        convolutions: [Architecture.Convolution], backend: Backend.Configuration
    ) {
        let need = TileNeed(settings: settings, convolutions: convolutions, backend: backend)
        func tiling(_ extent: Extent, _ layers: [LayerName], withGradient: Bool) -> Tiling {
            need.tiling(
                extent, layers, rows: rows, columns: columns, alignment: alignment, withGradient: withGradient)
        }
        let gradient = tiling(content, need.all, withGradient: true)
        self.init(
            need, gradient: gradient,
            grams: need.first.isEmpty || gradient.isWhole ? nil : tiling(content, need.first, withGradient: false),
            content: need.content.isEmpty ? nil : tiling(content, need.content, withGradient: false),
            styles: need.style.isEmpty ? [] : styles.map { tiling($0, need.style, withGradient: false) })
    }

    private init(_ need: TileNeed, gradient: Tiling, grams: Tiling?, content: Tiling?, styles: [Tiling]) {
        self.gradient = gradient
        self.grams = grams
        self.content = content
        self.styles = styles
        let features = content.map { [$0] } ?? []
        let counts =
            [need.counts(gradient, need.all, withGradient: true)]
            + (grams.map { [need.counts($0, need.first, withGradient: false)] } ?? [])
            + styles.map { need.counts($0, need.style, withGradient: false) }
            + features.map { need.counts($0, need.content, withGradient: false) }
        workspaceCount = counts.map(\.workspace).max() ?? 0
        bufferCount = counts.map(\.buffers).max() ?? 0
        memory =
            (workspaceCount + bufferCount) * MemoryLayout<Float>.stride + need.targetBytes(gradient.picture)
            + need.scratchBytes + need.guidanceBytes(gradient.picture, styles: styles.map(\.picture))
            + need.weightBytes(gradient, first: grams, style: styles, content: features)
        // Backwards takes as long as forwards: there are no gradients of weights.
        let once = Double(max(1, gradient.picture.pixels))
        relativeCost = (2 * Double(gradient.computedPixels) + Double(grams?.computedPixels ?? 0)) / (2 * once)
    }
}
