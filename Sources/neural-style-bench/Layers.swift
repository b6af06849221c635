import ArgumentParser
import NSTKernels
import NSTKernelTypes
import NSTThreads
import NSTVGG

/// `neural-style-bench layers`: where the time goes, for who works on the kernels.
struct Layers: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure each convolution and Gram matrix by itself.",
        discussion: """
            GFLOP/s are those of a direct convolution in the same time (18 · height · width · inputs · outputs \
            operations), so Winograd's method can exceed the processor's peak.
            """)

    @Option(help: "The network.")
    var network = Architecture.vgg16

    @Option(help: "The picture's rows and columns.")
    var size = 512

    @OptionGroup var backend: BackendOptions

    @Option(help: "How often each layer is measured.")
    var repeats = 7

    @Option(help: "Outputs along a cell's side, 4 or 6. (default: 4 where a map has at most 32 rows)")
    var cell: Int?

    func validate() throws {
        guard (16...4096).contains(size) else { throw ValidationError("--size must be 16…4096.") }
        guard cell == nil || cell == 4 || cell == 6 else { throw ValidationError("--cell must be 4 or 6.") }
        guard repeats > 0 else { throw ValidationError("--repeats must be at least 1.") }
    }

    /// One pass of one layer.
    struct Row: Encodable {
        var layer: String
        var pass: String
        var milliseconds: Double
        /// Of a direct computation.
        var gigaflops: Double
        var shareOfPeak: Double
    }

    /// What is printed.
    struct Result: Encodable {
        var kernels: String
        var threads: Int
        var size: Int
        var peakGigaflops: Double
        var layers: [Row]
    }

    func run() throws {
        let family = try backend.family
        let pool = ThreadPool(threads: backend.threads)
        let peak = PeakRate.measure(family, threads: backend.threads, pool: pool)
        let timing = LayerTiming(kernels: family, threads: backend.threads, pool: pool, repeats: repeats)
        var rows: [Row] = []
        func append(_ layer: String, _ pass: String, seconds: Double, operations: Double) {
            let rate = operations / seconds * 1e-9
            rows.append(
                Row(
                    layer: layer, pass: pass, milliseconds: 1e3 * seconds, gigaflops: rate, shareOfPeak: rate / peak))
        }
        for convolution in network.convolutions where (convolution.block, convolution.index) <= (5, 1) {
            let side = size >> (convolution.block - 1)
            let operations =
                18.0 * Double(side * side * convolution.inputChannels) * Double(convolution.outputChannels)
            if let times = try timing.convolution(convolution, side: side, cell: cell ?? (side <= 32 ? 4 : 6)) {
                append(convolution.name, "forward", seconds: times.forward, operations: operations)
                append(convolution.name, "backward", seconds: times.backward, operations: operations)
            }
            guard convolution.index == 1 else { continue }
            let channels = convolution.outputChannels
            let gram = try timing.gram(channels: channels, pixels: side * side)
            let layer = "relu\(convolution.block)_1"
            // The Gram matrix is symmetric: half of its products are needed.
            append(layer, "Gram", seconds: gram.forward, operations: Double(side * side * channels * (channels + 1)))
            append(
                layer, "Gram gradient", seconds: gram.backward,
                operations: 2 * Double(side * side) * Double(channels * channels))
        }
        try printJSON(
            Result(kernels: family.name, threads: backend.threads, size: size, peakGigaflops: peak, layers: rows))
    }
}
