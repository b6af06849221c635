import Subprocess
import SystemPackage
import Testing

@testable import neural_style

/// A script for `/pictures/out.png`.
func exampleScript(
    options: String = "", size: Int = 512, output: FilePath = "/pictures/out.png"
) throws -> PaintScript {
    try PaintScript(
        content: "/pictures/content.jpg",
        styles: [
            PaintScript.Style(path: "/pictures/style.jpg", opacity: 100),
            PaintScript.Style(path: "/pictures/other.jpg", opacity: 12.5),
        ], output: output, status: "/private/status", options: options, size: size,
        writer: FileWriter(format: #require(OutputFormat(path: output))))
}

@Suite struct GimpOutcomeTests {
    private func error(
        terminationStatus: TerminationStatus = .exited(0), scriptStatus: String = "", log: String = "",
        reported: String? = nil
    ) throws -> CommandError? {
        try GimpOutcome(
            terminationStatus: terminationStatus, scriptStatus: scriptStatus, log: log, reportedError: reported
        ).error(for: exampleScript(), output: "out.png")
    }

    @Test func `only the script's own word counts as success`() throws {
        #expect(try error(scriptStatus: "saved\n") == nil)
        #expect(try error(scriptStatus: "") == .gimpDied(how: "exit status 0", reason: nil))
        #expect(try error(terminationStatus: .signaled(9)) == .gimpDied(how: "signal 9", reason: nil))
    }

    @Test(
        "the step that failed says what was wrong",
        arguments: [
            ("plug-in\nnot registered\n", CommandError.plugInMissing),
            (
                "content\n(/private/x.scm : 70) Procedure execution of gimp-file-load failed: No such file.\n",
                .notLoaded(path: "/pictures/content.jpg", reason: "No such file")
            ),
            (
                "style 0\nProcedure execution of gimp-file-load failed on invalid input arguments: Bad name\n",
                .notLoaded(path: "/pictures/style.jpg", reason: "Bad name")
            ),
            ("style 1\nNo.\n", .notLoaded(path: "/pictures/other.jpg", reason: "No")),
            (
                "format\nProcedure execution of gimp-file-save failed: Unknown file type\n",
                .formatRefused(fileExtension: "png", reason: "Unknown file type")
            ),
            ("save\nProcedure execution of gimp-file-save failed \n", .notSaved(path: "out.png", reason: nil)),
            (
                "paint\nProcedure execution of p failed: The option “x” is unknown: see the help.\n",
                .notPainted(reason: "The option “x” is unknown: see the help")
            ),
        ])
    func steps(scriptStatus: String, expected: CommandError) throws {
        #expect(try error(scriptStatus: scriptStatus) == expected)
    }

    @Test func `the plug-in's own sentence comes first`() throws {
        #expect(
            try error(
                scriptStatus: "paint\nProcedure execution of p failed\n", log: "x-Warning: y\n",
                reported: "Weights: fetch.")
                == .notPainted(reason: "Weights: fetch."))
    }

    @Test func `a complaint among GIMP's noise explains what the script can't`() throws {
        let log = """
            EEEEeEeek! 2 GeglBuffers leaked
            GIF image-Warning: Cannot export RGB color images. Convert to indexed color first.

            batch command experienced an execution error:
            """
        #expect(
            try error(scriptStatus: "format\nProcedure execution of gimp-file-save failed \n", log: log)
                == .formatRefused(
                    fileExtension: "png", reason: "Cannot export RGB color images. Convert to indexed color first"))
    }

    @Test func `a script that GIMP can't run says why, below a headline that means nothing`() throws {
        let log = """
            batch command experienced an execution error:
            Error: (/private/paint.scm : 3) eval: unbound variable: x

            GIMP-Error: Failed to save data:

            You have a writable data folder configured, but this folder does not exist.
            """
        #expect(try error(log: log) == .gimpDied(how: "exit status 0", reason: "eval: unbound variable: x"))
    }

    @Test func `what ended GIMP counts more than what its plug-ins said of it`() throws {
        let log = """
            gimp-console-2.10: terminated: Terminated

            (script-fu:15935): LibGimpBase-WARNING **: 08:11:32.863: script-fu: gimp_flush(): error: Broken pipe
            """
        #expect(
            try error(terminationStatus: .exited(1), scriptStatus: "", log: log)
                == .gimpDied(how: "exit status 1", reason: "Terminated"))
    }
}
