import Dispatch
import NSTCore
import NSTOptions
import NSTPictures
import NSTVGG
import Synchronization

/// What the engine has made.
struct FinishedPainting: Sendable {
    /// The best picture, as large as the content.
    var picture: RGBImage
    /// How many evaluations went into it; fewer than planned where it was stopped.
    var iterations: Int
    /// The checksum of the network's weights.
    var weights: String
    /// What happened that the user may want to know.
    var remarks: Set<Remark>
    /// The pictures that were kept on the way, in their order.
    var keptPictures: [KeptPicture] = []
}

/// A picture on the way to the result, in 8 bits a channel: there may be many.
struct KeptPicture: Sendable {
    var iteration: Int
    /// Of the scale at which it was painted.
    var extent: Extent
    /// `[height, width, 3]`.
    var bytes: [UInt8]

    init(iteration: Int, _ picture: RGBImage) {
        self.iteration = iteration
        extent = picture.extent
        bytes = picture.bytes
    }

    var picture: RGBImage {
        RGBImage(height: extent.height, width: extent.width) { values in
            for index in values.indices { values[index] = Float(bytes[index]) / 255 }
        }
    }
}

/// Runs the engine in a thread of its own, so that the main thread can keep GIMP's interface alive.
final class PaintingThread: Sendable {
    /// How the engine's work ended.
    enum Outcome: Sendable {
        /// To the end, or stopped so that what there was is kept.
        case painted(FinishedPainting)
        /// Stopped, and nothing is wanted of it (or there was nothing yet).
        case discarded
        case failed(PluginError)
    }

    /// What the main thread may look at at any time.
    struct State: Sendable {
        /// Whether painting has begun: the network is loaded.
        var hasBegun = false
        /// How long it will take at the most, in seconds; `nil` where that wasn't worth finding out.
        var seconds: Double?
        /// The newest progress.
        var progress: Progress?
        /// The best picture so far, as large as the job's `pictureSide` says, at most `pictureInterval` old.
        var picture: RGBImage?
        /// `nil` while the engine works.
        var outcome: Outcome?
    }

    /// Why the engine is stopped.
    enum Stop: Int, Sendable {
        case keeping = 1
        case discarding
    }

    /// Everything that the engine needs for one painting.
    struct Job: Sendable {
        var content: Content
        var styles: [Style]
        /// Made for these pictures.
        var plan: Plan
        /// What the painting starts from, instead of what the settings say.
        var initial: RGBImage?
        /// The longest side, in pixels, of the pictures that are shown while it is painted; `nil` where nobody looks.
        var pictureSide: Int?
        var environment: PluginEnvironment
        /// The layers' names, for messages.
        var names: PictureNames
    }

    /// A preview needn't be redrawn more often.
    private static let pictureInterval = Duration.milliseconds(200)

    private let state = Mutex(State())
    /// What has been evaluated since it was last asked for.
    private let unreported = Mutex<[Progress]>([])
    /// A `Stop`, or 0.
    private let wantedStop = Atomic(0)

    /// Starts working on a job.
    init(_ job: Job) {
        // A thread with user-initiated priority would compete with GIMP's own interface.
        DispatchQueue(label: "neural-style-transfer.engine", qos: .utility).async { [self] in
            let outcome: Outcome
            do throws(PluginError) {
                outcome = try work(on: job)
            } catch {
                outcome = .failed(error)
            }
            state.withLock { $0.outcome = outcome }
        }
    }

    /// What the engine has come to.
    var current: State { state.withLock { $0 } }

    /// The evaluations since the last call, in their order.
    func takeProgress() -> [Progress] {
        unreported.withLock { progress in
            defer { progress = [] }
            return progress
        }
    }

    /// Lets the engine end after the evaluation that it is in. The first wish to discard wins over keeping.
    func stop(_ stop: Stop) {
        if stop == .discarding {
            wantedStop.store(stop.rawValue, ordering: .relaxed)
        } else {
            _ = wantedStop.compareExchange(expected: 0, desired: stop.rawValue, ordering: .relaxed)
        }
    }

    private func work(on job: Job) throws(PluginError) -> Outcome {
        let network: LoadedNetwork
        do throws(WeightError) {
            network = try job.environment.loadNetwork(job.plan.settings.network)
        } catch {
            throw .weights(error)
        }
        do throws(PaintingError) {
            let speed = Self.speed(for: job.plan, network: network.network)
            let painting = try OptimisedPainting(
                content: job.content, styles: job.styles, network: network.network, plan: job.plan,
                initial: job.initial, speed: speed)
            state.withLock { ($0.hasBegun, $0.seconds) = (true, speed.map { job.plan.seconds(at: $0) }) }
            var keptPictures: [KeptPicture] = []
            guard let iterations = try run(painting, on: job, keeping: &keptPictures) else { return .discarded }
            return .painted(
                FinishedPainting(
                    picture: painting.result(), iterations: iterations, weights: network.checksum,
                    remarks: painting.remarks, keptPictures: keptPictures))
        } catch {
            throw job.names.error(error)
        }
    }

    /// Work, in `Plan`'s units, that takes about a minute on a processor of 2026 with two cores: less isn't worth
    /// measuring the speed, which takes some tenths of a second.
    private static let workWorthMeasuring = 5e7

    /// How fast this machine is, for a long painting; `nil` for a short one.
    private static func speed(for plan: Plan, network: Network) -> Speed? {
        guard plan.work > workWorthMeasuring else { return nil }
        return try? Speed.measure(network: network, settings: plan.settings)
    }

    /// The size of the pictures to be shown; `nil` for none.
    private static func shownExtent(_ job: Job) -> Extent? {
        guard let side = job.pictureSide else { return nil }
        return job.content.image.extent.scaled(toLongestSide: side)
    }

    /// - Returns: The number of evaluations; `nil` where the painting isn't wanted, or there is none.
    private func run(
        _ painting: any Painting, on job: Job, keeping keptPictures: inout [KeptPicture]
    ) throws(PaintingError) -> Int? {
        let keepInterval = job.plan.settings.keepInterval
        let clock = ContinuousClock()
        let shownExtent = Self.shownExtent(job)
        var lastPicture: ContinuousClock.Instant?
        var iterations = 0
        while wantedStop.load(ordering: .relaxed) == 0, let progress = try painting.next() {
            iterations = progress.iteration
            if keepInterval > 0, iterations % keepInterval == 0 {
                keptPictures.append(KeptPicture(iteration: iterations, painting.result(painting.picture.extent)))
            }
            let now = clock.now
            let isDue = lastPicture.map { now - $0 >= Self.pictureInterval } ?? true
            if isDue { lastPicture = now }
            // In this thread, which isn't the interface's.
            let picture = isDue ? shownExtent.map { painting.result($0) } : nil
            unreported.withLock { $0.append(progress) }
            state.withLock { state in
                state.progress = progress
                if let picture { state.picture = picture }
            }
        }
        let isDiscarded = wantedStop.load(ordering: .relaxed) == Stop.discarding.rawValue
        return isDiscarded || iterations == 0 ? nil : iterations
    }
}
