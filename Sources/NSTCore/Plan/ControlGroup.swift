/// A control group that this process is in, itself or by a group below, and whose limit it is under.
struct ControlGroup: Equatable, Sendable {
    /// The kernel's two interfaces. A machine may have both; then one of them controls the memory.
    enum Version: CaseIterable, Sendable { case v1, v2 }

    let version: Version
    /// The path in its hierarchy, as `/proc/PID/cgroup` names it.
    let path: String
    /// The folder with its files.
    let folder: String

    /// The groups of this process, from the top down, as far as they can be seen from here.
    static func all(_ files: SystemFiles) -> [ControlGroup] {
        Version.allCases.flatMap { version -> [ControlGroup] in
            guard let path = version.path(of: "self", files) else { return [] }
            let mount = ControlGroupMount.find(version, seeing: path, files)
            // In a container the path may be one of the outside. Then the mount's root is what limits the container;
            // folders that aren't there limit nothing.
            let inside = mount.inside(path)
            let top = inside == nil ? "" : mount.root
            var groups = [ControlGroup(version: version, path: top.isEmpty ? "/" : top, folder: mount.folder)]
            var below = ""
            for name in (inside ?? "").split(separator: "/") {
                below += "/\(name)"
                groups.append(ControlGroup(version: version, path: top + below, folder: mount.folder + below))
            }
            return groups
        }
    }

    /// What it leaves, in bytes; `nil` where it has no limit. The page cache that hasn't been used for a while is given
    /// back before anything fails, and counts as free.
    func left(_ files: SystemFiles) -> Int? {
        let limits: [String]
        let usage: String
        let reclaimable: String
        switch version {
        // Above memory.high nothing fails, but processes are slowed down to a crawl.
        case .v2: (limits, usage, reclaimable) = (["memory.max", "memory.high"], "memory.current", "inactive_file")
        case .v1:
            (limits, usage, reclaimable) = (
                ["memory.limit_in_bytes"], "memory.usage_in_bytes", "total_inactive_file"
            )
        }
        guard let limit = limits.compactMap({ files.number("\(folder)/\($0)") }).min() else { return nil }
        let used = files.number("\(folder)/\(usage)") ?? 0
        let free = files.number(reclaimable, in: "\(folder)/memory.stat") ?? 0
        return max(0, limit - max(0, used - free))
    }

    /// Whether a process is in it or in one below.
    func holds(_ process: ProcessIdentity, _ files: SystemFiles) -> Bool {
        guard files.isRunning(process), let other = version.path(of: String(process.number), files) else {
            return false
        }
        return path == "/" || other == path || other.hasPrefix(path + "/")
    }
}

extension ControlGroup.Version {
    /// The path of the group that controls a process's memory, from `/proc/PID/cgroup`: lines `0::/path` (v2) and
    /// `4:memory:/path` (v1).
    fileprivate func path(of process: String, _ files: SystemFiles) -> String? {
        for line in files.text("/proc/\(process)/cgroup")?.split(separator: "\n") ?? [] {
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3, fields[2].hasPrefix("/") else { continue }
            switch self {
            case .v1: if fields[1].split(separator: ",").contains("memory") { return String(fields[2]) }
            case .v2: if fields[0] == "0", fields[1].isEmpty { return String(fields[2]) }
            }
        }
        return nil
    }
}
