import Glibc

/// One process: its number, and when it started, because numbers are used again.
struct ProcessIdentity: Hashable, Sendable {
    var number: Int32
    /// In clock ticks since the machine started.
    var start: Int
}

/// What the kernel tells of processes.
extension SystemFiles {
    /// This process.
    var ownProcess: ProcessIdentity? {
        startTime(of: "self").map { ProcessIdentity(number: getpid(), start: $0) }
    }

    /// Whether it runs, as far as this process can see.
    func isRunning(_ process: ProcessIdentity) -> Bool { startTime(of: String(process.number)) == process.start }

    /// The physical memory of a process, in bytes.
    func residentBytes(of process: ProcessIdentity) -> Int? { pages(1, of: String(process.number)) }

    /// What this process's resource limits leave it, in bytes: of its address space, and of its data.
    var resourceLimitsLeft: [Int] {
        // Fields of statm: the address space, and data with stack.
        [("Max address space", 0), ("Max data size", 5)].compactMap { name, field in
            guard let limit = number(name, in: "/proc/self/limits") else { return nil }
            return max(0, limit - (pages(field, of: "self") ?? 0))
        }
    }

    private func startTime(of process: String) -> Int? {
        // The program's name, in parentheses, may hold anything. `proc(5)`: field 22, the third is the first behind it.
        guard let text = text("/proc/\(process)/stat"), let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return fields.count > 19 ? Self.number(fields[19]) : nil
    }

    /// A field of `statm`, in bytes.
    private func pages(_ field: Int, of process: String) -> Int? {
        let fields = text("/proc/\(process)/statm")?.split(whereSeparator: \.isWhitespace) ?? []
        guard fields.indices.contains(field), let count = Self.number(fields[field]) else { return nil }
        return Self.bytes(count, each: Int(getpagesize()))
    }
}
