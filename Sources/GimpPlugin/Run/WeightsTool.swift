import CGimpShim
import Glibc

/// The command `neural-style-weights`, which knows all formats of weights, so that the plug-in needn't.
struct WeightsTool {
    private static let name = "neural-style-weights"
    /// The tool's exit status where it needs to be told the input convention.
    private static let statusOfConventionNeeded: Int32 = 3

    /// The folders in which the tool may be: those of `PATH`, and where install.sh puts it, which needn't be among them.
    let folders: [String]

    /// Looks where this process's environment says.
    init() {
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        let home = getenv("HOME").map { "\(String(cString: $0))/.local/bin" }
        let all = path.split(separator: ":").map(String.init) + [home, "/usr/local/bin"].compactMap(\.self)
        var folders: [String] = []
        for folder in all where !folders.contains(folder) { folders.append(folder) }
        self.init(folders: folders)
    }

    /// Looks in these folders.
    init(folders: [String]) { self.folders = folders }

    /// Imports a file; returns when the tool has ended.
    func importFile(_ file: String, convention: String?) -> ImportOutcome {
        let candidates = folders.map { folder in "\(folder)/\(Self.name)" }
        guard let path = candidates.first(where: { access($0, X_OK) == 0 }) else {
            return .noTool(searched: folders)
        }
        var arguments = [path, "import"]
        if let convention { arguments += ["--input-convention", convention] }
        // After "--", a name that begins with a dash is a name.
        arguments += ["--", file]
        let (status, output) = Self.run(arguments)
        let sentence = Self.sentence(in: output)
        return switch status {
        case 0: .imported(sentence)
        case Self.statusOfConventionNeeded: .conventionNeeded(sentence)
        default: .failed(sentence.isEmpty ? "\(Self.name): \(status)." : sentence)
        }
    }

    private static func run(_ arguments: [String]) -> (status: Int32, output: String) {
        var strings = CStrings()
        defer { strings.free() }
        var output: UnsafeMutablePointer<CChar>?
        let status = nst_run_program(strings.copy(arguments), &output)
        defer { nst_free(output) }
        return (status, output.map { String(cString: $0) } ?? "")
    }

    /// The last line that the tool wrote, without its name in front.
    private static func sentence(in output: String) -> String {
        let line = output.split(separator: "\n").last.map(String.init) ?? ""
        let prefix = "\(name): "
        return line.hasPrefix(prefix) ? String(line.dropFirst(prefix.count)) : line
    }
}
