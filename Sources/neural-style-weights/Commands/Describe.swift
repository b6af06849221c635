import ArgumentParser
import Glibc
import NSTVGG
import NetworkDrawing

/// `neural-style-weights describe`
struct Describe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show a network's layers: shape, parameters, receptive field, multiply-adds, memory.",
        discussion: """
            A file with weights is shown as the whole VGG network that it belongs to, with the fully connected layers, \
            whose weights nothing here needs. A .prototxt, Caffe's description of a network, may be of any network.

            Sizes in the table are height × width × channels. Maps are counted in 32-bit floating-point numbers; layers \
            that work in place, such as ReLU, need none of their own. A receptive field counts what lies outside of the \
            picture, too.
            """)

    @Argument(help: "A network (vgg16, vgg19), a file with one's weights, or a .prototxt.")
    var nameOrFile: String

    @Option(
        help: ArgumentHelp(
            "Size of the picture, in pixels: a number for a square, or WIDTHxHEIGHT. Without it, that which the network "
                + "was made for, such as 224.", valueName: "size"))
    var size: PictureSize?

    @Option(
        help: ArgumentHelp(
            "What to write: a table, a graph for Graphviz, a drawing, or figures for other programs. Without it, what "
                + "the output file's name ends in, or a table.", valueName: "table|dot|svg|json"))
    var format: DrawingFormat?

    @Flag(help: "The same as --format dot.")
    var dot = false

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("The file to write, instead of the standard output.", valueName: "file"))
    var output: String?

    @Option(
        help: ArgumentHelp(
            "Which layers of a .prototxt are shown: those for training, for testing, or all.",
            valueName: "train|test|all"))
    var phase = DrawnPhase.test

    func validate() throws {
        for side in [size?.width, size?.height] {
            if let side, !(16...1 << 16).contains(side) {
                throw ValidationError("A picture's size is 16 to 65536 pixels, not \(side).")
            }
        }
        if dot, let format, format != .dot {
            throw ValidationError("--dot and --format \(format.rawValue) say different things; leave one out.")
        }
        if let output, format == nil, !dot, DrawingFormat(ending: output) == nil {
            throw ValidationError(
                "'\(output)' doesn't tell what to write: give it the ending .svg, .dot, .json or .txt, or use --format."
            )
        }
    }

    func run() async throws {
        let described = try DescribedNetwork(nameOrFile: nameOrFile, phase: phase.phase)
        let network = described.graph.measured(at: size.map { Span(height: $0.height, width: $0.width) })
        let format = format ?? (dot ? .dot : output.flatMap { DrawingFormat(ending: $0) }) ?? .table
        let text = try format.text(of: network)
        let preface = format == .table ? described.preface : ""
        guard let output else { return print("\(preface)\(text)") }
        try DrawingFile.write("\(preface)\(text)\n", to: output, inputPath: described.path)
    }
}

/// A picture's size on the command line.
struct PictureSize: ExpressibleByArgument, Equatable {
    var width: Int
    var height: Int

    /// `512`, or `640x480`.
    init?(argument: String) {
        let sides = argument.split(omittingEmptySubsequences: false) { "xX×".contains($0) }.map { Int($0) }
        guard (1...2).contains(sides.count), let width = sides[0], let height = sides[sides.count - 1] else {
            return nil
        }
        self.width = width
        self.height = height
    }
}

/// Which phase's layers are drawn.
enum DrawnPhase: String, ExpressibleByArgument, CaseIterable {
    case train
    case test
    case all

    /// `nil` for all of them.
    var phase: NetworkGraph.Phase? {
        switch self {
        case .train: .train
        case .test: .test
        case .all: nil
        }
    }
}
