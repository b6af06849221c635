import ArgumentParser
import Glibc
import NSTVGG

/// `neural-style-weights describe`
struct Describe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show a network's layers: shape, parameters, receptive field, multiply-adds.")

    @Argument(help: "A network, or a file with one.")
    var nameOrFile: String

    @Option(help: "Width and height of the picture, in pixels.")
    var size = 512

    @Flag(help: "Write the network as a graph for Graphviz instead.")
    var dot = false

    func validate() throws {
        guard (16...1 << 16).contains(size) else {
            throw ValidationError("A picture's size is 16 to 65536 pixels, not \(size).")
        }
    }

    func run() async throws {
        let architecture: Architecture
        if let network = Architecture(rawValue: nameOrFile) {
            architecture = network
        } else {
            guard access(nameOrFile, F_OK) == 0 else { throw ToolError.noSuchNetworkOrFile(nameOrFile) }
            let network = try ImportedNetwork(contentsOf: nameOrFile, expecting: nil)
            architecture = network.architecture
            if !dot {
                print("\(nameOrFile): \(architecture.title) in \(network.format.title)")
                print("input: \(network.convention?.summary ?? "not told by the file")\n")
            }
        }
        let table = NetworkTable(architecture, size: size)
        print(dot ? table.graph(named: architecture.rawValue) : table.text)
    }
}
