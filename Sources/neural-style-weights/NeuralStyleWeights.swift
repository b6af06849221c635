import ArgumentParser
import CommandSupport
import Glibc
import NSTMessages

/// The command: fetches, imports and checks the weights of the pretrained networks.
@main
struct NeuralStyleWeights: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "neural-style-weights",
        abstract: "Keeps the pretrained networks' weights for Neural Style Transfer.",
        version: "neural-style-weights \(ProgramVersion.current)",
        subcommands: [
            Fetch.self, Import.self, List.self, Verify.self, Describe.self, Maps.self, Remove.self, Path.self,
        ])

    static func main() async {
        Interruption.startListening()
        let work = Task {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        }
        guard case .failure(let error) = await Interruption.outcome(of: work) else { return }
        if let signal = Interruption.signal {
            complain("interrupted; nothing was changed.")
            Glibc.exit(128 + signal)
        }
        if exitCode(for: error) == .success { exit(withError: error) }  // --help asks for this.
        guard let sentence = sentence(for: error) else {
            let text = message(for: error)
            complain("\(text)\(text.hasSuffix(".") ? "" : ".") 'neural-style-weights --help' tells how to use it.")
            Glibc.exit(exitCode(for: error).rawValue)
        }
        complain(sentence)
        Glibc.exit((error as? ToolError)?.exitStatus ?? 1)
    }

    private static func complain(_ sentence: String) {
        // The tool's output so far comes before the complaint where both go to one file.
        fflush(nil)
        let line = Array("neural-style-weights: \(sentence)\n".utf8)
        _ = write(STDERR_FILENO, line, line.count)
    }
}
