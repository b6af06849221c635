import Subprocess
import SystemPackage
import Testing

@testable import neural_style

extension InGimp {
    /// The command together with the plug-in itself; test.sh makes the profile that has it.
    @Suite(.enabled(if: GimpSandbox.PlugIn.realOne != nil, "needs the profile that test.sh makes"))
    struct RealPlugInTests {
        private func sandbox() throws -> GimpSandbox { try GimpSandbox(#require(GimpSandbox.PlugIn.realOne)) }

        @Test func `a painting is made, and progress never falls nor exceeds 100 percent`() async throws {
            let sandbox = try sandbox()
            defer { sandbox.folder.remove() }
            _ = try sandbox.writePicture("content.ppm", width: 160, height: 120)
            _ = try sandbox.writePicture("style.ppm", width: 100, height: 100, bits: 16)
            let result = try await sandbox.run(
                "content.ppm", "style.ppm", "-o", "out.png", "--size", "96", "--iterations", "6")
            #expect(result.status == .exited(0))
            let lines = result.message.split(separator: "\n")
            // Not every iteration: those that are over sooner than the plug-in looks aren't reported.
            let percentages = lines.compactMap { $0.wholeMatch(of: /neural-style: (\d+) %, scale .*/)?.1 }
                .compactMap { Int($0) }
            #expect(!percentages.isEmpty && percentages.count == lines.count - 1)
            #expect(percentages == percentages.sorted() && percentages.allSatisfy { $0 <= 100 })
            #expect(lines.last == "neural-style: wrote out.png")
            #expect(try names(in: sandbox.temporary).isEmpty)
            #expect(try sandbox.strayProcesses() == [])
            #expect(try await sandbox.facts(of: sandbox.picture("out.png")).prefix(4) == ["96", "72", "0", "150"])
        }

        @Test func `several styles are painted together, whatever their modes`() async throws {
            let sandbox = try sandbox()
            defer { sandbox.folder.remove() }
            _ = try sandbox.writePicture("content.ppm", width: 96, height: 64)
            _ = try sandbox.writePicture("colours.ppm", width: 64, height: 64)
            try writeFile(
                Array("P5 64 48 255\n".utf8) + (0..<(64 * 48)).map { UInt8($0 % 251) }, to: sandbox.picture("grey.pgm"))
            let result = try await sandbox.run(
                "content.ppm", "grey.pgm", "colours.ppm", "-o", "out.xcf", "--weights", "1,2", "--size", "64",
                "--iterations", "4", "-q")
            #expect(result.message == "")
            #expect(result.status == .exited(0))
            let facts = try await sandbox.facts(of: sandbox.picture("out.xcf"))
            #expect(facts.contains { $0.hasPrefix("(grey.pgm + colours.ppm ▸ ") }, "\(facts)")
        }

        @Test func `a figure's cells differ, and are taken again instead of being painted twice`() async throws {
            let sandbox = try sandbox()
            defer { sandbox.folder.remove() }
            _ = try sandbox.writePicture("town.ppm", width: 80, height: 60)
            let arguments = [
                "figure", "content-layers", "town.ppm", "-o", "sheet.png", "--size", "64", "--iterations", "3",
                "--cells", "cells",
            ]
            let result = try await sandbox.run(arguments: arguments)
            #expect(result.status == .exited(0))
            #expect(result.message.contains("neural-style: cell 6 of 6: e  conv5_1\n"))
            let cells = try names(in: sandbox.picture("cells")).filter { $0.hasSuffix(".png") }
            #expect(cells.count == 6)
            let pictures = try cells.map { try readBytes(sandbox.picture("cells").appending($0)) }
            #expect(Set(pictures).count == 6)
            #expect(try await sandbox.facts(of: sandbox.picture("sheet.png")).prefix(2) == ["438", "114"])

            let again = try await sandbox.run(arguments: arguments)
            #expect(again.message.hasSuffix("neural-style: 6 of 6 cells are ready\nneural-style: wrote sheet.png\n"))
            #expect(try names(in: sandbox.picture("cells")).filter { $0.hasSuffix(".png") } == cells)
        }

        @Test func `a reconstruction needs no STYLE`() async throws {
            let sandbox = try sandbox()
            defer { sandbox.folder.remove() }
            _ = try sandbox.writePicture("a.ppm", width: 64, height: 48)
            let result = try await sandbox.run(
                "a.ppm", "-o", "out.png", "--preset", "reconstruction", "--iterations", "3", "-q")
            #expect(result.message == "")
            #expect(try await sandbox.facts(of: sandbox.picture("out.png")).prefix(2) == ["64", "48"])
        }

        @Test func `the plug-in's own sentence is shown as it is`() async throws {
            let sandbox = try sandbox()
            defer { sandbox.folder.remove() }
            _ = try sandbox.writePicture("a.ppm", width: 64, height: 64)
            // Only the plug-in knows the looks that the user keeps.
            let result = try await sandbox.run("a.ppm", "a.ppm", "-o", "out.png", "--preset", "bolt")
            #expect(result.status == .exited(1))
            #expect(result.message == "neural-style: There is no preset “bolt”: did you mean “bold”?\n")
            #expect(try names(in: sandbox.folder.path("pictures")) == ["a.ppm"])
        }

        @Test func `Ctrl-C stops the backend at work`() async throws {
            let sandbox = try sandbox()
            defer { sandbox.folder.remove() }
            let picture = try sandbox.writePicture("a.ppm", width: 256, height: 256)
            let result = try await sandbox.run(
                picture.string, picture.string, "-o", sandbox.picture("out.png").string, "--iterations", "10000",
                interruptedBy: .interrupt, after: .seconds(8))
            #expect(result.status == .exited(130))
            #expect(result.message.contains(" of 10000, "))
            #expect(try names(in: sandbox.folder.path("pictures")) == ["a.ppm"])
            #expect(try names(in: sandbox.temporary).isEmpty)
            #expect(try sandbox.strayProcesses() == [])
        }
    }
}
