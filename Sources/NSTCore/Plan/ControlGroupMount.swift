/// Where a hierarchy of control groups can be seen.
struct ControlGroupMount: Equatable, Sendable {
    /// The group at the mount's root; empty for the hierarchy's own root.
    var root: String
    /// The folder where it is mounted.
    var folder: String

    /// The mount of a hierarchy that shows most of the groups above `path`; where it usually is, if nothing says where.
    static func find(_ version: ControlGroup.Version, seeing path: String, _ files: SystemFiles) -> ControlGroupMount {
        let lines = files.text("/proc/self/mountinfo")?.split(separator: "\n") ?? []
        let mounts = lines.compactMap { ControlGroupMount(line: $0, version) }
        let seeing = mounts.filter { $0.inside(path) != nil }.min { $0.root.utf8.count < $1.root.utf8.count }
        return seeing ?? mounts.first
            ?? ControlGroupMount(root: "", folder: version == .v2 ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory")
    }

    /// The path below the mount's root; `nil` where the mount doesn't show it.
    func inside(_ path: String) -> String? {
        // A process outside the namespace of control groups has a path with "..".
        guard !path.split(separator: "/").contains("..") else { return nil }
        if root.isEmpty { return path }
        if path == root { return "" }
        return path.hasPrefix(root + "/") ? String(path.dropFirst(root.count)) : nil
    }

    private init(root: String, folder: String) {
        self.root = root
        self.folder = folder
    }

    /// Reads a line of `/proc/PID/mountinfo`, `proc_pid_mountinfo(5)`: "31 23 0:28 ROOT FOLDER options … - TYPE source
    /// OPTIONS"; `nil` for any other mount.
    private init?(line: Substring, _ version: ControlGroup.Version) {
        let fields = line.split(separator: " ")
        guard let dash = fields.firstIndex(of: "-"), dash >= 6, fields.count > dash + 3 else { return nil }
        switch version {
        case .v2: guard fields[dash + 1] == "cgroup2" else { return nil }
        case .v1:
            guard fields[dash + 1] == "cgroup", fields[dash + 3].split(separator: ",").contains("memory") else {
                return nil
            }
        }
        let root = Self.unescaped(fields[3])
        self.init(root: root == "/" ? "" : root, folder: Self.unescaped(fields[4]))
    }

    /// The kernel writes spaces and the like as `\040`.
    private static func unescaped(_ text: Substring) -> String {
        let parts = text.split(separator: "\\", omittingEmptySubsequences: false)
        return parts.dropFirst().reduce(into: String(parts.first ?? "")) { result, part in
            if let code = UInt8(part.prefix(3), radix: 8), code < 128 {
                result.append(Character(UnicodeScalar(code)))
                result += part.dropFirst(3)
            } else {
                result += "\\" + part
            }
        }
    }
}
