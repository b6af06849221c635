import ArgumentParser
import Glibc
import NSTMessages
import NSTOptions
import NSTVGG
import SystemPackage

/// `neural-style figure NAME PICTURE… -o OUT`: makes one of the papers' figures of the user's own pictures.
///
/// It isn't a subcommand in the parser's sense, because `neural-style CONTENT STYLE…` has none: `NeuralStyle.main` looks
/// at the first argument.
struct FigureCommand: AsyncParsableCommand {
    /// The first argument that means this command. A picture of that name is `./figure`.
    static let word = "figure"

    static let configuration = CommandConfiguration(
        commandName: "neural-style figure",
        abstract: "Makes a figure of the papers from your own pictures: a sheet of labelled paintings.",
        usage: "neural-style figure NAME PICTURE... -o OUT [options]",
        discussion: """
            \(Figure.list)

            OUT's extension chooses its format; where OUT has layers (.xcf, .psd), every picture and every label is one. \
            Each cell that is finished is kept, so that what was interrupted goes on, and what is made again with another \
            label or format is there at once: in ~/.cache/neural-style-transfer/cells, which may be emptied at any time, or \
            in the folder that --cells names. The network is VGG-19, as in the papers, or VGG-16 where that isn't installed.

            α/β means pictures of 512 pixels, and a network whose layers all have the same mean activation, as the papers' \
            has: the content counts (512/n)² times as much at --size n, and layers are weighed, so that every row and column \
            of “ratio” shows the same at every size.
            """)

    @Argument(help: "The figure's name.")
    var name: String

    @Argument(help: "The pictures that it is made of.")
    var pictures: [String] = []

    @Option(
        name: [.customShort("o", allowingJoined: true), .customLong("output")], parsing: .unconditional,
        help: "The file to write.")
    var output: String

    @Option(
        help: ArgumentHelp(
            "Longest side of each cell in pixels. (default: \(Self.standardSize))", valueName: "n"))
    var size: Int?

    @Option(
        help: ArgumentHelp("How often each painting is improved, instead of the figure's own number.", valueName: "n"))
    var iterations: Int?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "Any option of the plug-in, for all cells, but for those that make the figure.", valueName: "key=value"))
    var settings: [String] = []

    @Option(help: ArgumentHelp("Where finished cells are kept.", valueName: "folder"))
    var cells: String?

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    private static let standardSize = 256

    func run() async throws {
        let figure = try Figure.named(name)
        guard figure.pictures.allows(pictures.count) else {
            throw CommandError.wrongPictures(figure: name, usage: figure.pictures.usage)
        }
        let words = try words(for: figure)
        let size = words.size
        let network = FigureNetwork()
        let inputs = try pictures.map { path throws(CommandError) in try InputFile(path: path) }
        let checksums = try inputs.map(CellKey.checksum)
        let output = try OutputFile(path: output, inputs: inputs)
        defer { output.discard() }
        let store = try CellStore(folder: cells)
        let folder = try PrivateFolder()
        defer { folder.remove() }

        let own = words.text.split(separator: " ").map(String.init)
        let sheet = figure.sheet(
            Figure.Scene(names: inputs.map { $0.path.stem ?? "picture" }, size: size, network: network.architecture)
        ).setting(own)
        var known: [Architecture: String?] = [:]
        let keys = Dictionary(
            sheet.cells.map { cell in
                let key = CellKey(cell, pictures: checksums, size: size) { architecture in
                    if let checksum = known[architecture] { return checksum }
                    let checksum = network.checksum(architecture)
                    known[architecture] = checksum
                    return checksum
                }
                return (cell, key)
            }, uniquingKeysWith: { first, _ in first })

        let display = ProgressDisplay(mode: quiet ? .quiet : .standardError)
        let hasOwnNetwork = own.contains { $0.hasPrefix("network=") }
        if !hasOwnNetwork, let remark = network.remark { display.note(remark) }
        do {
            try await FigureRun(
                console: try await GimpConsole.find(), inputs: inputs, sheet: sheet,
                caption: [figure.title, Self.facts(sheet, size: size)], size: size, keys: keys, store: store,
                output: output, folder: folder, display: display
            ).perform()
        } catch {
            display.clear()
            throw error
        }
        try output.commit()
        display.finish(with: "wrote \(self.output)")
    }

    /// What the user sets for all cells.
    private func words(for figure: Figure) throws(CommandError) -> OptionWords {
        let isSized = size != nil || settings.contains { $0.hasPrefix("size=") }
        let words = try OptionWords(
            size: isSized ? size : Self.standardSize, iterations: iterations, settings: settings)
        for word in settings {
            let key = String(Cell.key(of: word))
            guard key != "preset", !figure.ownOptions.contains(key) else {
                throw .optionOfFigure(key: key, figure: figure.name)
            }
        }
        return words
    }

    /// Network and size, as the caption tells them.
    private static func facts(_ sheet: Sheet, size: Int) -> String {
        var networks: [String] = []
        for cell in sheet.cells {
            guard let options = cell.options?.joined(separator: " "), let settings = try? OptionTable.parse(options)
            else { continue }
            let name = FigureNetwork.name(of: settings.network)
            if !networks.contains(name) { networks.append(name) }
        }
        return (networks + ["\(size) pixels"]).joined(separator: ", ")
    }
}
