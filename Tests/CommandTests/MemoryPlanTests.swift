import FoundationEssentials
import NSTVGG
import Subprocess
import Testing

/// Whether VGG-16's weights are installed; without them there is nothing to run.
private let hasWeights = (try? WeightsFolder().file(for: .vgg16)) != nil

@Suite("A painting's memory", .enabled(if: hasWeights, "VGG-16's weights are not installed"))
struct MemoryPlanTests {
    /// What `neural-style-bench run` prints.
    struct Measured: Decodable {
        var peakMemory: Int
        var plannedMemory: Int
    }

    @Test(
        "Its peak is what the plan says beforehand, within 10 %",
        // L-BFGS has all its pairs after some dozen steps.
        arguments: [["--size", "384", "--scales", "1"], ["--size", "448", "--scales", "2", "--threads", "1"]])
    func plan(arguments: [String]) async throws {
        let result = try await Subprocess.run(
            .path(builtProgram("neural-style-bench")), arguments: Arguments(["run", "--iterations", "30"] + arguments),
            output: .string(limit: 1 << 16), error: .string(limit: 1 << 16))
        #expect(result.terminationStatus == .exited(0), "\(result.standardError)")
        let measured = try JSONDecoder().decode(Measured.self, from: Data(result.standardOutput.utf8))
        // The plan holds the program itself with its libraries, too (`HeldPictures.programBytes`).
        let ratio = Double(measured.peakMemory) / Double(measured.plannedMemory)
        #expect((0.9...1.1).contains(ratio), "\(ratio)")
    }
}
