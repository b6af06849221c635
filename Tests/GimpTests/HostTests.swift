import Foundation
import Subprocess
import Testing

/// What the host's library reads for dialogs, in a real GIMP.
@Suite(.enabled(if: GimpSession.isAvailable, "test.sh prepares a GIMP profile"), .serialized)
struct `The host in GIMP` {
    private static let session = Session()

    /// The results of `host.scm`, which runs once for all tests.
    private actor Session {
        private var run: Task<[String: CaseResult], any Error>?

        func result(_ name: String) async throws -> CaseResult {
            let task = run ?? Task { try await Self.play() }
            run = task
            guard let result = try await task.value[name] else { throw NoSuchCase(name: name) }
            return result
        }

        private static func play() async throws -> [String: CaseResult] {
            let folder = FileManager.default.temporaryDirectory.appending(path: "host-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let profile = folder.appending(path: "profile")
            try FileManager.default.copyItem(at: URL(filePath: try #require(GimpSession.profile)), to: profile)
            try await installProbe(into: profile.appending(path: "plug-ins/host-probe"))
            return try await GimpSession.run(
                "host.scm", definitions: ["folder": folder.path], profile: profile.path)
        }

        /// Compiles the plug-in that calls the host's functions.
        private static func installProbe(into folder: URL) async throws {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let here = URL(filePath: #filePath).deletingLastPathComponent()
            let headers = here.appending(path: "../../Sources/CGimpShim/include").path
            let source = here.appending(path: "Scripts/host-probe.c").path
            let program = folder.appending(path: "host-probe").path
            let command = """
                cc -o '\(program)' -I'\(headers)' $(pkg-config --cflags gimp-2.0) '\(source)' \
                $(pkg-config --libs gimp-2.0) -ldl
                """
            let outcome = try await Subprocess.run(
                .name("sh"), arguments: ["-c", command], output: .discarded, error: .string(limit: 1 << 16))
            try #require(outcome.terminationStatus.isSuccess, "\(outcome.standardError)")
        }
    }

    /// The first channel of each pixel of a thumbnail.
    private func greys(_ name: String) async throws -> [Double] {
        let result = try await Self.session.result(name)
        #expect(result.succeeded, "\(name): \(result.message)")
        let values = result.numbers(0)
        return stride(from: 0, to: values.count, by: 4).map { values[$0] }
    }

    /// The greys of eight equal steps are 8-bit numbers, at most half a step from these.
    private let tolerance = 0.5 / 255 + 1e-6

    private func expect(_ greys: [Double], _ expected: [Double]) {
        #expect(greys.count == expected.count)
        #expect(zip(greys, expected).allSatisfy { abs($0 - $1) <= tolerance }, "\(greys)")
    }

    @Test func `makes thumbnails of any proportion that show all of the picture`() async throws {
        let steps = (0..<8).map { Double($0) / 7 }
        expect(try await greys("narrow"), steps)
        expect(try await greys("wide"), steps)
        expect(try await greys("narrow, rounded up"), steps.flatMap { [$0, $0, $0, $0] })
    }

    @Test func `makes thumbnails of a part from nothing but that part`() async throws {
        // 3499 rows from row 501 on become 7 pixels of 499 6/7 rows. Pixel i begins 1 − i/7 rows after step i + 1 does,
        // and ends 6/7 − i/7 rows after step i + 2 does.
        let share = (0..<7).map { (6 - Double($0)) / 7 / (3499.0 / 7) }
        expect(
            try await greys("narrow part"),
            (0..<7).map { (Double($0 + 1) + share[$0]) / 7 })
    }

    @Test func `refuses thumbnails of what isn't in the layer`() async throws {
        #expect(try await Self.session.result("outside").succeeded == false)
    }

    @Test func `gives what is transparent no part in a thumbnail's colour`() async throws {
        let result = try await Self.session.result("transparent")
        #expect(result.succeeded, "\(result.message)")
        let values = result.numbers(0)
        try #require(values.count == 8)
        // Floats' rounding over a hundred pixels.
        for (value, expected) in zip(values, [1, 0, 0, 1.0 / 3, 1, 0, 0, 1.0 / 3]) {
            #expect(abs(value - expected) < 1e-4, "\(values)")
        }
    }

    @Test(arguments: [("active channel", "channel.xcf"), ("active mask", "mask.xcf")])
    func `takes a file's layer, whatever was active in it`(_ name: String, _ file: String) async throws {
        let result = try await Self.session.result(name)
        #expect(result.succeeded, "\(result.message)")
        #expect(result.fields.prefix(2) == ["1", file])
        // The mask gives the layer no alpha channel.
        #expect(result.numbers(2) == [200, 60, 30])
        #expect(result.numbers(3) == [20, 90, 180])
    }

    @Test func `takes what a file with several layers shows`() async throws {
        let result = try await Self.session.result("two layers")
        #expect(result.succeeded, "\(result.message)")
        #expect(result.fields.prefix(2) == ["1", "layers.xcf"])
        #expect(result.numbers(2).prefix(3) == [1, 2, 3])
        #expect(result.numbers(3).prefix(3) == [20, 90, 180])
    }
}
