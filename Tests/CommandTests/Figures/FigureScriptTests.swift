import Subprocess
import SystemPackage
import Testing

@testable import neural_style

@Suite struct FigureScriptTests {
    private static func cells() throws -> CellScript {
        CellScript(
            jobs: [
                CellScript.Job(
                    content: #"/p/a "b".jpg"#, style: nil, options: "preset=reconstruction", output: "/c/1.png",
                    note: "/t/1"),
                CellScript.Job(
                    content: "/p/c.jpg", style: "/p/d.jpg", options: "preset=texture", output: "/c/2.png",
                    note: "/t/2"),
            ], status: "/t/status", output: "/p/out.png", format: try #require(OutputFormat(path: "/p/out.png")),
            size: 96)
    }

    private static func sheet(_ output: FilePath = "/p/out.png") throws -> SheetScript {
        let sheet = Sheet(
            [Sheet.Panel(cell: .original(0), name: "a", label: #"say "α/β""#)], columns: 1)
        let layout = FigureLayout(sheet, caption: ["c"], cellSize: 96) { _ in
            FigureLayout.Source(file: "/c/1.png", width: 96, height: 72, time: "")
        }
        return SheetScript(
            layout: layout, output: output, status: "/t/status", format: try #require(OutputFormat(path: output)))
    }

    @Test func `what the user gave stands in the programs, escaped`() throws {
        let cells = try Self.cells().text
        #expect(
            cells.contains(
                ##"(list "/p/a \"b\".jpg" #f "a \"b\".jpg" "a \"b\".jpg" "preset=reconstruction" "/c/1.png" "/t/1")"##))
        #expect(
            cells.contains(
                #"(list "/p/c.jpg" "/p/d.jpg" "c.jpg" "d.jpg" "preset=texture" "/c/2.png" "/t/2")"#))
        #expect(cells.contains("\n(define size 96)\n"))
        #expect(try Self.sheet().text.contains(#"(list "say \"α/β\"" "#))
    }

    @Test(
        "a sheet without layers is opaque, one with layers keeps them",
        arguments: [
            ("/p/out.png", "opaque"), ("/p/out.gif", "indexed"), ("/p/out.xcf", "layered"),
        ])
    func preparation(output: FilePath, word: String) throws {
        #expect(try Self.sheet(output).text.contains("(define preparation '\(word))"))
    }

    @Test func `parentheses are balanced`() throws {
        for text in [try Self.cells().text, try Self.sheet().text] {
            var depth = 0
            for line in text.split(separator: "\n") {
                for character in line.prefix(while: { $0 != ";" }) {
                    depth += character == "(" ? 1 : character == ")" ? -1 : 0
                    #expect(depth >= 0)
                }
            }
            #expect(depth == 0)
        }
    }

    @Test(
        "the step that failed says what was wrong",
        arguments: [
            ("saved\n", nil),
            ("plug-in 0\nnot registered\n", CommandError.plugInMissing),
            ("format 0\nNo.\n", .formatRefused(fileExtension: "png", reason: "No")),
            ("content 1\nNo.\n", .notLoaded(path: "/p/c.jpg", reason: "No")),
            ("style 1\nNo.\n", .notLoaded(path: "/p/d.jpg", reason: "No")),
            ("paint 0\nToo small.\n", .notPainted(reason: "Too small")),
            ("save 1\nNo room.\n", .notSaved(path: "/c/2.png", reason: "No room")),
            ("", .gimpDied(how: "exit status 0", reason: nil)),
        ])
    func steps(status: String, expected: CommandError?) throws {
        let outcome = GimpOutcome(
            terminationStatus: .exited(0), scriptStatus: status, log: "", reportedError: nil)
        #expect(try Self.cells().error(for: outcome) == expected)
    }
}
