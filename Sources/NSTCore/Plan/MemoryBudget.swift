/// How much memory a painting may take.
package struct MemoryBudget: Sendable {
    var files = SystemFiles()
    var promises = PromiseFolder()

    /// The bytes that this process may take besides what it has; `nil` where the system doesn't tell.
    ///
    /// It is the least of what the kernel can give without swapping (`MemAvailable`), of what every control group above
    /// this process leaves, and of what its own resource limits leave. What other running paintings of the same user have
    /// promised themselves and not yet taken is no longer free. Those of other users can't be seen.
    package static func available() -> Int? { MemoryBudget().available() }

    func available() -> Int? {
        let claims = promises.claims(files)
        func claimed(_ isCounted: (ProcessIdentity) -> Bool) -> Int {
            claims.reduce(0) { isCounted($1.process) ? $0 + $1.bytes : $0 }
        }
        var limits = files.resourceLimitsLeft
        if let kibibytes = files.number("MemAvailable:", in: "/proc/meminfo"),
            let bytes = SystemFiles.bytes(kibibytes, each: 1024)
        {
            limits.append(bytes - claimed { _ in true })
        }
        for group in ControlGroup.all(files) {
            guard let left = group.left(files) else { continue }
            // A batch system's jobs share the machine, but each has a group of its own.
            limits.append(left - claimed { group.holds($0, files) })
        }
        return limits.min().map { max(0, $0) }
    }
}
