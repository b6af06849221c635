import NSTKernelTypes
import NSTThreads

/// The transformed weights of one convolution: a matrix for each position of F(4×4, 3×3) or F(6×6, 3×3).
public final class WinogradWeights: Sendable {
    /// The family of processors whose panels these are.
    public let kernels: VectorKernels
    /// Outputs along a cell's side: 4 or 6.
    public let cell: Int
    /// What the convolution reads.
    public let inputChannels: Int
    /// What it writes.
    public let outputChannels: Int
    /// `[position, outputs / panel, inputs, panel]`.
    private let forward: LargeMemory
    /// `[position, inputs / panel, outputs, panel]`; where there is none it is read out of `forward`.
    private let backward: LargeMemory?

    private var positions: Int { (cell + 2) * (cell + 2) }
    private var matrix: Int { inputChannels * outputChannels }

    /// With larger matrices, the copy for the backward pass is made panel by panel when it is needed: that costs a
    /// twentieth of the product, and saves half of the weights' memory, most of which is in these layers.
    private static let largestCopied = 128 * 256

    /// Whether Winograd's method can run with so many channels.
    public static func supports(_ kernels: VectorKernels, inputChannels: Int, outputChannels: Int) -> Bool {
        inputChannels % kernels.panel == 0 && outputChannels % kernels.panel == 0
    }

    /// The memory of the weights in bytes.
    public static func bytes(inputChannels: Int, outputChannels: Int, cell: Int) -> Int {
        let matrix = inputChannels * outputChannels
        return (cell + 2) * (cell + 2) * matrix * (matrix <= largestCopied ? 2 : 1) * MemoryLayout<Float>.stride
    }

    /// Transforms weights `[outputChannels, inputChannels, 3, 3]`.
    ///
    /// - Returns: `nil` where there isn't enough memory.
    public init?(
        _ weights: UnsafePointer<Float>, inputChannels: Int, outputChannels: Int, cell: Int, kernels: VectorKernels,
        pool: ThreadPool
    ) {
        precondition(Self.supports(kernels, inputChannels: inputChannels, outputChannels: outputChannels))
        let matrix = inputChannels * outputChannels
        let positions = (cell + 2) * (cell + 2)
        guard let memory = LargeMemory(count: positions * matrix) else { return nil }
        self.kernels = kernels
        self.cell = cell
        self.inputChannels = inputChannels
        self.outputChannels = outputChannels
        forward = memory
        pool.run(outputChannels / kernels.panel) { _, panel in
            kernels.transformWeights(
                WeightTransform(
                    weights: weights, outputChannels: outputChannels, inputChannels: inputChannels, cell: cell,
                    packed: memory.base, panel: panel))
        }
        guard matrix <= Self.largestCopied else {
            backward = nil
            return
        }
        guard let copy = LargeMemory(count: positions * matrix) else { return nil }
        backward = copy
        let panels = inputChannels / kernels.panel
        pool.run(positions * panels) { _, item in
            let (position, panel) = (item / panels, item % panels)
            kernels.transpose(
                PanelTransposition(
                    packed: memory.base + Self.inverse(position, cell: cell) * matrix, outputChannels: outputChannels,
                    inputChannels: inputChannels, panel: panel,
                    target: copy.base + position * matrix + panel * outputChannels * kernels.panel))
        }
    }

    /// The first of the panels for an output channel of the forward pass.
    func forwardPanel(position: Int, panel: Int) -> UnsafePointer<Float> {
        UnsafePointer(forward.base + position * matrix + panel * inputChannels * kernels.panel)
    }

    /// The panels for some input channels in the backward pass, made in `scratch` unless they are there already.
    func backwardPanels(
        position: Int, panels: Range<Int>, scratch: UnsafeMutablePointer<Float>
    ) -> UnsafePointer<Float> {
        let size = outputChannels * kernels.panel
        if let backward { return UnsafePointer(backward.base + position * matrix + panels.lowerBound * size) }
        let source = forward.base + Self.inverse(position, cell: cell) * matrix
        for (number, panel) in panels.enumerated() {
            kernels.transpose(
                PanelTransposition(
                    packed: source, outputChannels: outputChannels, inputChannels: inputChannels, panel: panel,
                    target: scratch + number * size))
        }
        return UnsafePointer(scratch)
    }

    /// What a thread that computes with these panels of one position should ask for before it comes to the next.
    func forwardPrefetch(position: Int, panel: Int, panels: Int) -> Prefetch {
        guard position + 1 < positions else { return .none }
        let bytes = Self.chunkBytes(depth: inputChannels)
        let all = panels * inputChannels * kernels.panel * MemoryLayout<Float>.stride
        return Prefetch(
            base: UnsafeRawPointer(forwardPanel(position: position + 1, panel: panel)), stride: bytes,
            chunks: all / bytes)
    }

    /// The same for the backward pass.
    func backwardPrefetch(position: Int, panels: Range<Int>) -> Prefetch {
        guard position + 1 < positions else { return .none }
        let bytes = Self.chunkBytes(depth: outputChannels)
        let size = outputChannels * kernels.panel
        if let backward {
            return Prefetch(
                base: UnsafeRawPointer(backward.base + (position + 1) * matrix + panels.lowerBound * size),
                stride: bytes, chunks: panels.count * size * MemoryLayout<Float>.stride / bytes)
        }
        let source = forward.base + Self.inverse(position + 1, cell: cell) * matrix
        return Prefetch(
            base: UnsafeRawPointer(source + panels.lowerBound * kernels.panel * kernels.panel),
            stride: inputChannels * kernels.panel * MemoryLayout<Float>.stride, chunks: outputChannels / kernels.panel)
    }

    /// One line of 64 bytes for each four steps of a product.
    private static func chunkBytes(depth: Int) -> Int { depth / 4 * 64 }

    /// The position at whose points' inverses a position's points lie: a kernel turned by 180° has here what the kernel
    /// has there.
    private static func inverse(_ position: Int, cell: Int) -> Int {
        let points = cell + 2
        let inverses = cell == 6 ? [7, 1, 2, 5, 6, 3, 4, 0] : [5, 3, 4, 1, 2, 0]
        return inverses[position / points] * points + inverses[position % points]
    }
}
