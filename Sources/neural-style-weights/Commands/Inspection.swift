import ArgumentParser
import Glibc
import NSTCore

/// `neural-style-weights list`
struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the installed weights.")

    func run() async throws {
        let folder = WeightsFolder()
        let installed = Self.installed(in: folder)
        if installed.isEmpty { throw ToolError.nothingInstalled(searched: folder.searched) }
        for (architecture, path) in installed {
            do throws(WeightError) {
                let file = try WeightFile(contentsOf: path, expecting: architecture)
                print("\(architecture)\t\(path)\n\tfrom: \(file.origin)\n\tlicence: \(file.licence)")
                print("\tsha256: \(file.sha256)")
            } catch {
                print("\(architecture)\t\(error.sentence)")
            }
        }
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
