import Glibc
import Subprocess

/// curl, which downloads for us and goes on where an earlier download ended.
enum Curl {
    /// Why it failed.
    struct Failure: Error {
        var status: Int32
        /// What it said, where that didn't go to the terminal.
        var output: String

        /// One line.
        var reason: String {
            let line = output.split(separator: "\n").last.map { String($0.trimmingPrefix("curl: ")) }
            return line ?? "curl's status \(status)"
        }
    }

    /// Downloads to a file, of which there may be a part already.
    static func download(_ url: String, to path: String) async throws {
        let isTerminal = isatty(STDERR_FILENO) == 1
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(2))]
        // Only https, also where a server sends us elsewhere; what comes is checked, never run.
        let arguments: Arguments = Arguments(
            [
                "--fail", "--location", "--proto", "=https", "--proto-redir", "=https", "--connect-timeout", "20",
                "--speed-limit", "1000", "--speed-time", "60", "--continue-at", "-", "--output", path,
            ] + (isTerminal ? ["--progress-bar"] : ["--silent", "--show-error"]) + [url])
        do {
            let (status, output): (TerminationStatus, String)
            if isTerminal {
                // Its own group must not read from the terminal, but may write its progress.
                let result = try await Subprocess.run(
                    .name("curl"), arguments: arguments, platformOptions: options, output: .discarded,
                    error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false))
                (status, output) = (result.terminationStatus, "")
            } else {
                let result = try await Subprocess.run(
                    .name("curl"), arguments: arguments, platformOptions: options, output: .discarded,
                    error: .string(limit: 1 << 16))
                (status, output) = (result.terminationStatus, result.standardError)
            }
            try Task.checkCancellation()
            switch status {
            case .exited(0): return
            case .exited(let code): throw Failure(status: code, output: output)
            default: throw Failure(status: -1, output: output)
            }
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw ToolError.curlMissing
        }
    }
}
