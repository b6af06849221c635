import Subprocess

/// Python 3, whose own modules download and unpack for us.
enum Python {
    /// Where it is looked for: a `python3` without pip may hide the system's.
    private static let candidates: [Executable] = [.name("python3"), .path("/usr/bin/python3")]

    /// What a module said when it failed.
    struct Failure: Error {
        /// The standard error output.
        var output: String

        /// Whether Python doesn't have the module.
        func isMissing(_ module: String) -> Bool { output.contains("No module named \(module)") }

        /// The last line that says something, without a leading `ERROR:`.
        var reason: String {
            let lines = output.split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }
            let line = lines.last { $0.hasPrefix("ERROR:") } ?? lines.last ?? "no reason given"
            let text = line.hasPrefix("ERROR:") ? line.dropFirst("ERROR:".count) : line
            return String(text.drop(while: \.isWhitespace))
        }
    }

    /// Runs `python3 -m module arguments…`, with a Python that has the module.
    ///
    /// - Parameter temporaryFolder: Where it keeps its own temporary files, too.
    static func run(module: String, _ arguments: [String], temporaryFolder: String) async throws {
        var failure: Failure?
        for python in candidates {
            try Task.checkCancellation()
            do {
                try await run(python, ["-m", module] + arguments, temporaryFolder: temporaryFolder)
                return
            } catch let error as SubprocessError where error.code == .executableNotFound {
                continue
            } catch let error as Failure where error.isMissing(module) {
                failure = error
            }
        }
        throw failure ?? ToolError.pythonMissing
    }

    private static func run(_ python: Executable, _ arguments: [String], temporaryFolder: String) async throws {
        var options = PlatformOptions()
        // A group of its own, so that what it starts ends with it.
        options.processGroupID = 0
        options.teardownSequence = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(2))]
        let result = try await Subprocess.run(
            python, arguments: Arguments(arguments),
            environment: .inherit.updating(["TMPDIR": temporaryFolder, "LC_ALL": "C"]),
            platformOptions: options, output: .discarded, error: .string(limit: 1 << 20))
        try Task.checkCancellation()
        guard result.terminationStatus.isSuccess else { throw Failure(output: result.standardError) }
    }
}
