import Subprocess
import SystemPackage
import Testing

@testable import neural_style

extension InGimp {
    /// The command together with the plug-in itself; test.sh makes the profile that has it.
    @Suite(.enabled(if: GimpSandbox.PlugIn.realOne != nil, "needs the profile that test.sh makes"))
    struct RealPlugInTests {
        private func sandbox() throws -> GimpSandbox { try GimpSandbox(#require(GimpSandbox.PlugIn.realOne)) }

        @Test func `a painting is made, and progress goes from the first iteration to 100 percent`() async throws {
            let sandbox = try sandbox()
            defer { sandbox.folder.remove() }
            _ = try sandbox.writePicture("content.ppm", width: 160, height: 120)
            _ = try sandbox.writePicture("style.ppm", width: 100, height: 100, bits: 16)
            let result = try await sandbox.run(
                "content.ppm", "style.ppm", "-o", "out.png", "--size", "96", "--iterations", "6")
            #expect(result.status == .exited(0))
            let lines = result.message.split(separator: "\n")
            #expect(lines.first?.contains(", scale 1 of 2, iteration 1 of 6, ") == true)
            #expect(lines.dropLast().last?.hasPrefix("neural-style: 100 %, scale 2 of 2, iteration 6 of 6") == true)
            #expect(lines.last == "neural-style: wrote out.png")
            #expect(try names(in: sandbox.temporary).isEmpty)
            #expect(try sandbox.strayProcesses() == [])
            #expect(try await sandbox.facts(of: sandbox.picture("out.png")).prefix(4) == ["96", "72", "0", "150"])
        }

        @Test func `the plug-in's own sentence about an option is shown as it is`() async throws {
            let sandbox = try sandbox()
            defer { sandbox.folder.remove() }
            _ = try sandbox.writePicture("a.ppm", width: 64, height: 64)
            let result = try await sandbox.run("a.ppm", "a.ppm", "-o", "out.png", "--set", "strenght=3")
            #expect(result.status == .exited(1))
            #expect(result.message == "neural-style: There is no option “strenght”: did you mean “strength”?\n")
            #expect(try names(in: sandbox.folder.path("pictures")) == ["a.ppm"])
        }

        @Test func `Ctrl-C stops the engine at work`() async throws {
            let sandbox = try sandbox()
            defer { sandbox.folder.remove() }
            let picture = try sandbox.writePicture("a.ppm", width: 256, height: 256)
            let result = try await sandbox.run(
                picture.string, picture.string, "-o", sandbox.picture("out.png").string, "--iterations", "10000",
                interruptedBy: .interrupt, after: .seconds(8))
            #expect(result.status == .exited(130))
            #expect(result.message.contains("iteration 1 of 10000"))
            #expect(try names(in: sandbox.folder.path("pictures")) == ["a.ppm"])
            #expect(try names(in: sandbox.temporary).isEmpty)
            #expect(try sandbox.strayProcesses() == [])
        }
    }
}
