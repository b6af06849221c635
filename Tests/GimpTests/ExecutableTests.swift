import Foundation
import Subprocess
import Testing

/// The program that GIMP starts, and what it loads.
@Suite(.enabled(if: GimpSession.isAvailable, "test.sh prepares a GIMP profile"), .serialized)
struct `The plug-in's executable` {
    private static let folder = "plug-ins/neural-style-transfer"

    /// GIMP asks every plug-in at its start what it offers, so that this path must stay short.
    @Test func `needs neither Swift nor the backend nor GTK to be asked by GIMP`() async throws {
        let profile = URL(filePath: try #require(GimpSession.profile))
        let program = profile.appending(path: "\(Self.folder)/neural-style-transfer").path
        let outcome = try await Subprocess.run(
            .name("ldd"), arguments: [program], output: .string(limit: 1 << 16), error: .discarded)
        let libraries = outcome.standardOutput
        #expect(libraries.contains("libgimp-2.0.so"))
        for name in ["libswift", "GimpPlugin", "GimpHost", "openblas", "libgimpui", "libgtk", "not found"] {
            #expect(!libraries.contains(name), "\(libraries)")
        }
    }

    @Test(arguments: ["libGimpPlugin.so", "libGimpHost.so"])
    func `says how to repair an installation whose library is missing`(_ library: String) async throws {
        let profile = FileManager.default.temporaryDirectory.appending(path: "gimp-profile-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: profile) }
        try FileManager.default.copyItem(at: URL(filePath: try #require(GimpSession.profile)), to: profile)
        try FileManager.default.removeItem(at: profile.appending(path: "\(Self.folder)/\(library)"))
        let results = try await GimpSession.run(
            "weights.scm", definitions: ["network": "vgg16"], profile: profile.path)
        let result = try #require(results["weights"])
        #expect(result.message.contains("Install the plug-in again."), "\(result.message)")
        #expect(result.leftImageUntouched)
    }
}
