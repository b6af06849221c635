import Foundation
import Subprocess
import Testing

/// The dialog in a GIMP that has windows, under a display of its own, used by keyboard.
@Suite(.enabled(if: GimpSession.isAvailable, "test.sh prepares a GIMP profile"))
struct `The dialog in GIMP` {
    @Test(.timeLimit(.minutes(5)))
    func `cancels and is killed without a trace, paints a layer, and is undone in one step`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "window-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { keepScreenshots(of: folder) }
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Scripts/window.sh").path
        let outcome = try await Subprocess.run(
            // Ended in time, the script takes GIMP and its display with it.
            .name("timeout"), arguments: ["240", "bash", script, folder.path],
            environment: .inherit.updating(["GIMP2_DIRECTORY": GimpSession.profile ?? "", "LANG": "C.UTF-8"]),
            input: .none, output: .discarded, error: .string(limit: 1 << 16))
        #expect(outcome.terminationStatus.isSuccess, "\(outcome.standardError)")

        let text = try String(contentsOf: folder.appending(path: "results.txt"), encoding: .utf8)
        let results = GimpSession.parse(text)
        #expect(try #require(results["cancel"]).fields == ["1"])
        let killed = try #require(results["kill"])
        #expect(killed.fields == ["1"])
        let painting = try #require(results["paint"])
        #expect(painting.succeeded, "\(painting.message)")
        #expect(painting.fields.prefix(3) == ["1", "waves ▸ view", "64,48"])
        #expect(try #require(results["undo"]).fields == ["1"])
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
