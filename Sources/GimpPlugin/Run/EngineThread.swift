import Dispatch
import NSTCore
import Synchronization

/// Runs the engine in a thread of its own, so that the main thread can keep GIMP's interface alive.
final class EngineThread: Sendable {
    /// What the main thread may look at at any time.
    struct State {
        /// The newest progress.
        var progress: Progress?
        /// The finished picture, or what went wrong; `nil` while the engine works.
        var outcome: Result<RGBImage, PluginError>?
    }

    private let state = Mutex(State())
    private let isStopped = Atomic(false)

    /// Everything that the engine needs for one run.
    struct Job: Sendable {
        var content: RGBImage
        var style: RGBImage
        var settings: Settings
        var environment: PluginEnvironment
        /// The layers' names, for messages.
        var names: (content: String, style: String)
    }

    /// Starts working on a job.
    init(_ job: Job) {
        // A thread with user-initiated priority would compete with GIMP's own interface.
        DispatchQueue(label: "neural-style-transfer.engine", qos: .utility).async { [self] in
            let outcome = Result { () throws(PluginError) in try work(on: job) }
            state.withLock { $0.outcome = outcome }
        }
    }

    /// What the engine has come to.
    var current: State { state.withLock { $0 } }

    /// Lets the engine end after the evaluation that it is in.
    func stop() { isStopped.store(true, ordering: .relaxed) }

    private func work(on job: Job) throws(PluginError) -> RGBImage {
        let network: Network
        do throws(WeightError) {
            network = try job.environment.loadNetwork(job.settings.network)
        } catch {
            throw .weights(error)
        }
        do throws(StyleTransferError) {
            let transfer = try StyleTransfer(
                content: Content(job.content), styles: [Style(job.style)], network: network, settings: job.settings,
                memoryLimit: job.environment.availableMemory)
            while !isStopped.load(ordering: .relaxed), let progress = try transfer.next() {
                state.withLock { $0.progress = progress }
            }
            return transfer.picture
        } catch {
            throw .run(error, content: job.names.content, style: job.names.style)
        }
    }
}
