import Glibc
import NSTCore
import NSTVGG

/// A network that can be run: an installed one, or one from a file of any format that is read.
struct InspectedNetwork {
    let architecture: Architecture
    let network: Network
    /// As a heading names it.
    let title: String

    /// - Parameter inputConvention: What the network's input is, where a file doesn't tell.
    init(_ nameOrFile: String, inputConvention: InputConvention?, in folder: WeightsFolder) throws {
        if let architecture = Architecture(rawValue: nameOrFile) {
            let file = try WeightFile(contentsOf: folder.file(for: architecture), expecting: architecture)
            self.architecture = architecture
            network = try Network(file)
            title = architecture.title
            return
        }
        guard access(nameOrFile, F_OK) == 0 else { throw ToolError.noSuchNetworkOrFile(nameOrFile) }
        let contents = try Import.contents(of: nameOrFile, expecting: nil, inputConvention: inputConvention)
        architecture = contents.architecture
        title = "\(contents.architecture.title) of \(fileName(nameOrFile))"
        do throws(NetworkError) {
            network = try Network(
                convolutions: architecture.convolutions,
                parameters: architecture.convolutions.map { convolution in
                    Network.Parameters(
                        weight: contents.tensors[convolution.weight.name] ?? [],
                        bias: contents.tensors[convolution.bias.name] ?? [])
                },
                inputConvention: contents.inputConvention)
        } catch {
            throw InspectionError.network(error)
        }
    }

    /// A layer by any name that people know.
    func layer(_ name: String) throws(ToolError) -> LayerName {
        guard let layer = LayerName(name, in: architecture), architecture.contains(layer) else {
            throw .noSuchLayer(name, architecture)
        }
        return layer
    }
}

/// A file's name without its folder.
func fileName(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
