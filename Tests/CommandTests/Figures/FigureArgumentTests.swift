import ArgumentParser
import Testing

@testable import neural_style

@Suite struct FigureArgumentTests {
    @Test func `a figure is asked for by the first argument alone`() throws {
        let figure = try NeuralStyle.command(for: ["figure", "ratio", "a.jpg", "b.jpg", "-o", "s.png", "--size", "96"])
        let command = try #require(figure as? FigureCommand)
        #expect(command.name == "ratio" && command.pictures == ["a.jpg", "b.jpg"])
        #expect(command.output == "s.png" && command.size == 96)
        for arguments in [["./figure", "b.jpg"], ["a.jpg", "figure"], ["--", "figure", "b.jpg"]] {
            let command = try NeuralStyle.command(for: ["-o", "c.png"] + arguments)
            #expect((command as? NeuralStyle)?.style.count == 1)
        }
    }

    @Test func `the help lists every figure with its pictures`() {
        let help = FigureCommand.helpMessage(columns: 200)
        for figure in Figure.all { #expect(help.contains("\(figure.name) \(figure.pictures.usage)")) }
        #expect(help.contains("--cells"))
    }

    @Test(
        "wrong arguments are named before GIMP is started",
        arguments: [
            (
                ["ratio", "a.jpg"],
                "the figure “ratio” needs other pictures: write neural-style figure ratio PICTURE PAINTING -o OUT."
            ),
            (
                ["content-layers", "a.jpg", "b.jpg"],
                "the figure “content-layers” needs other pictures: write neural-style figure content-layers PICTURE -o OUT."
            ),
            (
                ["paintings", "a.jpg"],
                "the figure “paintings” needs other pictures: write neural-style figure paintings PICTURE PAINTING... -o OUT."
            ),
            (
                ["ratio", "a", "b", "--set", "style-weight=3"],
                "“style-weight” can't be set here: the figure “ratio” shows what it does, or is made of it."
            ),
            (
                ["methods", "a", "b", "--set", "preset=bold"],
                "“preset” can't be set here: the figure “methods” shows what it does, or is made of it."
            ),
            (
                ["methods", "a", "b", "--set", "result=image"],
                "“result” can't be set here: the painting goes into OUT."
            ),
            (
                ["methods", "a", "b", "--size", "9"],
                "“size” can't be 9: choose a value from 16 to 8192."
            ),
            (
                ["methods", "a", "b", "--set", "size=x"],
                "“x” for “size” isn't a whole number: write digits only."
            ),
            (
                ["low-high", "/nowhere/a.jpg", "b"],
                "can't read /nowhere/a.jpg (No such file or directory): check the name and the file's permissions."
            ),
        ])
    func sentences(arguments: [String], sentence: String) async throws {
        let command = try FigureCommand.parse(arguments + ["-o", "/nowhere/sheet.png"])
        let error = await #expect(throws: CommandError.self) { try await command.run() }
        #expect(error?.sentence == sentence)
    }

    @Test func `a painting without a style needs settings that use none`() throws {
        #expect(try NeuralStyle.parse(["a.jpg", "-o", "b.png", "--preset", "reconstruction"]).style == [])
        #expect(try NeuralStyle.parse(["a.jpg", "-o", "b.png", "--set", "style-layers=none"]).style == [])
        for arguments in [["--preset", "bold"], ["--set", "style-layers=nonsense"], []] {
            #expect(throws: (any Error).self) { try NeuralStyle.parse(["a.jpg", "-o", "b.png"] + arguments) }
        }
    }
}
