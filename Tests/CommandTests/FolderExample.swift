import Glibc
import Subprocess
import SystemPackage

@testable import neural_style

/// A folder of pictures for `examples/paint-folder.sh`, and a command that stands in for neural-style: it notes the
/// picture, copies it, fails for one whose name holds "bad" and takes long for one that is "slow".
struct FolderExample {
    /// How a run of the script ended.
    enum Outcome: Equatable {
        case painted(Int, skipped: Int)
        case failed([String], painted: Int, skipped: Int)
        case refused
        case other(TerminationStatus, String)

        /// How many pictures were painted.
        var painted: Int {
            switch self {
            case .painted(let count, _), .failed(_, let count, _): count
            case .refused, .other: 0
            }
        }
    }

    static let script = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
        .appending("examples/paint-folder.sh")

    let folder: PrivateFolder
    private var command: FilePath { folder.path("stand-in") }
    private var callsNote: FilePath { folder.path("calls") }

    init(pictures: [String]) throws {
        folder = try PrivateFolder()
        mkdir(folder.path("pictures").string, 0o700)
        for name in pictures { try writeFile(name, to: folder.path("pictures").appending(name)) }
        try writeFile("style", to: folder.path("style.png"))
        try writeFile(standIn, to: command)
        chmod(command.string, 0o700)
    }

    private var standIn: String {
        """
        #!/bin/bash
        while [[ $1 != -- ]]; do
            [[ $1 != --output ]] || output=$2
            shift
        done
        basename -- "$2" >>"${0%/*}/calls"
        [[ $2 != *bad* ]] || exit 1
        [[ $2 != *slow* ]] || exec sleep 3600
        sleep 0.05
        cp -- "$2" "$output"
        """
    }

    /// The finished paintings' names.
    func paintings() throws -> [String] {
        try names(in: folder.path("paintings")).filter { $0 != ".paint-folder" }
    }

    /// The pictures that the command was called with, in that order.
    func calls() throws -> [String] {
        try readFile(callsNote).split(separator: "\n").map(String.init)
    }

    private func arguments(before: [String], _ options: [String]) -> Arguments {
        Arguments(before + ["pictures", "style.png", "paintings"] + options)
    }

    private var environment: Environment {
        .inherit.updating(["NEURAL_STYLE": command.string, "LC_ALL": "C.UTF-8"])
    }

    /// Runs the script.
    func run(before: [String] = [], _ options: String...) async throws -> Outcome {
        let result = try await Subprocess.run(
            .path(Self.script), arguments: arguments(before: before, options), environment: environment,
            workingDirectory: folder.path, output: .string(limit: 1 << 16), error: .string(limit: 1 << 16))
        return Self.outcome(result.terminationStatus, result.standardOutput, complaint: result.standardError)
    }

    /// Runs the script and sends it SIGTERM as soon as the command is at work.
    func runInterrupted() async throws -> (status: TerminationStatus, message: String) {
        // Other tests let this process ignore the signal, which a shell would inherit and couldn't catch any more.
        let result = try await Subprocess.run(
            .name("env"),
            arguments: Arguments(["--default-signal=TERM", Self.script.string, "pictures", "style.png", "paintings"]),
            environment: environment, workingDirectory: folder.path, input: .none, output: .discarded,
            error: .string(limit: 1 << 16)
        ) { execution in
            while access(callsNote.string, F_OK) != 0 { try await Task.sleep(for: .milliseconds(20)) }
            try execution.send(signal: .terminate)
        }
        return (result.terminationStatus, result.standardError)
    }

    /// Reads the summary: "3 painted, 1 were there already, 1 failed:", and the names of what failed below it.
    private static func outcome(_ status: TerminationStatus, _ output: String, complaint: String) -> Outcome {
        let lines = output.split(separator: "\n").map(String.init)
        let failed = lines.filter { $0.hasPrefix("    ") }.map { String($0.dropFirst(4)) }
        if status == .exited(64) { return .refused }
        guard let summary = lines.first(where: { $0.contains(" painted, ") }) else { return .other(status, complaint) }
        let numbers = summary.split { !$0.isNumber }.compactMap { Int($0) }
        guard numbers.count >= 2 else { return .other(status, summary) }
        switch status {
        case .exited(0) where failed.isEmpty: return .painted(numbers[0], skipped: numbers[1])
        case .exited(1) where !failed.isEmpty: return .failed(failed, painted: numbers[0], skipped: numbers[1])
        default: return .other(status, output + complaint)
        }
    }
}
