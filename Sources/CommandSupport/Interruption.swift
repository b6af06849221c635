import Glibc
import Synchronization

/// The wish to stop, from Ctrl-C, `kill` or a closed terminal.
package enum Interruption {
    private static let received = Atomic<Int32>(0)

    /// The signal that asked for the end, if one did.
    package static var signal: Int32? {
        let signal = received.load(ordering: .acquiring)
        return signal == 0 ? nil : signal
    }

    /// From now on these signals don't end the command by themselves: it stops what it started and clears up first.
    package static func startListening() {
        // Not made for the first time inside a signal handler.
        received.store(0, ordering: .releasing)
        for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] {
            var former = sigaction()
            sigaction(number, nil, &former)
            // Whoever started us (nohup, say) wants this signal ignored.
            if unsafeBitCast(former.__sigaction_handler.sa_handler, to: Int.self) == 1 { continue }
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { number in
                _ = Interruption.received.compareExchange(
                    expected: 0, desired: number, ordering: .acquiringAndReleasing)
            }
            action.sa_flags = SA_RESTART
            sigaction(number, &action, nil)
        }
    }

    /// Waits for some work, which is cancelled once the end is asked for.
    package static func outcome<Success: Sendable>(
        of work: Task<Success, any Error>
    ) async -> Result<Success, any Error> {
        let watch = Task {
            while signal == nil {
                try await Task.sleep(for: .milliseconds(100))
            }
            work.cancel()
        }
        defer { watch.cancel() }
        return await work.result
    }
}
