import Subprocess
import SystemPackage
import Testing

@testable import neural_style

extension InGimp {
    /// `examples/paint-folder.sh` with the command itself and GIMP.
    @Suite struct FolderTests {
        @Test func `a folder is painted but for a broken picture, and then nothing is left to do`() async throws {
            let sandbox = try GimpSandbox()
            defer { sandbox.folder.remove() }
            for name in ["a.ppm", "b.ppm"] { _ = try sandbox.writePicture(name) }
            try writeFile("no picture", to: sandbox.picture("broken.ppm"))
            let style = sandbox.folder.path("style.ppm")
            try writeFile(readBytes(sandbox.picture("a.ppm")), to: style)
            let paintings = sandbox.folder.path("paintings")

            for (painted, skipped) in [(2, 0), (0, 2)] {
                let result = try await sandbox.runFolderExample(
                    sandbox.folder.path("pictures").string, style.string, paintings.string, "--quiet")
                #expect(result.status == .exited(1))
                #expect(
                    result.output.hasSuffix(
                        "\(painted) painted, \(skipped) were there already, 1 failed:\n    broken.ppm\n"))
            }
            #expect(try names(in: paintings) == [".paint-folder", "a.ppm", "b.ppm"])
            #expect(try names(in: sandbox.temporary).isEmpty)
            #expect(try await sandbox.facts(of: paintings.appending("b.ppm")).last == "(0 127 255)")
        }
    }
}
