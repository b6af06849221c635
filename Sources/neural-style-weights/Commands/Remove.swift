import ArgumentParser
import NSTVGG

/// `neural-style-weights remove`
struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Remove a network's weights.")

    @Argument(help: "The network.")
    var network: Architecture

    @OptionGroup var target: WeightsTarget

    func run() async throws {
        let store = WeightStore(folder: target.folder(in: WeightsFolder()))
        guard try store.remove(network) else {
            throw ToolError.nothingToRemove(network, path: store.path(for: network))
        }
        print("\(network.title)'s weights are no longer at \(store.path(for: network)).")
    }
}
