import ArgumentParser
import NSTCore
import NSTKernels
import NSTKernelTypes
import NSTOptions
import NSTPictures
import NSTVGG

/// `neural-style-bench iteration`: what a run does again and again.
struct Iteration: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure evaluations of the loss and its gradient, as a run needs them.")

    @Option(help: "The network.")
    var network = Architecture.vgg16

    @Option(help: "The weights file. (default: the installed one)")
    var weights: String?

    @Option(help: "The pictures' columns.")
    var size = 512

    @Option(help: "The pictures' rows. (default: as many as columns)")
    var height: Int?

    @OptionGroup var backend: BackendOptions

    @Option(help: "How convolutions are computed.")
    var method = Backend.Method.winograd

    @Option(help: "The memory that the objective may take, such as 4G: in tiles, if it must be.")
    var memory: MemorySize?

    @Option(help: "How many evaluations are measured, after a first one.")
    var repeats = 3

    @Option(
        help: "A file with three pictures as raw floats [3, height, width, 3]. (default: random ones)")
    var inputs: String?

    @Option(help: "Where the gradient is written, as raw floats [height, width, 3].")
    var gradient: String?

    func validate() throws {
        guard (16...16384).contains(size), (16...16384).contains(height ?? size) else {
            throw ValidationError("--size and --height must be 16…16384.")
        }
        guard repeats > 0 else { throw ValidationError("--repeats must be at least 1.") }
    }

    func run() throws { try printJSON(measure()) }

    /// What is printed. Times are in seconds, memory in bytes.
    struct Result: Encodable, Equatable {
        var network: String
        var height: Int
        var width: Int
        var threads: Int
        var kernels: String
        var method: String
        /// The evaluation with which the memory is touched first.
        var first: Double
        var times: [Double]
        var median: Double
        /// From the process's start to the end of the first evaluation, less the median of the others.
        var startup: Double?
        /// Parts of the start: the weights are loaded and checked; they are transformed and the targets measured.
        var load: Double
        var prepare: Double
        var contentLoss: Double
        var styleLoss: Double
        var peakMemory: Int?
        /// What `Plan` says beforehand of a whole run with this size, the optimiser's vectors included.
        var plannedMemory: Int
        /// With `--memory`: how many tiles there are, what they are planned to take, and the planned time in that of an
        /// evaluation without them.
        var tiles: Int?
        var plannedTileMemory: Int?
        var plannedCost: Double?
    }

    private func tilePlan(
        within memory: MemorySize, _ pictures: Pictures, _ settings: Settings, _ backend: Backend.Configuration
    ) throws -> TilePlan {
        let plan = TilePlan(
            content: pictures.content.extent, styles: [pictures.style.extent], settings: settings, limit: memory.bytes,
            backend: backend)
        guard let plan else {
            throw ValidationError("No tiles are small enough for that little memory: give --memory more.")
        }
        return plan
    }

    func measure() throws -> Result {
        let rows = height ?? size
        let configuration = Backend.Configuration(
            threads: self.backend.threads, kernels: try self.backend.family, method: method)
        // What PyTorch's peers compute.
        var settings = Presets.builtIn["neural-style"]?.settings ?? Settings()
        settings.network = network
        settings.size = max(rows, size)
        settings.scales = 1
        settings.totalVariationWeight = 0
        settings.smoothness = 0
        let pictures =
            try inputs.map { try Pictures(file: $0, height: rows, width: size) }
            ?? Pictures(seed: 1, height: rows, width: size)

        let beforeLoad = Clock.now()
        let path = try weights ?? WeightsFolder().file(for: network)
        let loaded = try Network(WeightFile(contentsOf: path, expecting: network))
        let beforePrepare = Clock.now()
        let backend = Backend(configuration)
        let tiles = try memory.map { try tilePlan(within: $0, pictures, settings, configuration) }
        let objective = try Objective(
            content: Content(pictures.content), styles: [Style(pictures.style)], network: loaded, settings: settings,
            tiles: tiles, backend: backend)
        var values = [Float](repeating: 0, count: 3 * rows * size)
        var losses = LossValues()
        let beforeFirst = Clock.now()
        losses = objective.evaluate(pictures.image.values, gradient: &values)
        let afterFirst = Clock.now()
        var times: [Double] = []
        for _ in 0..<repeats {
            let start = Clock.now()
            losses = objective.evaluate(pictures.image.values, gradient: &values)
            times.append(Clock.now() - start)
        }
        if let gradient {
            try values.write(to: gradient)
        }
        let extent = Extent(height: rows, width: size)
        var held = HeldPictures(content: extent, styles: [extent])
        held.programBytes = 0
        let plan = try Plan(for: held, settings: settings, backend: configuration)
        return Result(
            network: network.rawValue, height: rows, width: size, threads: self.backend.threads,
            kernels: configuration.kernels.name, method: method.rawValue, first: afterFirst - beforeFirst,
            times: times, median: times.median,
            startup: Clock.processStart().map { afterFirst - $0 - times.median }, load: beforePrepare - beforeLoad,
            prepare: beforeFirst - beforePrepare, contentLoss: losses.content, styleLoss: losses.style,
            peakMemory: Clock.peakMemory(), plannedMemory: plan.memory, tiles: tiles?.tileCount,
            plannedTileMemory: tiles?.memory, plannedCost: tiles?.relativeCost)
    }
}
