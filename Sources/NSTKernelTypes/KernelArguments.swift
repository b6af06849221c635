/// A matrix product `c = a · b`, where `b` is packed into panels `[columns / panel, depth, panel]`.
public struct Product {
    /// `[rows, depth]`, its rows `aStride` values apart.
    public var a: UnsafePointer<Float>
    /// Values from one row of `a` to the next.
    public var aStride: Int
    /// Rows of `a` and `c`.
    public var rows: Int
    /// Columns of `a`, rows of `b`.
    public var depth: Int
    /// The first panel; `depth · panel` values each.
    public var b: UnsafePointer<Float>
    /// How many panels.
    public var panels: Int
    /// `[rows, panels · panel]`, its rows `cStride` values apart; overwritten.
    public var c: UnsafeMutablePointer<Float>
    /// Values from one row of `c` to the next.
    public var cStride: Int
    /// What is needed next.
    public var prefetch: Prefetch

    /// Puts the arguments together.
    public init(
        a: UnsafePointer<Float>, aStride: Int, rows: Int, depth: Int, b: UnsafePointer<Float>, panels: Int,
        c: UnsafeMutablePointer<Float>, cStride: Int, prefetch: Prefetch = .none
    ) {
        self.prefetch = prefetch
        self.a = a
        self.aStride = aStride
        self.rows = rows
        self.depth = depth
        self.b = b
        self.panels = panels
        self.c = c
        self.cStride = cStride
    }
}

/// Memory that is brought into the second-level cache while a product is computed.
public struct Prefetch {
    /// The first chunk.
    public var base: UnsafeRawPointer?
    /// Bytes from one chunk to the next.
    public var stride: Int
    /// How many chunks of `chunkBytes` there are.
    public var chunks: Int

    /// Nothing.
    public static var none: Prefetch { Prefetch(base: nil, stride: 0, chunks: 0) }

    /// Puts the arguments together.
    public init(base: UnsafeRawPointer?, stride: Int, chunks: Int) {
        self.base = base
        self.stride = stride
        self.chunks = chunks
    }
}

/// Some pixels of a feature map whose products are added to a Gram matrix.
public struct GramBlock {
    /// `[pixels, channels]`.
    public var features: UnsafePointer<Float>
    /// How many pixels.
    public var pixels: Int
    /// Channels of the map.
    public var channels: Int
    /// Which panels of the matrix' columns are computed.
    public var panels: Range<Int>
    /// `[channels, channels]`, added to, in those panels that touch the upper triangle.
    public var gram: UnsafeMutablePointer<Float>
    /// Room for `pixels · channels` values.
    public var scratch: UnsafeMutablePointer<Float>

    /// Puts the arguments together.
    public init(
        features: UnsafePointer<Float>, pixels: Int, channels: Int, panels: Range<Int>,
        gram: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
    ) {
        self.features = features
        self.pixels = pixels
        self.channels = channels
        self.panels = panels
        self.gram = gram
        self.scratch = scratch
    }
}

/// Memory for some cells in the transformed domain: `base[position · positionStride + row · rowStride + channel]`.
public struct TransformedBlock {
    /// The first value.
    public var base: UnsafeMutablePointer<Float>
    /// Values from one position to the next.
    public var positionStride: Int
    /// Values from one row to the next.
    public var rowStride: Int
    /// The cells that the rows stand for.
    public var cells: Range<Int>

    /// Puts the arguments together.
    public init(base: UnsafeMutablePointer<Float>, positionStride: Int, rowStride: Int, cells: Range<Int>) {
        self.base = base
        self.positionStride = positionStride
        self.rowStride = rowStride
        self.cells = cells
    }
}

/// What is transformed.
public struct InputTransform {
    /// The feature map `[height, width, channels]`; or, with `gates`, the gradient of the pooled map
    /// `[height/2, width/2, channels]`.
    public var source: UnsafePointer<Float>
    /// Channels of the map.
    public var channels: Int
    /// How the map is cut into cells.
    public var grid: WinogradGrid
    /// The gate bits `[cell, word, channel]` that spread a pooled gradient over its cells, `nil` for a plain map.
    public var gates: UnsafePointer<UInt32>?
    /// What a spread gradient is multiplied with.
    public var scale: Float
    /// Where it goes, and which cells.
    public var block: TransformedBlock
    /// Room for `positions · (channels + lanes)` values.
    public var scratch: UnsafeMutablePointer<Float>

    /// Puts the arguments together.
    public init(
        source: UnsafePointer<Float>, channels: Int, grid: WinogradGrid, gates: UnsafePointer<UInt32>?, scale: Float,
        block: TransformedBlock, scratch: UnsafeMutablePointer<Float>
    ) {
        self.source = source
        self.channels = channels
        self.grid = grid
        self.gates = gates
        self.scale = scale
        self.block = block
        self.scratch = scratch
    }
}

/// What becomes of a convolution's result in the forward pass.
public struct ForwardOutput {
    /// How the map is pooled on its way.
    public enum Pooling: Sendable {
        /// Not at all, to the greatest value, or to the mean.
        case none, maximum, average
    }

    /// How the map is cut into cells.
    public var grid: WinogradGrid
    /// Channels of the whole map.
    public var channels: Int
    /// Which of them the block holds.
    public var range: Range<Int>
    /// `[channels]`.
    public var bias: UnsafePointer<Float>
    /// Whether negative values become zero. Pooled maps are always rectified.
    public var rectify: Bool
    /// `[height, width, channels]`, or with pooling `[height/2, width/2, channels]`.
    public var map: UnsafeMutablePointer<Float>
    /// How the map is pooled.
    public var pooling: Pooling
    /// Where the gate bits are written: which values let a gradient pass, `[cell, word, channel]`; or `nil`.
    public var gates: UnsafeMutablePointer<UInt32>?
    /// Room for `positions · lanes` values twice.
    public var scratch: UnsafeMutablePointer<Float>

    /// Puts the arguments together.
    public init(
        grid: WinogradGrid, channels: Int, range: Range<Int>, bias: UnsafePointer<Float>, rectify: Bool,
        map: UnsafeMutablePointer<Float>, pooling: Pooling, gates: UnsafeMutablePointer<UInt32>?,
        scratch: UnsafeMutablePointer<Float>
    ) {
        self.grid = grid
        self.channels = channels
        self.range = range
        self.bias = bias
        self.rectify = rectify
        self.map = map
        self.pooling = pooling
        self.gates = gates
        self.scratch = scratch
    }
}

/// What becomes of a convolution's result in the backward pass.
public struct BackwardOutput {
    /// Where a ReLU's gradient passes.
    public enum Gate {
        /// Everywhere.
        case open
        /// Where a gate bit of `[cell, word, channel]` is set.
        case bits(UnsafePointer<UInt32>)
        /// Where the ReLU's output `[height, width, channels]` is positive.
        case activation(UnsafePointer<Float>)
    }

    /// How the map is cut into cells.
    public var grid: WinogradGrid
    /// Channels of the whole map.
    public var channels: Int
    /// Which of them the block holds.
    public var range: Range<Int>
    /// `[height, width, channels]`.
    public var map: UnsafeMutablePointer<Float>
    /// Whether the result is added to what the map holds, rather than overwriting it.
    public var accumulate: Bool
    /// Applied to the sum.
    public var gate: Gate
    /// Room for `positions · lanes` values.
    public var scratch: UnsafeMutablePointer<Float>

    /// Puts the arguments together.
    public init(
        grid: WinogradGrid, channels: Int, range: Range<Int>, map: UnsafeMutablePointer<Float>, accumulate: Bool,
        gate: Gate, scratch: UnsafeMutablePointer<Float>
    ) {
        self.grid = grid
        self.channels = channels
        self.range = range
        self.map = map
        self.accumulate = accumulate
        self.gate = gate
        self.scratch = scratch
    }
}

/// Kernels that are transformed.
public struct WeightTransform {
    /// `[outputChannels, inputChannels, 3, 3]`.
    public var weights: UnsafePointer<Float>
    /// Output channels of the convolution.
    public var outputChannels: Int
    /// Input channels of the convolution.
    public var inputChannels: Int
    /// Outputs along a cell's side: 4 or 6.
    public var cell: Int
    /// `[position, outputChannels / panel, inputChannels, panel]`.
    public var packed: UnsafeMutablePointer<Float>
    /// Which panel of output channels.
    public var panel: Int

    /// Puts the arguments together.
    public init(
        weights: UnsafePointer<Float>, outputChannels: Int, inputChannels: Int, cell: Int,
        packed: UnsafeMutablePointer<Float>, panel: Int
    ) {
        self.weights = weights
        self.outputChannels = outputChannels
        self.inputChannels = inputChannels
        self.cell = cell
        self.packed = packed
        self.panel = panel
    }
}

/// A panel for the backward pass, taken out of one position's weights of the forward pass.
public struct PanelTransposition {
    /// `[outputChannels / panel, inputChannels, panel]`.
    public var packed: UnsafePointer<Float>
    /// Output channels of the convolution.
    public var outputChannels: Int
    /// Input channels of the convolution.
    public var inputChannels: Int
    /// Which `panel` of input channels.
    public var panel: Int
    /// `[outputChannels, panel]`, overwritten.
    public var target: UnsafeMutablePointer<Float>

    /// Puts the arguments together.
    public init(
        packed: UnsafePointer<Float>, outputChannels: Int, inputChannels: Int, panel: Int,
        target: UnsafeMutablePointer<Float>
    ) {
        self.packed = packed
        self.outputChannels = outputChannels
        self.inputChannels = inputChannels
        self.panel = panel
        self.target = target
    }
}
