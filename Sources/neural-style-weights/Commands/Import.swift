import ArgumentParser
import FoundationEssentials
import NSTCore

/// `neural-style-weights import`
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Install a network's weights from a file that you have.")

    /// The conventions that have a name.
    enum Convention: String, ExpressibleByArgument, CaseIterable {
        case keras
        case torchvision

        /// What it means.
        var convention: InputConvention {
            switch self {
            case .keras: .keras
            case .torchvision: .torchvision
            }
        }
    }

    @Argument(help: "An ONNX file, or a weights file of this tool's own.")
    var file: String

    @ArgumentParser.Option(name: .customLong("as"), help: "The network that it must be.")
    var network: Architecture?

    @ArgumentParser.Option(help: "What input the network was trained on; needed for ONNX files from elsewhere.")
    var inputConvention: Convention?

    @OptionGroup var target: WeightsTarget

    func run() async throws {
        let contents = try Self.contents(of: file, expecting: network, inputConvention: inputConvention?.convention)
        let path = target.path(for: contents.architecture, in: WeightsFolder())
        try Task.checkCancellation()
        try WeightFile.write(contents, to: path)
        print("\(contents.architecture.title)'s weights are at \(path).")
    }

    /// What a file of any format that is read holds.
    static func contents(
        of path: String, expecting network: Architecture?, inputConvention: InputConvention?
    ) throws -> WeightContents {
        let data = try neural_style_weights.contents(of: path)
        switch FileFormat(data) {
        case .safetensors:
            return try WeightContents(WeightFile(contentsOf: path, expecting: network))
        case .onnx:
            let (architecture, tensors) = try ONNXFile.tensors(in: data, path: path, expecting: network)
            if KnownTensors.sha256(of: tensors, architecture: architecture) == KnownTensors.kerasVGG16 {
                return WeightContents(
                    architecture: architecture, inputConvention: .keras, origin: DetectTumorWheel.origin,
                    licence: DetectTumorWheel.licence, tensors: tensors)
            }
            guard let inputConvention else { throw ToolError.inputConventionNeeded(path: path) }
            let name = path.split(separator: "/").last.map(String.init) ?? path
            return WeightContents(
                architecture: architecture, inputConvention: inputConvention, origin: "imported from \(name)",
                licence: "that of its source", tensors: tensors)
        case let format:
            throw ToolError.unreadableFormat(path: path, format: format)
        }
    }
}
