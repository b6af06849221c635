import Glibc
import Subprocess
import SystemPackage
import Testing

@testable import neural_style

/// Tests that start a real GIMP, one after another: each start takes seconds.
@Suite("in GIMP", .serialized, .enabled("needs GIMP") { await GimpSandbox.hasGimp })
enum InGimp {}

extension InGimp {
    /// What is said, and what stays as it was, when there is no painting.
    @Suite struct FailureTests {
        /// Runs the command on two pictures with an old OUT, which must stay as it is, and gives the message.
        private func message(
            sandbox: GimpSandbox, output: String = "out.png", _ arguments: String...
        ) async throws -> String {
            defer { sandbox.folder.remove() }
            _ = try sandbox.writePicture("a.ppm")
            try writeFile("this is no picture", to: sandbox.picture("bad.png"))
            try writeFile("old", to: sandbox.picture(output))
            let before = try names(in: sandbox.folder.path("pictures"))
            let words = arguments + ["-o", output]
            let result = try await sandbox.run(arguments: words)
            #expect(result.status == .exited(1))
            #expect(try readFile(sandbox.picture(output)) == "old")
            #expect(try names(in: sandbox.folder.path("pictures")) == before)
            #expect(try names(in: sandbox.temporary).isEmpty)
            #expect(result.message.hasPrefix("neural-style: ") && result.message.hasSuffix(".\n"))
            #expect(result.message.count { $0 == "\n" } == 1)
            return result.message
        }

        @Test func `a file that is no picture is named, with GIMP's reason`() async throws {
            let content = try await message(sandbox: GimpSandbox(), "bad.png", "a.ppm")
            #expect(content.contains("GIMP can't read") && content.contains("bad.png ("), "\(content)")
            let style = try await message(sandbox: GimpSandbox(), "a.ppm", "bad.png")
            #expect(style.contains("GIMP can't read") && style.contains("bad.png ("), "\(style)")
        }

        @Test func `a format that GIMP doesn't write is refused before painting`() async throws {
            let sandbox = try GimpSandbox()
            let message = try await message(sandbox: sandbox, output: "out.nonsense", "a.ppm", "a.ppm")
            #expect(message.contains("GIMP can't write such a picture as .nonsense ("))
        }

        @Test func `the plug-in's sentence is passed on`() async throws {
            let message = try await message(
                sandbox: GimpSandbox(), "a.ppm", "a.ppm", "--set", GimpSandbox.optionsThatFail)
            #expect(message == "neural-style: \(GimpSandbox.failure)\n")
        }

        @Test func `a GIMP without the plug-in is told from one that fails`() async throws {
            let message = try await message(sandbox: GimpSandbox(.none), "a.ppm", "a.ppm")
            #expect(message == "neural-style: \(CommandError.plugInMissing.sentence)\n")
        }

        @Test(
            "a signal ends GIMP with its plug-ins, and nothing stays behind",
            arguments: [(Signal.interrupt, Int32(130)), (.terminate, 143), (.terminalClosed, 129)])
        func interrupted(signal: Signal, status: Int32) async throws {
            let sandbox = try GimpSandbox()
            defer { sandbox.folder.remove() }
            let picture = try sandbox.writePicture("a.ppm")
            try writeFile("old", to: sandbox.picture("out.png"))
            let result = try await sandbox.run(
                picture.string, picture.string, "-o", sandbox.picture("out.png").string, "--set",
                GimpSandbox.optionsThatTakeLong, interruptedBy: signal)
            #expect(result.status == .exited(status))
            #expect(result.message.hasSuffix("nothing was written.\n"))
            #expect(try readFile(sandbox.picture("out.png")) == "old")
            #expect(try names(in: sandbox.folder.path("pictures")) == ["a.ppm", "out.png"])
            #expect(try names(in: sandbox.temporary).isEmpty)
            #expect(try sandbox.strayProcesses() == [])
        }

        @Test func `a folder that takes no files, not even root's, is named before GIMP starts`() async throws {
            let sandbox = try GimpSandbox()
            defer { sandbox.folder.remove() }
            let picture = try sandbox.writePicture("a.ppm")
            let result = try await sandbox.run(picture.string, picture.string, "-o", "/proc/out.png")
            #expect(result.status == .exited(1))
            #expect(result.message.contains("/proc/out.png"), "\(result.message)")
            #expect(try sandbox.call() == nil)
        }

        @Test(.disabled(if: getuid() == 0, "root may write everywhere"))
        func `a folder that can't be written is named before GIMP starts`() async throws {
            let sandbox = try GimpSandbox()
            defer { sandbox.folder.remove() }
            let picture = try sandbox.writePicture("a.ppm")
            chmod(sandbox.folder.path("pictures").string, 0o500)
            defer { chmod(sandbox.folder.path("pictures").string, 0o700) }
            let result = try await sandbox.run(picture.string, picture.string, "-o", sandbox.picture("out.png").string)
            #expect(result.status == .exited(1))
            #expect(result.message.contains("(Permission denied)"))
            #expect(try sandbox.call() == nil)
        }
    }
}
