import NSTKernels

extension Plan.Scale {
    /// What a scale holds: what the passes of the content and, before them, of the styles work in, in values; the weights,
    /// in bytes; targets, losses and the optimiser's vectors, in values.
    struct Need {
        var workspace: Int
        var weights: Int
        var rest: Int

        var bytes: Int { weights + (workspace + rest) * MemoryLayout<Float>.stride }
    }

    /// A longer history is worth this much more time per evaluation than the shortest.
    private static let historyPrice = 1.1

    /// The scale in tiles, and with a shorter history, if it would take more than `limit` bytes otherwise; unchanged
    /// where that doesn't help.
    func fitted(into limit: Int, settings: Settings, backend: Backend.Configuration) -> Plan.Scale {
        guard need(settings: settings, backend: backend).bytes > limit else { return self }
        var best: Plan.Scale?
        for length in min(Plan.shortestHistory, settings.history)...settings.history {
            var scale = self
            scale.historyLength = length
            scale.tiles = TilePlan(
                content: Extent(height: height, width: width), styles: styles, settings: settings,
                limit: limit - scale.vectorBytes(settings.optimiser), backend: backend)
            guard let tiles = scale.tiles else { break }
            if let best, tiles.relativeCost > Self.historyPrice * best.relativeCost { break }
            if tiles.isWhole { scale.tiles = nil }
            best = scale
        }
        return best ?? self
    }

    /// The bytes of what the run holds in vectors of the picture's size: the optimiser's, gradients and pictures.
    private func vectorBytes(_ optimiser: OptimiserKind) -> Int {
        let vectors = ScaleRun.vectorCount(optimiser, history: min(historyLength, iterations))
        return vectors * 3 * height * width * MemoryLayout<Float>.stride
    }

    /// The memory of the scale.
    func need(settings: Settings, backend: Backend.Configuration) -> Need {
        let vectors = vectorBytes(settings.optimiser) / MemoryLayout<Float>.stride
        if let tiles {
            let rest = tiles.memory / MemoryLayout<Float>.stride - tiles.workspaceCount
            return Need(workspace: tiles.workspaceCount, weights: 0, rest: rest + vectors)
        }
        let convolutions = settings.network.convolutions
        func layout(_ layers: [LayerName], _ height: Int, _ width: Int, withGradient: Bool) -> PassLayout {
            PassLayout(
                convolutions: convolutions, layers: layers, height: height, width: width, pooling: settings.pooling,
                withGradient: withGradient, backend: backend)
        }
        let pass = layout(settings.contentLayers + settings.styleLayers, height, width, withGradient: true)
        let stylePasses = styles.map { layout(settings.styleLayers, $0.height, $0.width, withGradient: false) }
        let content = Set(settings.contentLayers)
        let targets = StageShape.stages(of: convolutions, asFarAs: settings.contentLayers, height: height, width: width)
            .filter { content.contains($0.layer) || content.contains($0.unrectifiedLayer) }
            .reduce(0) { $0 + $1.count }
        let losses =
            Objective.scratchCount(settings.styleLayers, convolutions, backend: backend)
            + Objective.guidanceCount(
                settings.contentLayers + settings.styleLayers, styleLayers: settings.styleLayers, convolutions,
                content: Extent(height: height, width: width), styles: styles)
        let passes = [pass] + stylePasses
        return Need(
            workspace: passes.map(\.count).max() ?? 0,
            weights: passes.map { $0.weightBytes(convolutions).values.reduce(0, +) }.max() ?? 0,
            rest: targets + losses + vectors)
    }
}
