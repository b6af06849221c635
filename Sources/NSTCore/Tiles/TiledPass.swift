import NSTKernels
import NSTOptions
import NSTPictures
import NSTVGG

/// The memory that passes work in, one after the other: no pass needs it between two calls.
final class Workspace {
    let memory: LargeMemory
    /// A tile's pixels, and as much for its gradient.
    let buffers: LargeMemory
    /// The pass that worked in it last: any other finds what that one left.
    fileprivate weak var lastPass: FeaturePass?

    /// - Parameters:
    ///   - count: Values that the passes work in.
    ///   - bufferCount: Values of `buffers`.
    ///   - lent: Is used for the former if it is large enough.
    /// - Throws: `NetworkError.outOfMemory`.
    init(count: Int, bufferCount: Int, lent: LargeMemory?) throws(NetworkError) {
        memory = if let lent, lent.count >= count { lent } else { try .allocate(count) }
        buffers = try .allocate(bufferCount)
    }

    /// Clears what a pass expects to be clear, if another one has worked here.
    fileprivate func hand(to pass: FeaturePass) {
        if lastPass !== pass { pass.clearBorder() }
        lastPass = pass
    }
}

/// Runs a network over a picture tile by tile, in memory for one tile.
final class TiledPass {
    let tiling: Tiling
    /// By the tiles' sizes; all work in the same memory.
    private let passes: [Extent: FeaturePass]
    private let workspace: Workspace

    /// Prepares the passes.
    ///
    /// - Parameter workspace: At least as large as the tile plan says.
    /// - Throws: `NetworkError`, as `FeaturePass` does.
    init(
        network: Network, layers: [LayerName], pooling: PoolingKind, tiling: Tiling, withGradient: Bool,
        workspace: Workspace, backend: Backend
    ) throws(NetworkError) {
        self.tiling = tiling
        self.workspace = workspace
        var passes: [Extent: FeaturePass] = [:]
        for shape in tiling.shapes {
            passes[shape] = try FeaturePass(
                network: network, layers: layers, pooling: pooling, height: shape.height, width: shape.width,
                withGradient: withGradient, memory: workspace.memory, backend: backend)
        }
        self.passes = passes
    }

    /// Values that two copies of the largest tile take.
    static func bufferCount(_ tiling: Tiling) -> Int { tiling.isWhole ? 0 : 2 * 3 * tiling.largest.pixels }

    /// The weights of all its passes.
    var weights: [FeaturePass.StepWeights] { passes.values.flatMap(\.weights) }

    /// Where a tile's gradient goes; also spare memory as long as there is none.
    private var gradientBuffer: UnsafeMutablePointer<Float> { workspace.buffers.base + 3 * tiling.largest.pixels }

    /// Computes the feature maps of one tile after the other.
    ///
    /// - Parameters:
    ///   - image: `[height, width, 3]`, sRGB 0…1, the whole picture.
    ///   - body: Called for each tile after its forward pass.
    func forward(_ image: UnsafePointer<Float>, _ body: (TileMaps) -> Void) {
        for tile in tiling.tiles {
            guard let pass = passes[tile.extent] else { continue }
            workspace.hand(to: pass)
            pass.forward(tiling.isWhole ? image : cut(image, tile))
            body(TileMaps(tile: tile, pass: pass, tiling: tiling, spare: tiling.isWhole ? nil : gradientBuffer))
        }
    }

    /// A tile's pixels without those between its rows.
    private func cut(_ image: UnsafePointer<Float>, _ tile: PictureTile) -> UnsafePointer<Float> {
        let row = 3 * tile.extent.width
        let pixels = workspace.buffers.base
        for y in 0..<tile.extent.height {
            let source = (tile.rows.extent.lowerBound + y) * tiling.picture.width + tile.columns.extent.lowerBound
            (pixels + y * row).update(from: image + 3 * source, count: row)
        }
        return UnsafePointer(pixels)
    }

    /// Computes a tile's gradient after its forward pass, and writes that of its core.
    ///
    /// - Parameter imageGradient: `[height, width, 3]`, the whole picture's.
    func backward(
        _ maps: TileMaps, imageGradient: UnsafeMutablePointer<Float>, write: FeaturePass.GradientWriter
    ) {
        guard !tiling.isWhole else { return maps.pass.backward(imageGradient: imageGradient, write: write) }
        let gradient = gradientBuffer
        maps.pass.backward(imageGradient: gradient, write: write)
        let tile = maps.tile
        let (rows, columns) = (tile.rows.part(poolings: 0), tile.columns.part(poolings: 0))
        for y in rows {
            let target = (tile.rows.extent.lowerBound + y) * tiling.picture.width + tile.columns.core.lowerBound
            (imageGradient + 3 * target).update(
                from: gradient + 3 * (y * tile.extent.width + columns.lowerBound), count: 3 * columns.count)
        }
    }
}
