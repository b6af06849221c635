import NSTCore
import NSTOptions
import NSTPictures
import NSTVGG

/// The picture in the dialog that shows what is to be expected: small runs in a thread of their own, begun anew when
/// something was changed. Used from the main thread.
final class Preview {
    /// What is shown: rows of 3 bytes, in the size of the preview.
    struct Picture {
        var painting: [UInt8]
        var original: [UInt8]
        var height: Int
        var width: Int
    }

    private struct Request {
        var pictures: PreviewPictures
        var settings: Settings
        /// What the painting starts from, instead of what the settings say.
        var initial: RGBImage?
    }

    private let environment: PluginEnvironment
    private let cache: NetworkCache
    private let clock = ContinuousClock()

    /// What is to be shown next, and not before when.
    private var wanted: Request?
    private var due: ContinuousClock.Instant
    private var rehearsal: Rehearsal?
    private var thread: PaintingThread?
    /// What the engine works on.
    private var pictures: PreviewPictures?
    private var shown = -1

    /// While controls still move, nothing begins.
    private static let patience = Duration.milliseconds(300)

    init(environment: PluginEnvironment, cache: NetworkCache) {
        self.environment = environment.caching(in: cache)
        self.cache = cache
        due = clock.now
    }

    /// Begins anew, soon; `nil` only ends what runs.
    func show(_ pictures: PreviewPictures?, settings: Settings, initial: RGBImage?) {
        thread?.stop(.discarding)
        let isFirst = thread == nil && wanted == nil
        wanted = pictures.map {
            Request(pictures: $0, settings: PreviewPictures.settings(for: settings), initial: initial)
        }
        due = isFirst ? clock.now : clock.now + Self.patience
    }

    /// How fast a network is here, if that is known by now.
    func speed(of architecture: Architecture) -> Speed? { cache.speed(of: architecture) }

    /// Looks after the engine.
    ///
    /// - Returns: A picture, where there is a new one.
    func tick() -> Picture? {
        if let wanted, clock.now >= due { begin(wanted) }
        guard wanted == nil, let state = thread?.current, let pictures else { return nil }
        // The last picture of a painting may be better than the newest that was shown while it was made.
        if case .painted(let painting) = state.outcome, shown < .max {
            shown = .max
            return Self.picture(painting.picture, of: pictures)
        }
        guard let picture = state.picture, let iteration = state.progress?.iteration, iteration > shown else {
            return nil
        }
        shown = iteration
        return Self.picture(picture, of: pictures)
    }

    private func begin(_ next: Request) {
        // Two runs at once would take twice as long.
        if let thread, thread.current.outcome == nil { return }
        if rehearsal == nil || (rehearsal?.architecture != next.settings.network && rehearsal?.hasEnded == true) {
            rehearsal = Rehearsal(next.settings, environment: environment, cache: cache)
        }
        guard rehearsal?.hasEnded == true else { return }
        wanted = nil
        shown = -1
        pictures = next.pictures
        let held = HeldPictures(
            content: next.pictures.content.image.extent, styles: next.pictures.styles.map(\.image.extent),
            initial: next.initial?.extent)
        // What is wrong with the pictures, the plan of the whole painting tells.
        guard
            let plan = try? Plan(
                for: held, settings: next.settings,
                memoryLimit: next.settings.memory.bytes(available: environment.availableMemory))
        else { return }
        thread = PaintingThread(
            PaintingThread.Job(
                content: next.pictures.content, styles: next.pictures.styles, plan: plan, initial: next.initial,
                pictureSide: next.pictures.content.image.extent.longest,
                environment: environment, names: next.pictures.names))
    }

    /// Ends what runs; `wait` is called until it has ended.
    func end(_ wait: () -> Void) {
        wanted = nil
        thread?.stop(.discarding)
        while let thread, thread.current.outcome == nil { wait() }
        while let rehearsal, !rehearsal.hasEnded { wait() }
        thread = nil
    }

    private static func picture(_ painting: RGBImage, of pictures: PreviewPictures) -> Picture {
        let original = pictures.content.image
        return Picture(
            painting: pictures.composed(painting).bytes, original: original.bytes, height: original.height,
            width: original.width)
    }
}

extension RGBImage {
    /// Three bytes for each pixel.
    var bytes: [UInt8] { values.map { UInt8((min(1, max(0, $0)) * 255).rounded()) } }
}
