import Foundation
import NSTVGG
import Testing

/// Calls of the procedure in a real GIMP that must fail: with a sentence, and without a trace in the image.
@Suite(.enabled(if: GimpSession.isAvailable, "test.sh prepares a GIMP profile"), .serialized)
struct `Bad input in GIMP` {
    @Test(
        arguments: [
            ("no style", "No style was chosen"),
            ("style is content", "both the picture and the style"),
            ("unknown option", "did you mean “size”?"),
            ("malformed option", "write options as key=value"),
            ("out of range", "choose a value from 16 to 8192"),
            ("not a number", "isn't a number"),
            ("infinite", "choose a value from 0"),
            ("unknown layer", "isn't a layer of vgg16"),
            ("layer of another network", "“relu4_4” in “content-layers” isn't a layer of vgg16"),
            ("unknown network", "choose one of vgg16, vgg19"),
            ("nothing to optimise", "give at least one of them a weight and a layer"),
            ("selection misses", "doesn't touch the layer “aside”"),
            // GIMP itself checks the numbers of drawables before it calls a plug-in.
            ("deleted style", "invalid ID"),
            ("deleted content", "invalid ID"),
            ("channel as the content", "is a mask or a channel"),
            ("indexed content", "choose Image ▸ Mode ▸ RGB"),
            ("1×1 content", "“1×1” is too small (1×1 pixels): each side must have at least 8 pixels"),
            ("1×1 style", "“1×1” is too small"),
            ("3×2000 content", "“3×2000” is too small (3×2000 pixels)"),
            ("3×2000 style", "“3×2000” is too small"),
            ("transparent content", "is fully transparent where it would be painted"),
            ("transparent style", "The style “clear” is fully transparent"),
            ("too little memory", "256 MiB of memory are too little for these pictures"),
        ])
    func `is answered with a sentence, and the image stays as it was`(_ name: String, _ part: String) async throws {
        let result = try await CaseResults.shared.result(name)
        #expect(!result.succeeded)
        #expect(result.message.contains(part), "\(result.message)")
        #expect(result.leftImageUntouched)
    }

    /// Calls the procedure with a weights folder that `prepare` has changed.
    private func call(
        network: String = "vgg16", _ prepare: (_ file: URL, _ original: Data) throws -> Void
    ) async throws -> CaseResult {
        let folder = FileManager.default.temporaryDirectory.appending(path: "weights-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let original = try Data(
            contentsOf: URL(filePath: try WeightsFolder().file(for: .vgg16)), options: .mappedIfSafe)
        try prepare(folder.appending(path: "\(network).safetensors"), original)
        let results = try await GimpSession.run(
            "weights.scm", definitions: ["network": network], weights: folder.path)
        return try #require(results["weights"])
    }

    @Test func `of missing weights says how to get them`() async throws {
        let result = try await call { _, _ in }
        #expect(result.message.contains("neural-style-weights fetch vgg16"), "\(result.message)")
        #expect(result.leftImageUntouched)
    }

    @Test func `of truncated weights says that they are damaged`() async throws {
        let result = try await call { file, original in try original.prefix(original.count / 2).write(to: file) }
        #expect(result.message.contains("is damaged"), "\(result.message)")
        #expect(result.leftImageUntouched)
    }

    @Test func `of weights with one flipped bit says that they are damaged`() async throws {
        let result = try await call { file, original in
            var changed = Data(original)
            changed[changed.count / 3] ^= 4
            try changed.write(to: file)
        }
        #expect(result.message.contains("is damaged"), "\(result.message)")
        #expect(result.leftImageUntouched)
    }

    @Test func `of another network's weights names both`() async throws {
        let result = try await call(network: "vgg19") { file, original in try original.write(to: file) }
        #expect(result.message.contains("holds the network vgg16 instead of vgg19"), "\(result.message)")
        #expect(result.leftImageUntouched)
    }
}
