import Glibc
import Synchronization

/// GIMP and the plug-ins that it started.
final class ProcessGroup: Sendable {
    private let leader = Atomic<Int32>(0)
    private let ended = Atomic<Bool>(false)

    /// The group's number, which is its leader's; 0 before GIMP was started.
    var identifier: Int32 {
        get { leader.load(ordering: .acquiring) }
        set { leader.store(newValue, ordering: .releasing) }
    }

    /// Whether the leader has ended, or was never started.
    var hasEnded: Bool {
        get { ended.load(ordering: .acquiring) }
        set { ended.store(newValue, ordering: .releasing) }
    }

    /// Ends whatever is left of the group when its leader has ended: a plug-in that calculates doesn't notice that GIMP
    /// has gone.
    func end() async {
        guard identifier > 0 else { return }
        for attempt in 0..<20 {
            guard kill(-identifier, attempt == 0 ? SIGTERM : SIGKILL) == 0 else { return }
            try? await Task.sleep(for: .milliseconds(50))
        }
    }
}
