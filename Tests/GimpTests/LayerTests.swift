import Foundation
import Testing

/// Styles from groups and masks, where paintings go, and what is kept with them, in a real GIMP.
@Suite(.enabled(if: GimpSession.isAvailable, "test.sh prepares a GIMP profile"), .serialized)
struct `Layers in GIMP` {
    private static let session = Session()

    /// The results of `layers.scm`, which runs once for all tests.
    private actor Session {
        private var run: Task<[String: CaseResult], any Error>?

        func result(_ name: String) async throws -> CaseResult {
            let task = run ?? Task { try await Self.play() }
            run = task
            guard let result = try await task.value[name] else { throw NoSuchCase(name: name) }
            return result
        }

        private static func play() async throws -> [String: CaseResult] {
            let folder = FileManager.default.temporaryDirectory.appending(path: "layers-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            return try await GimpSession.run("layers.scm", definitions: ["folder": folder.path])
        }
    }

    /// The fields of a case that succeeded.
    private func fields(_ name: String) async throws -> [String] {
        let result = try await Self.session.result(name)
        #expect(result.succeeded, "\(name): \(result.message)")
        return result.fields
    }

    @Test(
        arguments: [
            ("group", "warm + cold ▸ view"), ("group with a hidden layer", "cold ▸ view"),
            ("soft mask", "warm + cold ▸ view #1"), ("new layer above what is locked", "warm + cold ▸ view"),
            ("continue after loading", "warm + cold ▸ view +2"), ("continue twice", "warm + cold ▸ view +5"),
            ("continue with another image's style", "waves ▸ view +2"),
        ])
    func `make a painting that is named after its styles`(_ name: String, _ title: String) async throws {
        #expect(try await fields(name) == [title])
    }

    @Test(
        arguments: [
            ("group that shows nothing", "The layer group “palette” shows no layer"),
            ("mask elsewhere", "The layer mask of the style “warm” lets nothing through"),
            ("replace what is locked", "The pixels of “view” are locked"),
            ("replace a group", "“palette” is a layer group"),
        ])
    func `are left alone with a sentence where it can't be done`(_ name: String, _ part: String) async throws {
        let result = try await Self.session.result(name)
        #expect(!result.succeeded)
        #expect(result.message.contains(part), "\(result.message)")
        #expect(result.leftImageUntouched)
    }

    @Test(
        arguments: [
            ("continue no painting", "“view” doesn't know how it was painted"),
            ("continue what was replaced", "“view” was painted in the place of its own picture"),
            ("continue without the style", "“waves”, which this was painted from, was in an image that had no file"),
        ])
    func `can't be gone on from where something is missing`(_ name: String, _ part: String) async throws {
        let result = try await Self.session.result(name)
        #expect(!result.succeeded)
        #expect(result.message.contains(part), "\(result.message)")
    }

    @Test func `are painted only where a style's mask lets it through`() async throws {
        let result = try await Self.session.result("region")
        #expect(result.succeeded, "\(result.message)")
        func change(_ field: Int, from original: [Double]) -> Double {
            zip(result.numbers(field), original).reduce(0) { $0 + abs($1.0 - $1.1) }
        }
        let (left, right) = (change(0, from: [200, 60, 30]), change(1, from: [20, 90, 180]))
        #expect(left > 3 * right, "\(result.fields)")
    }

    @Test func `are replaced where they are selected, and nowhere else`() async throws {
        let result = try await Self.session.result("replace")
        #expect(result.succeeded, "\(result.message)")
        #expect(result.fields[..<2] == ["same layer", "0"])
        #expect(result.numbers(2) != [200, 60, 30])
        #expect(result.numbers(3) == [20, 90, 180])
        #expect(result.fields[4] == "recorded")
    }

    @Test func `become an image of their own, like the content's`() async throws {
        #expect(
            try await fields("image") == ["another image", "1", "1", "250", "0,0", "30,24", "123.0", "recorded"])
    }

    @Test func `take over mask, mode and opacity, and can be seen`() async throws {
        let result = try await Self.session.result("mask, mode and opacity")
        #expect(result.succeeded, "\(result.message)")
        #expect(result.fields[0] == "32,48")
        let mask = result.numbers(1)
        #expect(mask == result.numbers(2))
        // White, on the soft edge, black.
        #expect(mask.count == 3 && mask[0] > 240 && (1...254).contains(mask[1]) && mask[2] < 15, "\(mask)")
        // LAYER-MODE-MULTIPLY is 30.
        #expect(result.fields[3...] == ["40.0", "30", "1"])
    }

    @Test func `keep how they were made, also in a file`() async throws {
        let record = try await fields("record")[0]
        for part in [
            #""seed":7"#, #""name":"palette""#, #""name":"warm","weight":1"#, #""sha256":""#, "size=48",
            #""iterations":[4]"#, #""part":{"height":48,"width":64,"x":0,"y":0}"#,
        ] {
            #expect(record.contains(part), "\(record)")
        }
        let loaded = try await fields("record after loading")
        #expect(loaded == [record, "another number"])
        let replayed = try await fields("replay")
        #expect(replayed[..<2] == replayed[2...])
        #expect(try await fields("continue") == ["warm + cold ▸ view +3", "0", "recorded"])
    }

    @Test(arguments: [("look inside", "0"), ("look inside grey", "2")])
    func `show what the network sees, as a group above them in the image's own mode`(
        _ name: String, _ type: String
    ) async throws {
        let result = try await fields(name)
        #expect(result[..<3] == ["relu2_1 of view", "2", "0"])
        let names = result[3].split(separator: ",").map(String.init)
        #expect(names.count == 4 && names[0].hasPrefix("relu2_1 #") && names[1].hasPrefix("relu2_1 #"))
        #expect(names[2...] == ["Gram matrix of relu2_1", "Filters of conv1_1"])
        #expect(result[4...] == ["0,0", "64,48", type])
    }

    @Test func `are looked into where they are selected`() async throws {
        #expect(try await fields("look inside a selection") == ["10,12", "30,24"])
    }

    @Test func `are left alone where the network has no such layer`() async throws {
        let refused = try await Self.session.result("look inside no layer")
        #expect(!refused.succeeded && refused.leftImageUntouched)
        #expect(refused.message.contains("The network has no layer “relu9_9”"), "\(refused.message)")
    }
}
