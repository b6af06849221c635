import Foundation
import Subprocess

/// What a script wrote down about one case.
struct CaseResult {
    /// Whether the procedure returned a layer.
    var succeeded: Bool
    /// The other fields of the line.
    var fields: [String]

    /// The error's text.
    var message: String { succeeded ? "" : fields.first ?? "" }
    /// Whether the image was as before a call that failed.
    var leftImageUntouched: Bool { !succeeded && fields.last == "untouched" }

    /// Numbers that stand in one field, separated by commas.
    func numbers(_ field: Int) -> [Double] {
        fields.indices.contains(field) ? fields[field].split(separator: ",").compactMap { Double($0) } : []
    }
}

/// The script couldn't even begin.
struct NoResults: Error {
    var gimpSaid: String
}

/// The script ended before it came to a case.
struct NoSuchCase: Error {
    var name: String
}

/// Runs scripts in a real `gimp-console` with the installed plug-in.
enum GimpSession {
    /// The GIMP profile that `test.sh` has put the plug-in into.
    static var profile: String? { ProcessInfo.processInfo.environment["NEURAL_STYLE_TEST_GIMP"] }

    static var isAvailable: Bool { profile != nil }

    /// Runs a script of `Scripts` after the prelude.
    ///
    /// - Parameters:
    ///   - definitions: Scheme variables to define before, with their texts.
    ///   - weights: Where the plug-in finds weights; `nil` for where the tests do.
    ///   - profile: GIMP's folder with the plug-in; `nil` for the one that `test.sh` has made.
    ///   - language: The user's, such as `zh_CN`; `nil` for English.
    /// - Returns: The cases by name.
    static func run(
        _ script: String, definitions: [String: String] = [:], weights: String? = nil, profile: String? = nil,
        language: String? = nil
    ) async throws -> [String: CaseResult] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "gimp-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let results = folder.appending(path: "results.txt").path
        let scripts = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Scripts").path
        var lines = definitions.map { #"(define \#($0) "\#($1)")"# }
        lines.append(#"(define results-file "\#(results)")"#)
        lines += ["prelude.scm", script].map { #"(load "\#(scripts)/\#($0)")"# }

        var environment = Environment.inherit.updating([
            "GIMP2_DIRECTORY": profile ?? Self.profile ?? "", "LANG": "C.UTF-8",
        ])
        if let weights { environment = environment.updating(["NEURAL_STYLE_WEIGHTS": weights]) }
        if let language { environment = environment.updating(["LANGUAGE": language]) }
        let outcome = try await Subprocess.run(
            .name("gimp-console-2.10"),
            arguments: Arguments(
                ["--no-interface", "--no-data", "--no-fonts", "--batch-interpreter=plug-in-script-fu-eval"]
                    + ["--batch=\(lines.joined(separator: " "))", "--batch=(gimp-quit 1)"]),
            environment: environment, input: .none, output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        let text = try? String(contentsOfFile: results, encoding: .utf8)
        guard let text else { throw NoResults(gimpSaid: outcome.standardOutput + outcome.standardError) }
        return parse(text)
    }

    /// Reads lines such as `name|ok|1|…` and `name|error|text|untouched`.
    static func parse(_ text: String) -> [String: CaseResult] {
        var cases: [String: CaseResult] = [:]
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            guard fields.count >= 2 else { continue }
            cases[fields[0]] = CaseResult(succeeded: fields[1] == "ok", fields: Array(fields.dropFirst(2)))
        }
        return cases
    }
}

/// The results of `cases.scm`, which runs once for all tests.
actor CaseResults {
    static let shared = CaseResults()

    private var run: Task<[String: CaseResult], any Error>?

    /// The result of one case.
    func result(_ name: String) async throws -> CaseResult {
        let task =
            run
            ?? Task {
                let profile = FileManager.default.temporaryDirectory.appending(path: "wide-\(UUID().uuidString).icc")
                defer { try? FileManager.default.removeItem(at: profile) }
                try Data(ColourProfile.wideGamut).write(to: profile)
                return try await GimpSession.run("cases.scm", definitions: ["profile-file": profile.absoluteString])
            }
        run = task
        guard let result = try await task.value[name] else { throw NoSuchCase(name: name) }
        return result
    }
}
