import Glibc
import NSTCore
import NSTVGG

/// A network and what identifies its weights.
struct LoadedNetwork: Sendable {
    var network: Network
    /// The weights file's SHA-256, in hexadecimal digits.
    var checksum: String
}

/// What a run takes from the world besides its host.
struct PluginEnvironment: Sendable {
    /// Installs the weights in a file, with the input convention of this name where one is given.
    typealias ImportTool = @Sendable (_ file: String, _ convention: String?) -> ImportOutcome

    /// Finds and reads a network's weights; called from the engine's thread.
    var loadNetwork: @Sendable (Architecture) throws(WeightError) -> LoadedNetwork
    /// Why a network's weights can't be found, `nil` if they are there.
    var findWeights: @Sendable (Architecture) -> WeightError?
    /// Installs the weights in a file; called from a thread of its own.
    var importWeights: ImportTool
    /// How many bytes a run may take now, `nil` where that can't be told.
    var availableMemory: @Sendable () -> Int?
    /// Where progress is reported to, besides the host: the path of a file or FIFO.
    var reportPath: String?
    /// Who shows a run to the user.
    var makeView: @Sendable (Host) -> any RunView = { ProgressBarView($0) }
    /// The same where a user is there.
    var makeInteractiveView: @Sendable (Host) -> any RunView = { RunWindow($0) }

    /// The process's own environment.
    static func current() -> PluginEnvironment {
        PluginEnvironment(
            loadNetwork: { architecture throws(WeightError) in
                let path = try WeightsFolder().file(for: architecture)
                let file = try WeightFile(contentsOf: path, expecting: architecture)
                return LoadedNetwork(network: try Network(file), checksum: file.sha256)
            },
            findWeights: { architecture in
                do throws(WeightError) {
                    _ = try WeightsFolder().file(for: architecture)
                    return nil
                } catch {
                    return error
                }
            },
            importWeights: { file, convention in WeightsTool().importFile(file, convention: convention) },
            availableMemory: { MemoryBudget.available() },
            reportPath: getenv("NEURAL_STYLE_REPORT").map { String(cString: $0) })
    }
}
