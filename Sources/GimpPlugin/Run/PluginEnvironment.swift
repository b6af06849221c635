import Glibc
import NSTCore

/// What a run takes from the world besides its host.
struct PluginEnvironment: Sendable {
    /// Where networks' weights are looked for.
    var weights: WeightsFolder
    /// How many bytes a run may take, `nil` where that can't be told.
    var availableMemory: Int?
    /// Where progress is reported to, besides the host: the path of a file or FIFO.
    var reportPath: String?

    /// The process's own environment.
    static func current() -> PluginEnvironment {
        PluginEnvironment(
            weights: WeightsFolder(), availableMemory: SystemMemory.available(),
            reportPath: getenv("NEURAL_STYLE_REPORT").map { String(cString: $0) })
    }
}
