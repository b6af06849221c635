import ArgumentParser
import CommandSupport
import Glibc
import NSTMessages
import NSTOptions
import SystemPackage

/// `neural-style CONTENT STYLE… -o OUT`: paints one picture in the style of another, with GIMP in batch mode.
@main
struct NeuralStyle: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "neural-style",
        abstract: "Paints a picture in the style of another, or of several others.",
        usage: """
            neural-style CONTENT STYLE... -o OUT [options]
            neural-style --list-presets
            neural-style figure NAME PICTURE... -o OUT [options]
            """,
        discussion: """
            GIMP reads and writes the files, so every format that GIMP knows will do; OUT's extension chooses its \
            format. Where OUT has layers (.xcf, .psd), it keeps those of CONTENT and gets the painting as a new one on \
            top; otherwise it holds the painting alone. OUT is replaced only when the painting is complete.

            Exit status: 0 where OUT was written, 64 where the arguments are wrong, 128 and the signal where one ended \
            the command, else 1.

            Settings that use no style, such as --preset reconstruction, need no STYLE. “neural-style figure” makes the \
            papers' figures of your own pictures: “neural-style figure --help” lists them.

            The options for --set stand in GIMP's procedure browser under plug-in-neural-style-transfer, and in the \
            README. Write -- before file names that begin with a dash.
            """,
        version: "neural-style \(ProgramVersion.current)")

    @Argument(help: "The picture to paint.")
    var content: String?

    @Argument(help: "The pictures whose styles are used.")
    var style: [String] = []

    @Option(
        name: [.customShort("o", allowingJoined: true), .customLong("output")], parsing: .unconditional,
        help: "The file to write.")
    var output: String?

    @Option(
        help: ArgumentHelp(
            "Longest side of OUT in pixels; the picture is never enlarged. (default: \(Settings().size))",
            valueName: "n"))
    var size: Int?

    @Option(help: ArgumentHelp("How often the picture is improved.", valueName: "n"))
    var iterations: Int?

    @Option(help: ArgumentHelp("Settings by name, which the other options change.", valueName: "name"))
    var preset: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How much each STYLE counts, such as 2,1: as many numbers above 0 as there are styles. (default: all the same)",
            valueName: "n,n…"))
    var weights: StyleWeights?

    @Option(name: .customLong("set"), help: ArgumentHelp("Any option of the plug-in.", valueName: "key=value"))
    var settings: [String] = []

    @Flag(
        help: """
            Print the losses as the painting goes on, as a table on standard output. With a name behind it that ends in \
            .csv, write those of every iteration into that file instead.
            """)
    var losses = false

    @Option(help: .hidden)
    var lossesFile: String?

    @Option(
        help: ArgumentHelp(
            "How many iterations lie between two lines of --losses. (default: \(Self.lossInterval))", valueName: "n"))
    var lossesEvery: Int?

    @Option(
        help: ArgumentHelp(
            "Every so many iterations, write the picture into a folder: --save-every n folder.", valueName: "n folder"))
    var saveEvery: Int?

    @Option(help: .hidden)
    var saveFolder: String?

    @Flag(help: "Let OUT show content, styles and painting beside each other.")
    var sideBySide = false

    @Option(
        help: ArgumentHelp(
            "A file that gets everything that is known of the run, one JSON object a line.", valueName: "file"))
    var report: String?

    @Option(
        help: ArgumentHelp(
            "How much of the painting OUT keeps where its format loses something (JPEG, WebP, AVIF, HEIC): 1 to 100. (default: \(FileWriter.usualQuality))",
            valueName: "n"))
    var quality: Int?

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    @Flag(help: "Say which presets there are, and end.")
    var listPresets = false

    /// How many iterations lie between two lines of the table, if nobody says.
    private static let lossInterval = 50

    /// `--losses FILE.csv` and `--save-every N FOLDER` in the parser's words: its flags can't have a value, and its options
    /// can't have two.
    static func expanded(_ arguments: [String]) -> [String] {
        var result: [String] = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" { return result + [argument] + rest }
            if argument == "--losses", let file = rest.first, !file.hasPrefix("-"), file.hasSuffix(".csv") {
                result += ["--losses-file", file]
                rest.removeFirst()
            } else if argument.hasPrefix("--losses=") {
                result += ["--losses-file", String(argument.dropFirst("--losses=".count))]
            } else if argument == "--save-every", rest.count >= 2 {
                result += [argument, rest.removeFirst(), "--save-folder=\(rest.removeFirst())"]
            } else {
                result.append(argument)
            }
        }
        return result
    }

    func validate() throws {
        if let saveEvery {
            guard (1...10000).contains(saveEvery), saveFolder != nil else {
                throw ValidationError("Write --save-every with a number from 1 on and a folder: --save-every 20 steps.")
            }
        }
        if let quality, !(1...100).contains(quality) {
            throw ValidationError(
                "--quality must be 1 to 100; --set quality=… says how much time the painting is worth.")
        }
        if let lossesEvery, lossesEvery < 1 { throw ValidationError("--losses-every must be at least 1.") }
        if !listPresets { _ = try files }
    }

    /// The names of the files, without which there is nothing to do.
    private var files: (content: String, output: String) {
        get throws {
            guard let content, !style.isEmpty || !usesStyle else {
                throw ValidationError("Name a CONTENT and at least one STYLE.")
            }
            guard let output else { throw ValidationError("Name the file to write: -o OUT.") }
            return (content, output)
        }
    }

    private var words: OptionWords {
        get throws(CommandError) {
            try OptionWords(
                preset: preset, size: size, iterations: iterations, keepEvery: saveEvery, settings: settings)
        }
    }

    /// Whether the settings meet a style at all. Where they can't be read, they are taken for some that do.
    private var usesStyle: Bool {
        (try? words)?.usesStyle ?? true
    }

    /// Where the pictures on the way go. The folder is made if it isn't there.
    private var steps: (interval: Int, folder: FilePath)? {
        get throws(CommandError) {
            guard let saveEvery, let saveFolder else { return nil }
            let folder = FilePath(saveFolder).absolute
            guard mkdir(folder.string, 0o777) == 0 || errno == EEXIST else {
                throw .unwritable(path: saveFolder, reason: Errno(rawValue: errno).description)
            }
            return (saveEvery, folder)
        }
    }

    func run() async throws {
        if listPresets {
            print(PresetList.builtIn, terminator: "")
            return
        }
        let files = try files
        let words = try words
        // The plug-in asks for a layer, even if nothing of it is met.
        let style = style.isEmpty ? [files.content] : style
        let opacities = try StyleWeights.opacities(weights, styles: style.count)
        let content = try InputFile(path: files.content)
        let styles = try style.map { path throws(CommandError) in try InputFile(path: path) }
        let output = try OutputFile(path: files.output, inputs: [content] + styles)
        defer { output.discard() }
        let folder = try PrivateFolder()
        defer { folder.remove() }

        let display = ProgressDisplay(mode: quiet ? .quiet : .standardError)
        var run = GimpRun(
            console: try await GimpConsole.find(),
            script: PaintScript(
                content: content.path,
                styles: zip(styles, opacities).map { PaintScript.Style(path: $0.path, opacity: $1) },
                output: output.temporary, status: folder.path("status"),
                options: words.text, size: words.size, shortestSide: words.shortestSide, addsColours: words.addsColours,
                writer: FileWriter(format: output.format, quality: quality ?? FileWriter.usualQuality),
                steps: try steps, isSideBySide: sideBySide
            ),
            output: output.name, folder: folder)
        if losses || lossesFile != nil || lossesEvery != nil {
            // A file alone needs no table.
            let interval = losses || lossesFile == nil ? lossesEvery ?? Self.lossInterval : lossesEvery
            run.losses = try LossLog(interval: interval, file: lossesFile) { line in
                display.clear()
                print(line)
                // Somebody reads along, through a pipe, too.
                fflush(nil)
            }
        }
        run.report = try report.map { path throws(CommandError) in try LineFile(path: path) }
        do {
            try await run.perform(showing: display)
        } catch {
            display.clear()
            throw error
        }
        try output.commit()
        display.finish(with: "wrote \(files.output)")
    }

    /// What the arguments ask for.
    static func command(for arguments: [String]) throws -> any ParsableCommand {
        if arguments.first == FigureCommand.word {
            return try FigureCommand.parseAsRoot(Array(arguments.dropFirst()))
        }
        return try parseAsRoot(expanded(arguments))
    }

    static func main() async {
        Interruption.startListening()
        // A reader of our messages that goes away must not end us before we have cleared up.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try command(for: Array(CommandLine.arguments.dropFirst()))
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let error as CommandError {
            StandardError.write("neural-style: \(error.sentence)\n")
            Glibc.exit(error.exitStatus)
        } catch {
            // The parser's own: help asked for, or arguments that it can't read.
            let status = exitCode(for: error)
            if status.isSuccess { exit(withError: error) }
            StandardError.write("neural-style: \(message(for: error)) (`neural-style --help` explains the arguments)\n")
            Glibc.exit(status.rawValue)
        }
    }
}
