import NSTCore
import NSTVGG
import Synchronization

/// Keeps the networks that were loaded, and how fast this machine is with them, so that a dialog's previews and the
/// run after it read the weights once. Used from any thread.
final class NetworkCache: Sendable {
    private struct Contents {
        var networks: [Architecture: LoadedNetwork] = [:]
        var speeds: [Architecture: Speed] = [:]
    }

    private let contents = Mutex(Contents())

    /// A network, from the cache or else from `load`.
    func network(
        _ architecture: Architecture, load: (Architecture) throws(WeightError) -> LoadedNetwork
    ) throws(WeightError) -> LoadedNetwork {
        if let known = contents.withLock({ $0.networks[architecture] }) { return known }
        // Others may load meanwhile, too: reading twice is better than making them wait for each other.
        let loaded = try load(architecture)
        contents.withLock { $0.networks[architecture] = loaded }
        return loaded
    }

    /// How fast a network is evaluated, where that has been measured.
    func speed(of architecture: Architecture) -> Speed? { contents.withLock { $0.speeds[architecture] } }

    /// Keeps what was measured.
    func keep(_ speed: Speed, of architecture: Architecture) {
        contents.withLock { $0.speeds[architecture] = speed }
    }
}

extension PluginEnvironment {
    /// The same, with networks that are loaded only once.
    func caching(in cache: NetworkCache) -> PluginEnvironment {
        var environment = self
        let load = loadNetwork
        environment.loadNetwork = { architecture throws(WeightError) in
            try cache.network(architecture, load: load)
        }
        return environment
    }
}
