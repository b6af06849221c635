import NSTKernels

/// What can keep a run from starting, or from going on.
public enum StyleTransferError: Error, Equatable, Sendable {
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
    }

    /// The scales from coarse to fine; never empty.
    public let scales: [Scale]
    /// The greatest amount of memory that the run holds at once, in bytes, with the network's weights; the pictures at
    /// full size come on top.
    public let memory: Int
    /// Values of memory that the passes of every scale work in.
    let workspaceCount: Int

    /// A coarser scale with a shorter side than this has too few pixels to say anything about the picture.
    private static let shortestCoarseSide = 64
    /// Plans a run.
    ///
    /// - Parameters:
    ///   - content: The content's full size.
    ///   - styles: The styles' full sizes.
    /// - Throws: `.contentTooSmall` or `.styleTooSmall`.
    public init(
        content: Extent, styles: [Extent], settings: Settings, engine: Engine.Configuration = Engine.Configuration()
    ) throws(StyleTransferError) {
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
            Scale(
                height: size.content.height, width: size.content.width, styles: size.styles, iterations: count)
        }
        let needs = scales.map { Self.memory(of: $0, settings: settings, engine: engine) }
        workspaceCount = needs.map(\.workspace).max() ?? 0
        memory =
            (needs.map(\.weights).max() ?? 0)
            + (workspaceCount + (needs.map(\.rest).max() ?? 0)) * MemoryLayout<Float>.stride
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

    /// The memory of one scale: what the passes of the content or, before it, of the style work in, in values; the
    /// weights, in bytes; targets, losses and the optimiser's vectors, in values.
    private static func memory(
        of scale: Scale, settings: Settings, engine: Engine.Configuration
    ) -> (workspace: Int, weights: Int, rest: Int) {
        let convolutions = settings.network.convolutions
        func layout(_ layers: [LayerName], _ height: Int, _ width: Int, withGradient: Bool) -> PassLayout {
            PassLayout(
                convolutions: convolutions, layers: layers, height: height, width: width, pooling: settings.pooling,
                withGradient: withGradient, engine: engine)
        }
        let (height, width) = (scale.height, scale.width)
        let pass = layout(settings.contentLayers + settings.styleLayers, height, width, withGradient: true)
        let stylePasses = scale.styles.map { layout(settings.styleLayers, $0.height, $0.width, withGradient: false) }
        let content = Set(settings.contentLayers)
        let targets = StageShape.stages(of: convolutions, asFarAs: settings.contentLayers, height: height, width: width)
            .filter { content.contains($0.layer) || content.contains($0.unrectifiedLayer) }
            .reduce(0) { $0 + $1.count }
        let losses =
            Objective.scratchCount(settings.styleLayers, convolutions, engine: engine)
            + Objective.guidanceCount(
                settings.contentLayers + settings.styleLayers, styleLayers: settings.styleLayers, convolutions,
                content: Extent(height: height, width: width), styles: scale.styles)
        // L-BFGS keeps its pairs and a handful of points and gradients; Adam two moments.
        let vectors = settings.optimiser == .lbfgs ? 12 + 2 * min(settings.history, scale.iterations) : 8
        return (
            ([pass] + stylePasses).map(\.count).max() ?? 0,
            ([pass] + stylePasses).map { $0.weightBytes(convolutions) }.max() ?? 0,
            targets + losses + vectors * 3 * height * width
        )
    }
}
