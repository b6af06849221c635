import Dispatch
import NSTCore
import NSTOptions
import NSTVGG
import Synchronization

/// Loads a network in a thread of its own and measures how fast it is here, for the estimate of the time.
final class Rehearsal: Sendable {
    let architecture: Architecture
    private let isOver = Mutex(false)

    init(_ settings: Settings, environment: PluginEnvironment, cache: NetworkCache) {
        architecture = settings.network
        DispatchQueue(label: "neural-style-transfer.rehearsal", qos: .utility).async { [self] in
            // What is wrong with the weights, the run itself says.
            if cache.speed(of: architecture) == nil,
                let network = try? environment.loadNetwork(architecture).network,
                let speed = try? Speed.measure(network: network, settings: settings)
            {
                cache.keep(speed, of: architecture)
            }
            isOver.withLock { $0 = true }
        }
    }

    /// Whether the thread is done.
    var hasEnded: Bool { isOver.withLock { $0 } }
}
