import Glibc
import NSTCore

/// What a run takes from the world besides its host.
struct PluginEnvironment: Sendable {
    /// Finds and reads a network's weights; called from the engine's thread.
    var loadNetwork: @Sendable (Architecture) throws(WeightError) -> Network
    /// How many bytes a run may take, `nil` where that can't be told.
    var availableMemory: Int?
    /// Where progress is reported to, besides the host: the path of a file or FIFO.
    var reportPath: String?

    /// The process's own environment.
    static func current() -> PluginEnvironment {
        PluginEnvironment(
            loadNetwork: { architecture throws(WeightError) in
                let path = try WeightsFolder().file(for: architecture)
                return try Network(WeightFile(contentsOf: path, expecting: architecture))
            },
            availableMemory: SystemMemory.available(),
            reportPath: getenv("NEURAL_STYLE_REPORT").map { String(cString: $0) })
    }
}
