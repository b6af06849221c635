import Foundation
import NSTVGG
import Subprocess
import Testing

/// The dialog in a GIMP that has windows, under a display of its own, used by keyboard.
@Suite(.enabled(if: GimpSession.isAvailable, "test.sh prepares a GIMP profile"), .serialized)
struct `The dialog in GIMP` {
    @Test(.timeLimit(.minutes(5)))
    func `cancels and is killed without a trace, stops and keeps, paints a layer, and is undone in one step`()
        async throws
    {
        let results = try await play("window.sh")
        #expect(try #require(results["cancel"]).fields == ["1"])
        let killed = try #require(results["kill"])
        #expect(killed.fields == ["1"])
        #expect(try #require(results["discard"]).fields == ["1"])
        let kept = try #require(results["keep"])
        #expect(kept.succeeded)
        #expect(kept.fields == ["2"])
        let painting = try #require(results["paint"])
        #expect(painting.succeeded, "\(painting.message)")
        #expect(painting.fields.prefix(3) == ["1", "waves ▸ view", "64,48"])
        #expect(try #require(results["undo"]).fields == ["1"])
    }

    @Test(.timeLimit(.minutes(5)))
    func `names missing weights, says why a file isn't any, imports one and paints with it`() async throws {
        let weights = FileManager.default.temporaryDirectory.appending(path: "weights-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: weights, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: weights) }
        let bad = weights.appending(path: "bad.bin")
        try Data("no weights".utf8).write(to: bad)
        let good = try WeightsFolder().file(for: .vgg16)
        let results = try await play("import-window.sh", [bad.path, good], weights: weights.path)
        let painting = try #require(results["paint"])
        #expect(painting.succeeded, "\(painting.message)")
        #expect(FileManager.default.fileExists(atPath: weights.appending(path: "vgg16.safetensors").path))
    }

    @Test(.timeLimit(.minutes(5)))
    func `paints from a file, keeps and deletes a look, and is repeated and shown again from the menu`() async throws {
        let results = try await play("menu-window.sh")
        for (name, layers) in [("file", "2"), ("repeat", "3"), ("re-show", "4")] {
            let painting = try #require(results[name])
            #expect(painting.fields.first == layers)
        }
        let first = try #require(results["file"])
        #expect(first.fields.dropFirst().prefix(2) == ["results.txt.png ▸ view", "64,48"])
        #expect(try #require(results["repeat"]).fields[1].hasPrefix("results.txt.png ▸ "))
        #expect(try #require(results["saved"]).fields == ["1"])
        #expect(try #require(results["deleted"]).fields == ["0"])
    }

    /// Runs a script that plays the user.
    ///
    /// - Parameter weights: Where the plug-in finds weights; `nil` for where the tests do.
    func play(
        _ script: String, _ arguments: [String] = [], weights: String? = nil
    ) async throws -> [String: CaseResult] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "window-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { keepScreenshots(of: folder) }
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Scripts/\(script)").path
        var environment = Environment.inherit.updating([
            "GIMP2_DIRECTORY": GimpSession.profile ?? "", "LANG": "C.UTF-8",
        ])
        if let weights { environment = environment.updating(["NEURAL_STYLE_WEIGHTS": weights]) }
        let outcome = try await Subprocess.run(
            // Ended in time, the script takes GIMP and its display with it.
            .name("timeout"), arguments: Arguments(["240", "bash", path, folder.path] + arguments),
            environment: environment, input: .none, output: .discarded, error: .string(limit: 1 << 16))
        #expect(outcome.terminationStatus.isSuccess, "\(outcome.standardError)")
        let text = try String(contentsOf: folder.appending(path: "results.txt"), encoding: .utf8)
        return GimpSession.parse(text)
    }

    /// Removes the folder, or puts its pictures where `NEURAL_STYLE_TEST_SCREENSHOTS` says.
    private func keepScreenshots(of folder: URL) {
        if let target = ProcessInfo.processInfo.environment["NEURAL_STYLE_TEST_SCREENSHOTS"] {
            let pictures = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            for picture in pictures ?? [] where picture.pathExtension == "png" {
                let place = URL(filePath: target).appending(path: picture.lastPathComponent)
                try? FileManager.default.removeItem(at: place)
                try? FileManager.default.copyItem(at: picture, to: place)
            }
        }
        try? FileManager.default.removeItem(at: folder)
    }
}
