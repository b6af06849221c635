import NSTKernelTypes
import NSTThreads

/// The 3×3 convolution by Winograd's method, forwards and backwards.
///
/// The cells of a map are taken in blocks: their inputs are transformed, multiplied with the transformed weights and
/// transformed back, while they stay in a cache. Where the weights are small, each thread takes blocks of its own; where
/// they are large, all threads share a block, and each takes some of the output channels, so that the weights are read
/// from memory as seldom as possible.
public struct WinogradConvolution {
    /// How a convolution is cut into blocks.
    struct Schedule: Equatable {
        /// Cells in a block.
        var cells: Int
        /// Whether the threads share a block.
        var isShared: Bool
        /// Panels of output channels that a thread takes at once.
        var panels: Int
    }

    /// The channels that are summed over.
    let depth: Int
    /// The channels of the result.
    let columns: Int
    /// How the map is cut into cells.
    public let grid: WinogradGrid
    let kernels: VectorKernels
    let schedule: Schedule

    /// Plans a convolution.
    ///
    /// - Parameters:
    ///   - depth: The channels of what is convolved.
    ///   - columns: The channels of the result.
    public init(depth: Int, columns: Int, grid: WinogradGrid, kernels: VectorKernels) {
        self.depth = depth
        self.columns = columns
        self.grid = grid
        self.kernels = kernels
        schedule = Self.schedule(depth: depth, columns: columns, grid: grid, kernels: kernels)
    }

    /// Up to this size of a matrix, all positions' weights fit into the caches, and each thread takes blocks of its own.
    private static let largestPrivate = 128 * 256
    /// Cells in a thread's own block: its transformed values stay in the second-level cache.
    private static let privateCells = 28
    /// Cells in a shared block: with more, they fall out of the third-level cache, with fewer, the weights are read
    /// from memory more often.
    private static let sharedCells = 126
    /// Panels that a thread takes of a shared block.
    private static let sharedPanels = 2

    private static func schedule(depth: Int, columns: Int, grid: WinogradGrid, kernels: VectorKernels) -> Schedule {
        let isShared = depth * columns > largestPrivate
        // Blocks of equal size, in whole groups of rows.
        let most = (isShared ? sharedCells : privateCells) / kernels.rows * kernels.rows
        let blocks = (grid.count + most - 1) / most
        let cells = ((grid.count + blocks - 1) / blocks + kernels.rows - 1) / kernels.rows * kernels.rows
        return Schedule(
            cells: min(cells, grid.count), isShared: isShared,
            panels: min(isShared ? sharedPanels : .max, columns / kernels.panel))
    }

    // MARK: Memory

    /// Rows of matrices are padded by this many values, so that they don't lie a multiple of 4 KiB apart, which would
    /// put them all into the same few lines of the first-level cache.
    private static let padding = 16

    private var inputStride: Int { depth + Self.padding }
    private var inputPositionStride: Int { schedule.cells * inputStride + Self.padding }
    private var inputCount: Int { grid.positions * inputPositionStride }
    private var outputStride: Int { schedule.panels * kernels.panel + Self.padding }
    private var outputPositionStride: Int { schedule.cells * outputStride + Self.padding }
    private var outputCount: Int { grid.positions * outputPositionStride }
    private var panelCount: Int { depth * kernels.panel * schedule.panels }
    private var patchCount: Int { grid.positions * (max(depth, kernels.lanes) + 2 * kernels.lanes) }

    /// Values of scratch memory that `threads` threads need.
    public func scratchCount(threads: Int) -> Int {
        let each = outputCount + panelCount + patchCount
        return schedule.isShared ? inputCount + threads * each : threads * (inputCount + each)
    }

    // MARK: Running

    /// What is convolved.
    public struct Input {
        /// `[height, width, depth]`; with `gates` `[height/2, width/2, depth]`.
        public var map: UnsafePointer<Float>
        /// The gate bits that spread a pooled gradient over its cells.
        public var gates: UnsafePointer<UInt32>?
        /// What a spread gradient is multiplied with.
        public var scale: Float

        /// A map, or a pooled gradient.
        public init(_ map: UnsafePointer<Float>, gates: UnsafePointer<UInt32>? = nil, scale: Float = 1) {
            self.map = map
            self.gates = gates
            self.scale = scale
        }
    }

    /// The forward pass: `output`'s range and scratch memory are filled in.
    public func forward(
        _ input: Input, weights: WinogradWeights, output: ForwardOutput, scratch: UnsafeMutablePointer<Float>,
        pool: ThreadPool
    ) {
        run(input, scratch: scratch, pool: pool) { position, panels, _ in
            (
                weights.forwardPanel(position: position, panel: panels.lowerBound),
                weights.forwardPrefetch(position: position, panel: panels.lowerBound, panels: panels.count)
            )
        } finish: { block, range, patch in
            var output = output
            output.range = range
            output.scratch = patch
            kernels.finishForward(block, output)
        }
    }

    /// The backward pass, from the gradient of the convolution's result to that of its input; `output`'s range and
    /// scratch memory are filled in.
    public func backward(
        _ input: Input, weights: WinogradWeights, output: BackwardOutput, scratch: UnsafeMutablePointer<Float>,
        pool: ThreadPool
    ) {
        run(input, scratch: scratch, pool: pool) { position, panels, memory in
            (
                weights.backwardPanels(position: position, panels: panels, scratch: memory),
                weights.backwardPrefetch(position: position, panels: panels)
            )
        } finish: { block, range, patch in
            var output = output
            output.range = range
            output.scratch = patch
            kernels.finishBackward(block, output)
        }
    }

    @inline(__always)
    private func run(
        _ input: Input, scratch: UnsafeMutablePointer<Float>, pool: ThreadPool,
        panels: (_ position: Int, _ panels: Range<Int>, _ scratch: UnsafeMutablePointer<Float>) -> (
            UnsafePointer<Float>, Prefetch
        ),
        finish: (_ block: TransformedBlock, _ range: Range<Int>, _ patch: UnsafeMutablePointer<Float>) -> Void
    ) {
        let each = outputCount + panelCount + patchCount
        let blocks = (grid.count + schedule.cells - 1) / schedule.cells
        func cells(_ block: Int) -> Range<Int> {
            (block * schedule.cells)..<min(grid.count, (block + 1) * schedule.cells)
        }
        func transform(
            _ cells: Range<Int>, of block: Range<Int>, _ base: UnsafeMutablePointer<Float>,
            _ patch: UnsafeMutablePointer<Float>
        ) {
            kernels.transformInput(
                InputTransform(
                    source: input.map, channels: depth, grid: grid, gates: input.gates, scale: input.scale,
                    block: TransformedBlock(
                        base: base + (cells.lowerBound - block.lowerBound) * inputStride,
                        positionStride: inputPositionStride, rowStride: inputStride, cells: cells),
                    scratch: patch))
        }
        func multiply(
            _ cells: Range<Int>, _ group: Range<Int>, _ source: UnsafePointer<Float>,
            _ memory: UnsafeMutablePointer<Float>
        ) {
            let (products, packed, patch) = (memory, memory + outputCount, memory + outputCount + panelCount)
            for position in 0..<grid.positions {
                let (b, prefetch) = panels(position, group, packed)
                kernels.multiply(
                    Product(
                        a: source + position * inputPositionStride, aStride: inputStride, rows: cells.count,
                        depth: depth, b: b, panels: group.count, c: products + position * outputPositionStride,
                        cStride: outputStride, prefetch: schedule.isShared ? prefetch : .none))
            }
            finish(
                TransformedBlock(
                    base: products, positionStride: outputPositionStride, rowStride: outputStride, cells: cells),
                (group.lowerBound * kernels.panel)..<(group.upperBound * kernels.panel), patch)
        }

        guard schedule.isShared else {
            pool.run(blocks) { thread, block in
                let memory = scratch + thread * (inputCount + each)
                let cells = cells(block)
                transform(cells, of: cells, memory + each, memory + outputCount + panelCount)
                multiply(cells, 0..<(columns / kernels.panel), memory + each, memory)
            }
            return
        }
        let shared = scratch + pool.count * each
        let groups = (columns / kernels.panel + schedule.panels - 1) / schedule.panels
        for block in 0..<blocks {
            let all = cells(block)
            let chunk = 4
            pool.run((all.count + chunk - 1) / chunk) { thread, item in
                let first = all.lowerBound + item * chunk
                transform(
                    first..<min(all.upperBound, first + chunk), of: all, shared,
                    scratch + thread * each + outputCount + panelCount)
            }
            pool.run(groups) { thread, item in
                let first = item * schedule.panels
                multiply(
                    all, first..<min(columns / kernels.panel, first + schedule.panels), shared, scratch + thread * each)
            }
        }
    }
}
