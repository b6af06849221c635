import NSTKernels
import NSTOptions
import NSTPictures
import NSTVGG

/// What can keep a run from starting, or from going on.
public enum PaintingError: Error, Equatable, Sendable {
    /// The content is too small for the deepest layer; `minimum` is the shortest side that would do, in pixels.
    case contentTooSmall(width: Int, height: Int, minimum: Int)
    /// The style is too small for the deepest layer.
    case styleTooSmall(width: Int, height: Int, minimum: Int)
    /// The run needs more memory than there is, both in bytes.
    case notEnoughMemory(needed: Int, available: Int)
    /// The loss isn't a finite number from the start.
    case lossNotFinite
    /// The network doesn't have a layer that the settings name, or is otherwise unfit.
    case network(NetworkError)
}

/// What a run will do: the sizes it paints at, how long at each, and how much memory that takes. Made before anything
/// is computed.
public struct Plan: Equatable, Sendable {
    /// One scale of the pyramid.
    public struct Scale: Equatable, Sendable {
        /// Rows of the painting.
        public var height: Int
        /// Columns of the painting.
        public var width: Int
        /// The sizes of the style pictures at this scale.
        public var styles: [Extent]
        /// Evaluations of the network at this scale.
        public var iterations: Int
        /// How the pictures are cut into tiles; `nil` where they fit into the memory in one piece.
        public var tiles: TilePlan?
        /// How many correction pairs L-BFGS keeps at the most.
        public var historyLength: Int

        /// How many tiles the picture is cut into; 1 where it is in one piece.
        public var tileCount: Int { tiles?.tileCount ?? 1 }
        /// The time of an evaluation in that of one without tiles.
        public var relativeCost: Double { tiles?.relativeCost ?? 1 }
    }

    /// The scales from coarse to fine; never empty.
    public let scales: [Scale]
    /// The greatest amount of memory that the run holds at once, in bytes, with the network's weights; the pictures at
    /// full size come on top.
    public let memory: Int
    /// For each scale, values of memory that its passes and those of all finer ones work in. It falls only where a finer
    /// scale is cut into tiles: then the larger memory is given back.
    let workspaceCounts: [Int]

    /// A coarser scale with a shorter side than this has too few pixels to say anything about the picture.
    private static let shortestCoarseSide = 64
    /// The fewest correction pairs that L-BFGS is left with where memory is short.
    static let shortestHistory = 3

    /// Plans a run.
    ///
    /// - Parameters:
    ///   - content: The content's full size.
    ///   - styles: The styles' full sizes.
    ///   - memoryLimit: What `memory` should not exceed, in bytes: scales that would take more are computed in tiles, as
    ///     far as that helps.
    /// - Throws: `.contentTooSmall` or `.styleTooSmall`.
    public init(
        content: Extent, styles: [Extent], settings: Settings, memoryLimit: Int? = nil,
        backend: Backend.Configuration = Backend.Configuration()
    ) throws(PaintingError) {
        let layers = settings.contentLayers + settings.styleLayers
        let shortest = layers.map(Self.shortestSide).max() ?? 1
        guard content.shortest >= shortest else {
            throw .contentTooSmall(width: content.width, height: content.height, minimum: shortest)
        }
        for style in styles where style.shortest < shortest {
            throw .styleTooSmall(width: style.width, height: style.height, minimum: shortest)
        }

        let finest = Self.fit(content, longest: Double(settings.size), shortest: shortest)
        var sizes: [(content: Extent, styles: [Extent])] = []
        for level in 0..<min(settings.scales, settings.iterations) {
            let longest = Double(finest.longest) / Double(1 << level)
            let content = Self.fit(finest, longest: longest, shortest: shortest)
            if level > 0, content.shortest < max(shortest, Self.shortestCoarseSide) { break }
            let strokes = longest * settings.strokeSize / 100
            let styles = styles.map { Self.fit($0, longest: strokes, shortest: shortest) }
            sizes.insert((content, styles), at: 0)
        }
        let counts = Self.share(settings.iterations, between: sizes.count, coarseShare: settings.coarseShare)
        scales = zip(sizes, counts).map { size, count in
            let scale = Scale(
                height: size.content.height, width: size.content.width, styles: size.styles, iterations: count,
                historyLength: settings.history)
            return memoryLimit.map { scale.fitted(into: $0, settings: settings, backend: backend) } ?? scale
        }
        let needs = scales.map { $0.need(settings: settings, backend: backend) }
        workspaceCounts = needs.indices.map { needs[$0...].map(\.workspace).max() ?? 0 }
        memory = needs.map(\.bytes).max() ?? 0
    }

    /// The shortest side of a picture on which a layer's feature map still has a pixel.
    private static func shortestSide(_ layer: LayerName) -> Int {
        1 << (layer.kind == .pool ? layer.block : layer.block - 1)
    }

    /// The size with the same proportions and this longest side, never larger than the original; grown again as far as
    /// the shortest side demands.
    private static func fit(_ extent: Extent, longest: Double, shortest: Int) -> Extent {
        let wanted = longest / Double(extent.longest)
        let needed = Double(shortest) / Double(extent.shortest)
        let factor = min(1, max(wanted, needed))
        return Extent(
            height: max(shortest, Int((Double(extent.height) * factor).rounded())),
            width: max(shortest, Int((Double(extent.width) * factor).rounded())))
    }

    /// Splits the iterations between scales, coarse to fine; each gets at least one. There are at least as many as scales.
    private static func share(_ iterations: Int, between count: Int, coarseShare: Double) -> [Int] {
        var weights: [Double] = [1]
        while weights.count < count { weights.insert(weights[0] * coarseShare, at: 0) }
        let sum = weights.reduce(0, +)
        var counts = weights.map { max(1, Int((Double(iterations) * $0 / sum).rounded(.down))) }
        // What rounding left over goes to the coarsest scale; where it took too much, the longest gives it back.
        let rest = iterations - counts.reduce(0, +)
        counts[rest < 0 ? counts.firstIndex(of: counts.max() ?? 1) ?? 0 : 0] += rest
        return counts
    }
}
