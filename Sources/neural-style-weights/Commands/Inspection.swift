import ArgumentParser
import FoundationEssentials
import Glibc
import NSTVGG

/// `neural-style-weights list`
struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the installed weights.")

    @Flag(help: "Write JSON, for other programs: an array, empty where nothing is installed.")
    var json = false

    /// An installed network for other programs.
    private struct Entry: Encodable {
        var network: String
        var path: String
        var origin: String?
        var licence: String?
        var input: String?
        var sha256: String?
        /// What is wrong with it, for people.
        var error: String?
    }

    func run() async throws {
        let folder = WeightsFolder()
        let installed = Self.installed(in: folder)
        if installed.isEmpty && !json { throw ToolError.nothingInstalled(searched: folder.searched) }
        var entries: [Entry] = []
        for (architecture, path) in installed {
            var entry = Entry(network: architecture.rawValue, path: path)
            do throws(WeightError) {
                let file = try WeightFile(contentsOf: path, expecting: architecture)
                (entry.origin, entry.licence, entry.sha256) = (file.origin, file.licence, file.sha256)
                entry.input = file.inputConvention.summary
            } catch {
                entry.error = error.sentence
            }
            entries.append(entry)
        }
        print(json ? try Self.encoded(entries) : entries.map(Self.text).joined(separator: "\n"))
    }

    private static func text(_ entry: Entry) -> String {
        if let error = entry.error { return "\(entry.network)\t\(error)" }
        let details = [
            ("from", entry.origin), ("licence", entry.licence), ("input", entry.input), ("sha256", entry.sha256),
        ]
        return "\(entry.network)\t\(entry.path)" + details.map { "\n\t\($0): \($1 ?? "")" }.joined()
    }

    private static func encoded(_ entries: [Entry]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(entries), as: UTF8.self)
    }

    /// The networks that have a file.
    static func installed(in folder: WeightsFolder) -> [(architecture: Architecture, path: String)] {
        Architecture.allCases.compactMap { architecture in
            (try? folder.file(for: architecture)).map { (architecture, $0) }
        }
    }
}

/// `neural-style-weights verify`
struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Check that weights are intact.")

    @Argument(help: "A network or a file; without it, everything that is installed.")
    var nameOrFile: String?

    func run() async throws {
        for (architecture, path) in try Self.files(nameOrFile, in: WeightsFolder()) {
            let file = try WeightFile(contentsOf: path, expecting: architecture)
            print("\(file.path): \(file.architecture.title), intact.")
        }
    }

    /// The files to check, and what they must hold.
    static func files(
        _ nameOrFile: String?, in folder: WeightsFolder
    ) throws -> [(architecture: Architecture?, path: String)] {
        guard let nameOrFile else {
            let installed = List.installed(in: folder)
            if installed.isEmpty { throw ToolError.nothingInstalled(searched: folder.searched) }
            return installed
        }
        if let architecture = Architecture(rawValue: nameOrFile) {
            return [(architecture, try folder.file(for: architecture))]
        }
        guard access(nameOrFile, F_OK) == 0 else { throw ToolError.noSuchNetworkOrFile(nameOrFile) }
        return [(nil, nameOrFile)]
    }
}

/// `neural-style-weights path`
struct Path: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print where a network's weights are, or the folders where weights are looked for.")

    @Argument(help: "A network.")
    var network: Architecture?

    func run() async throws {
        let folder = WeightsFolder()
        if let network {
            print(try folder.file(for: network))
        } else {
            for path in folder.searched { print(path) }
        }
    }
}
