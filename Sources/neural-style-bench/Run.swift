import ArgumentParser
import NSTCore
import NSTKernels
import NSTOptions
import NSTPictures
import NSTVGG

/// `neural-style-bench run`: a whole run, and whether its plan knew how much memory it would take.
struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure a run with random pictures: its time, and its memory beside what its plan says.")

    @Option(help: "The network.")
    var network = Architecture.vgg16

    @Option(help: "The pictures' size: columns and rows, such as 6000x4000, or one number.")
    var size = PictureSize(Extent(height: 512, width: 512))

    @Option(
        help: "The memory that the process may take, pictures included, such as 8G: in tiles, if it must be.")
    var memory: MemorySize?

    @Option(help: "The look.")
    var preset = Presets.standardName

    @Option(help: "How many evaluations.")
    var iterations = 30

    @Option(help: "How many scales.")
    var scales = Settings().scales

    @Option(help: "How many correction pairs L-BFGS keeps.")
    var history = Settings().history

    @OptionGroup var backend: BackendOptions

    func validate() throws {
        guard iterations > 0 else { throw ValidationError("--iterations must be at least 1.") }
        guard (1...100).contains(history) else { throw ValidationError("--history must be 1…100.") }
        guard scales > 0 else { throw ValidationError("--scales must be at least 1.") }
    }

    /// What is printed. Times are in seconds, memory in bytes.
    struct Result: Encodable {
        var height: Int
        var width: Int
        var iterations: Int
        /// Before the run: the network is opened and the machine's speed measured, as the dialog does it.
        var load: Double
        var seconds: Double
        /// Until the first picture is there, `load` included: what somebody waits for in front of the dialog's preview.
        var firstPicture: Double
        var peakMemory: Int?
        var plannedMemory: Int
        /// At the finest scale: how many tiles, the planned time of an evaluation in that of one without tiles, and how
        /// many correction pairs L-BFGS keeps.
        var tiles: Int
        var plannedCost: Double
        var history: Int
        /// When each evaluation of the finest scale ended.
        var times: [Double]
        var plannedSeconds: Double
        /// The measured speed: seconds for a unit of work.
        var secondsPerUnit: Double
        var scales: [Scale]
    }

    /// One scale of the run. Times are in seconds.
    struct Scale: Encodable {
        var height: Int
        var width: Int
        var iterations: Int
        /// With what is done before its first evaluation.
        var seconds: Double
        var plannedSeconds: Double
    }

    /// The program itself with its libraries, in bytes.
    private static let programMemory = 35 << 20

    func run() throws {
        guard var settings = Presets.builtIn[preset]?.settings else {
            throw ValidationError("There is no preset of the name \(preset).")
        }
        settings.network = network
        settings.size = size.extent.longest
        settings.iterations = iterations
        settings.scales = scales
        settings.history = history
        settings.stopsWhenStill = false
        let pictures = try Pictures(seed: 1, height: size.extent.height, width: size.extent.width)
        let start = Clock.now()
        let loaded = try Network(WeightFile(contentsOf: WeightsFolder().file(for: network), expecting: network))
        let configuration = Backend.Configuration(threads: backend.threads, kernels: try backend.family)
        let speed = try Speed.measure(network: loaded, settings: settings, backend: configuration)
        let begin = Clock.now()
        var held = HeldPictures(content: size.extent, styles: [size.extent])
        held.programBytes = Self.programMemory
        let plan = try Plan(
            for: held, settings: settings, memoryLimit: memory?.bytes, backend: configuration)
        let painting = try OptimisedPainting(
            content: Content(pictures.content), styles: [Style(pictures.style)], network: loaded, plan: plan,
            backend: configuration)
        var times: [[Double]] = plan.scales.map { _ in [] }
        while let progress = try painting.next() { times[progress.scale - 1].append(progress.secondsElapsed) }
        var scales: [Scale] = []
        var before = 0.0
        for (scale, times) in zip(plan.scales, times) {
            scales.append(
                Scale(
                    height: scale.extent.height, width: scale.extent.width, iterations: scale.iterations,
                    seconds: (times.last ?? before) - before,
                    plannedSeconds: plan.seconds(of: scale, at: speed)))
            before = times.last ?? before
        }
        guard let finest = plan.scales.last else { return }
        try printJSON(
            Result(
                height: finest.extent.height, width: finest.extent.width, iterations: iterations, load: begin - start,
                seconds: Clock.now() - begin, firstPicture: begin - start + (times.first?.first ?? 0),
                peakMemory: Clock.peakMemory(), plannedMemory: plan.memory,
                tiles: finest.tiles.tileCount, plannedCost: finest.tiles.relativeCost, history: finest.historyLength,
                times: times.last ?? [], plannedSeconds: plan.seconds(at: speed),
                secondsPerUnit: speed.secondsPerUnit, scales: scales))
    }
}
