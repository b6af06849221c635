import FoundationEssentials
import Glibc

@testable import NSTCore

/// A folder with a `proc` and a `sys` that a test makes up, and an empty folder of promises.
final class FakeSystem {
    let folder = FileManager.default.temporaryDirectory.appending(path: "nst-system-\(UUID().uuidString)")

    /// - Parameter free: `MemAvailable`, in MiB.
    init(free: Int? = 64 << 10, _ files: [String: String] = [:]) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        if let free { try write("/proc/meminfo", "MemTotal: 99999999 kB\nMemAvailable:   \(free << 10) kB\n") }
        for (path, text) in files { try write(path, text) }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func write(_ path: String, _ text: String) throws {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    /// A process with so many resident MiB, in a control group.
    func addProcess(_ number: Int32, start: Int = 1, resident: Int = 0, groups: String = "") throws {
        try write("/proc/\(number)/stat", Self.stat(number, start: start))
        try write("/proc/\(number)/statm", "999999 \(resident * (1 << 20) / Int(getpagesize())) 3 4 0 5 0\n")
        try write("/proc/\(number)/cgroup", groups)
    }

    /// With a program's name that is as nasty as names can be.
    static func stat(_ number: Int32, start: Int) -> String {
        "\(number) (a) b (c) S " + (4...21).map(String.init).joined(separator: " ") + " \(start) 23 24\n"
    }

    var files: SystemFiles { SystemFiles(root: folder.path) }
    var promises: PromiseFolder { PromiseFolder(candidates: [folder.appending(path: "promises").path]) }

    /// The budget in MiB.
    var available: Int? { MemoryBudget(files: files, promises: promises).available().map { $0 >> 20 } }
}
