import ArgumentParser
import NSTVGG
import WeightFormats

/// `neural-style-weights import`
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Install a network's weights from a file that you have.",
        discussion: """
            The file may be from PyTorch (.pth, old or new), Keras (.h5), Caffe (.caffemodel), MatConvNet (.mat), \
            TensorFlow (a frozen graph), ONNX, or safetensors. Its contents tell which, not its name. Only the \
            convolutions are read.

            The exit status is 3 where the file doesn't tell what input its network was trained on, and \
            --input-convention has to.
            """)

    /// The conventions that have a name.
    enum Convention: String, ExpressibleByArgument, CaseIterable {
        case keras
        case torchvision
        case matconvnet

        /// What it means.
        var convention: InputConvention {
            switch self {
            case .keras: .keras
            case .torchvision: .torchvision
            case .matconvnet: .matconvnet
            }
        }
    }

    @Argument(help: "The file.")
    var file: String

    @Option(name: .customLong("as"), help: "The network that it must be.")
    var network: Architecture?

    @Option(
        help: ArgumentHelp(
            "What input the network was trained on, where the file doesn't tell: keras (also Caffe; BGR, 0–255, minus "
                + "the mean), torchvision (RGB, 0–1, normalised) or matconvnet (RGB, 0–255, minus the mean).",
            valueName: "convention"))
    var inputConvention: Convention?

    @OptionGroup var target: WeightsTarget

    func run() async throws {
        let contents = try Self.contents(of: file, expecting: network, inputConvention: inputConvention?.convention)
        try Task.checkCancellation()
        let store = WeightStore(folder: target.folder(in: WeightsFolder()))
        let path = try store.add(contents)
        print("\(contents.architecture.title)'s weights are at \(path) (input: \(contents.inputConvention.summary)).")
    }

    /// What a file of any format that is read holds.
    static func contents(
        of path: String, expecting network: Architecture?, inputConvention: InputConvention?
    ) throws -> WeightContents {
        if let own = try ownFile(path, expecting: network) { return own }
        let imported = try ImportedNetwork(contentsOf: path, expecting: network)
        guard let convention = inputConvention ?? imported.convention else {
            throw ToolError.inputConventionNeeded(path: path)
        }
        return WeightContents(
            architecture: imported.architecture, inputConvention: convention, origin: imported.origin,
            licence: imported.licence, tensors: imported.tensors)
    }

    /// The contents of one of this tool's own files, which hold all that is known of them.
    private static func ownFile(_ path: String, expecting network: Architecture?) throws -> WeightContents? {
        do throws(FormatError) {
            guard FileFormat(try ByteRegion(contentsOf: path)) == .safetensors else { return nil }
        } catch {
            throw ToolError.format(path: path, error)
        }
        do throws(WeightError) {
            return try WeightContents(WeightFile(contentsOf: path, expecting: network))
        } catch {
            switch error {
            // Other programs' files have none of our metadata, and some put tensors less closely together.
            case .notOurs(_, "format"), .malformed: return nil
            default: throw error
            }
        }
    }
}
