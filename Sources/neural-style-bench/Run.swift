import ArgumentParser
import NSTCore
import NSTKernels

/// `neural-style-bench run`: a whole run, and whether its plan knew how much memory it would take.
struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure a run with random pictures: its time, and its memory beside what its plan says.")

    @ArgumentParser.Option(help: "The network.")
    var network = Architecture.vgg16

    @ArgumentParser.Option(help: "The pictures' columns and rows.")
    var size = 512

    @ArgumentParser.Option(help: "How many evaluations.")
    var iterations = 30

    @ArgumentParser.Option(help: "How many scales.")
    var scales = Settings().scales

    @OptionGroup var engine: EngineOptions

    func validate() throws {
        guard (16...16384).contains(size) else { throw ValidationError("--size must be 16…16384.") }
        guard iterations > 0 else { throw ValidationError("--iterations must be at least 1.") }
        guard scales > 0 else { throw ValidationError("--scales must be at least 1.") }
    }

    /// What is printed. Times are in seconds, memory in bytes.
    struct Result: Encodable {
        var size: Int
        var iterations: Int
        var seconds: Double
        var peakMemory: Int?
        var plannedMemory: Int
        var plannedSeconds: Double
    }

    func run() throws {
        var settings = Settings()
        settings.network = network
        settings.size = size
        settings.iterations = iterations
        settings.scales = scales
        settings.stopsWhenStill = false
        let pictures = try Pictures(seed: 1, height: size, width: size)
        let loaded = try Network(WeightFile(contentsOf: WeightsFolder().file(for: network), expecting: network))
        let configuration = Engine.Configuration(threads: engine.threads, kernels: try engine.family)
        let speed = try Speed.measure(network: loaded, settings: settings, engine: configuration)
        let begin = Clock.now()
        let transfer = try StyleTransfer(
            content: Content(pictures.content), styles: [Style(pictures.style)], network: loaded, settings: settings,
            engine: configuration)
        while try transfer.next() != nil {}
        try printJSON(
            Result(
                size: size, iterations: iterations, seconds: Clock.now() - begin, peakMemory: Clock.peakMemory(),
                plannedMemory: transfer.plan.memory, plannedSeconds: transfer.plan.seconds(at: speed)))
    }
}
