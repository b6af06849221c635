import Glibc

/// The folders in which weights are kept, in the order in which they are searched.
///
/// `NEURAL_STYLE_WEIGHTS` names the only one if it is set. Otherwise the XDG base directories apply: the user's
/// (`XDG_DATA_HOME`, or `~/.local/share`) before the system's (`XDG_DATA_DIRS`, or `/usr/local/share` and `/usr/share`).
/// <https://specifications.freedesktop.org/basedir-spec/latest/>
public struct WeightsFolder: Hashable, Sendable {
    /// The folders, the first one searched first.
    public let searched: [String]
    /// Where this user's weights are written.
    public let userFolder: String
    /// Where the weights of all users are written.
    public let systemFolder = "/usr/local/share/\(Self.subfolder)"

    private static let subfolder = "neural-style-transfer/weights"

    /// The variables that are looked at.
    static let variables = ["NEURAL_STYLE_WEIGHTS", "XDG_DATA_HOME", "XDG_DATA_DIRS", "HOME"]

    /// The folders that an environment tells of.
    public init(environment: [String: String]) {
        // An empty variable counts as none; so does, by the specification, a folder that isn't absolute.
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        func absolute(_ path: String) -> Bool { path.hasPrefix("/") }

        if let only = value("NEURAL_STYLE_WEIGHTS") {
            userFolder = only
            searched = [only]
            return
        }
        let home =
            value("XDG_DATA_HOME").flatMap { absolute($0) ? $0 : nil }
            ?? "\(value("HOME") ?? Self.accountHome())/.local/share"
        let listed = (environment["XDG_DATA_DIRS"] ?? "").split(separator: ":").map(String.init).filter(absolute)
        let system = listed.isEmpty ? ["/usr/local/share", "/usr/share"] : listed
        userFolder = "\(home)/\(Self.subfolder)"
        searched = ([home] + system).map { "\($0)/\(Self.subfolder)" }
    }

    /// The folders that this process's environment tells of.
    public init() {
        self.init(
            environment: Self.variables.reduce(into: [:]) { environment, name in
                environment[name] = getenv(name).map { String(cString: $0) }
            })
    }

    /// The name of an architecture's file in any of the folders.
    public static func fileName(for architecture: Architecture) -> String { "\(architecture.rawValue).safetensors" }

    /// Where an architecture's file is: in the first folder that has one.
    ///
    /// - Throws: `WeightError.missing` if none has.
    public func file(for architecture: Architecture) throws(WeightError) -> String {
        let paths = searched.map { "\($0)/\(Self.fileName(for: architecture))" }
        guard let path = paths.first(where: Self.exists) else {
            throw .missing(architecture: architecture, searched: paths)
        }
        return path
    }

    /// Whether there is a file. One that can't be looked at counts: opening it tells why.
    private static func exists(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 || (errno != ENOENT && errno != ENOTDIR)
    }

    /// The home folder by the user database, for where `HOME` isn't set.
    private static func accountHome() -> String {
        guard let entry = getpwuid(getuid()), let home = entry.pointee.pw_dir else { return "/" }
        return String(cString: home)
    }
}
