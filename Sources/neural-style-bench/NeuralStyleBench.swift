import ArgumentParser
import FoundationEssentials
import Glibc
import NSTCore
import NSTKernelTypes
import NSTKernels
import NSTMessages
import NSTVGG

/// Measures the engine. Each subcommand prints JSON; `bench.sh` puts them together with PyTorch's figures.
@main
struct NeuralStyleBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "neural-style-bench",
        abstract: "Measures the engine; bench.sh compares it with PyTorch.",
        version: "neural-style-bench \(ProgramVersion.current)",
        subcommands: [Iteration.self, Run.self, Layers.self, Peak.self, MakeWeights.self])
}

extension Architecture: ExpressibleByArgument {}
extension Backend.Method: ExpressibleByArgument {}

/// What computes.
struct BackendOptions: ParsableArguments {
    @Option(help: "How many threads work.")
    var threads = Backend.availableThreads

    @Option(
        help: "The family of kernels: best, or one of \(VectorKernels.available.map(\.name).joined(separator: ", ")).")
    var kernels = "best"

    /// The kernels of that name.
    var family: VectorKernels {
        get throws {
            if kernels == "best" { return .best }
            guard let family = VectorKernels.available.first(where: { $0.name == kernels }) else {
                let names = VectorKernels.available.map(\.name).joined(separator: ", ")
                throw ValidationError("This processor has no kernels named \(kernels): choose best, \(names).")
            }
            return family
        }
    }

    func validate() throws {
        guard threads > 0 else { throw ValidationError("--threads must be at least 1.") }
        _ = try family
    }
}

/// Prints a result as JSON.
func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
}
