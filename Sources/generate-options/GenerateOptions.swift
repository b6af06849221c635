import ArgumentParser
import FoundationEssentials

/// Writes out what others need of the option table: a C header for the plug-in executable, which must describe the
/// procedure without loading any Swift, and a table for the README.
@main
struct GenerateOptions: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate-options",
        abstract: "Writes the option table as a C header, checks such a header, or prints it as Markdown.")

    @Flag(help: "Print the table as Markdown.")
    var markdown = false

    @Flag(help: "Write nothing; fail if HEADER is out of date.")
    var check = false

    @Argument(help: "The C header.")
    var header = "Sources/neural-style-transfer/options.generated.h"

    func run() throws {
        if markdown {
            print(OptionDocument.markdown, terminator: "")
            return
        }
        let wanted = Data(OptionDocument.header.utf8)
        if check {
            guard let present = try? Data(contentsOf: URL(filePath: header)), present == wanted else {
                throw ValidationError("\(header) is out of date: run `swift run generate-options` and commit it.")
            }
        } else {
            try wanted.write(to: URL(filePath: header), options: .atomic)
        }
    }
}
