import NSTKernels
import NSTOptions

extension Plan {
    /// The fewest correction pairs that L-BFGS is left with where memory is short.
    static let shortestHistory = 3
}

extension Plan.Scale {
    /// A longer history is worth this much more time per evaluation than the shortest.
    private static let historyPrice = 1.1

    /// What the scale takes beside the pictures at full size, in bytes.
    func bytes(_ optimiser: OptimiserKind) -> Int {
        tiles.memory + max(vectorBytes(optimiser), learningBytes) + copyBytes
    }

    /// The bytes of what a painting holds in vectors of the picture's size: the optimiser's, gradients and pictures.
    private func vectorBytes(_ optimiser: OptimiserKind) -> Int {
        let vectors = ScaleRun.vectorCount(optimiser, history: historyLength, evaluations: iterations)
        return vectors * 3 * extent.pixels * MemoryLayout<Float>.stride
    }

    /// The scale in tiles, and with a shorter history, so that it takes no more than `room` bytes; `nil` where that
    /// can't be.
    func fitted(into room: Int, sizes: LossSizes, designs: LossDesigns, settings: Settings) -> Plan.Scale? {
        var best: Plan.Scale?
        for length in min(Plan.shortestHistory, settings.history)...settings.history {
            var scale = self
            scale.historyLength = length
            let tiles = TilePlan(
                sizes: sizes, designs: designs, pooling: settings.pooling,
                limit: room - max(scale.vectorBytes(settings.effectiveOptimiser), learningBytes) - copyBytes)
            guard let tiles else { break }
            if let best, tiles.relativeCost > Self.historyPrice * best.tiles.relativeCost { break }
            scale.tiles = tiles
            best = scale
        }
        return best
    }
}
