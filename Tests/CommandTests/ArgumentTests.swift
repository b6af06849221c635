import ArgumentParser
import NSTMessages
import NSTOptions
import Testing

@testable import neural_style

@Suite struct ArgumentTests {
    @Test func `all arguments are understood`() throws {
        let command = try NeuralStyle.parse([
            "a.jpg", "b.png", "-o", "c.tif", "--size", "64", "--iterations", "9", "--set", "seed=1", "--set",
            "init=noise",
            "--quiet",
        ])
        #expect(command.content == "a.jpg")
        #expect(command.style == ["b.png"])
        #expect(command.weights == nil)
        #expect(command.output == "c.tif")
        #expect(command.size == 64)
        #expect(command.iterations == 9)
        #expect(command.settings == ["seed=1", "init=noise"])
        #expect(command.quiet)
    }

    @Test(
        "options with a value too many or one that may be missing are put into the parser's words",
        arguments: [
            (["--losses"], ["--losses"]),
            (["--losses", "a.csv", "b.jpg"], ["--losses-file", "a.csv", "b.jpg"]),
            (["--losses", "a.jpg"], ["--losses", "a.jpg"]),
            (["--losses=a.txt"], ["--losses-file", "a.txt"]),
            (["--save-every", "20", "steps", "a.jpg"], ["--save-every", "20", "--save-folder=steps", "a.jpg"]),
            (["--save-every", "20"], ["--save-every", "20"]),
            (["--", "--losses", "a.csv"], ["--", "--losses", "a.csv"]),
        ])
    func expansion(arguments: [String], expanded: [String]) {
        #expect(NeuralStyle.expanded(arguments) == expanded)
    }

    @Test func `losses and steps may be asked for`() throws {
        let command = try NeuralStyle.parse(
            NeuralStyle.expanded([
                "a.jpg", "b.png", "-o", "c.png", "--losses", "--losses-every", "5", "--save-every", "20", "steps",
                "--side-by-side", "--report", "run.jsonl",
            ]))
        #expect(command.losses && command.sideBySide)
        #expect(command.lossesEvery == 5)
        #expect(command.saveEvery == 20)
        #expect(command.saveFolder == "steps")
        #expect(command.report == "run.jsonl")
        #expect(command.style == ["b.png"])
        #expect(throws: (any Error).self) { try NeuralStyle.parse(["a", "b", "-o", "c.png", "--save-every", "5"]) }
        #expect(throws: (any Error).self) { try NeuralStyle.parse(["a", "b", "-o", "c.png", "--losses-every", "0"]) }
    }

    @Test func `the version can be asked for, without pictures`() {
        let error = #expect(throws: (any Error).self) { try NeuralStyle.parse(["--version"]) }
        #expect(error.map { NeuralStyle.exitCode(for: $0) } == .success)
        #expect(
            error.map { NeuralStyle.fullMessage(for: $0, columns: nil) } == "neural-style \(ProgramVersion.current)")
    }

    @Test func `names that begin with a dash are possible`() throws {
        let command = try NeuralStyle.parse(["-o", "-out.png", "--", "-a.jpg", "-b.jpg"])
        #expect(command.output == "-out.png")
        #expect(command.content == "-a.jpg")
        #expect(command.style == ["-b.jpg"])
    }

    @Test func `several styles may have weights, and settings a name`() throws {
        let command = try NeuralStyle.parse([
            "a.jpg", "b.png", "c.png", "-o", "d.png", "--weights", "4,1", "--preset", "bold",
        ])
        #expect(command.style == ["b.png", "c.png"])
        #expect(command.preset == "bold")
        #expect(try StyleWeights.opacities(command.weights, styles: 2) == [100, 25])
        #expect(try StyleWeights.opacities(nil, styles: 3) == [100, 100, 100])
        #expect(throws: CommandError.wrongWeights(count: 2, styles: 3)) {
            try StyleWeights.opacities(command.weights, styles: 3)
        }
    }

    @Test func `presets are listed without any picture, each with what it does`() throws {
        #expect(try NeuralStyle.parse(["--list-presets"]).listPresets)
        let lines = PresetList.text(of: .builtIn).split(separator: "\n")
        #expect(lines.count == Presets.builtIn.all.count)
        for (line, preset) in zip(lines, Presets.builtIn.all) {
            #expect(line.hasPrefix("\(preset.name) ") && line.hasSuffix(" \(preset.summary)"))
        }
    }

    @Test("weights are numbers above 0", arguments: ["", "1,", "0,1", "-1", "nan", "inf,1", "1;2", "a"])
    func badWeights(text: String) {
        #expect(StyleWeights(argument: text) == nil)
    }

    @Test(
        "arguments that are missing or aren't numbers are refused",
        arguments: [
            ["a.jpg", "b.jpg"], ["a.jpg", "-o", "c.png"], [], ["a", "b", "-o", "c.png", "--size", "big"],
        ])
    func refused(arguments: [String]) throws {
        let error = #expect(throws: (any Error).self) { try NeuralStyle.parse(arguments) }
        #expect(NeuralStyle.exitCode(for: try #require(error)) == .validationFailure)
    }
}
