import Dispatch
import Glibc
import Synchronization

/// Turns the signals that ask a program to end into a call, so that temporary files can be cleaned up.
struct Interruption {
    /// The signal that has come; an object, because the handlers share it.
    private final class Received: Sendable {
        let signal = Mutex<Int32?>(nil)
    }

    private let received = Received()
    private var sources: [any DispatchSourceSignal] = []

    /// - Parameter action: Called at every such signal.
    init(_ action: @escaping @Sendable () -> Void) {
        for number in [SIGINT, SIGTERM, SIGHUP] {
            // A handler, since an ignored signal would stay ignored in the programs that this one starts.
            Glibc.signal(number) { _ in }
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { [received] in
                received.signal.withLock { $0 = $0 ?? number }
                action()
            }
            source.resume()
            sources.append(source)
        }
    }

    /// The first signal that has come.
    var signal: Int32? { received.signal.withLock { $0 } }
}
