import NSTCore
import NSTOptions
import NSTPictures

/// From pictures in memory to a layer in the image: what every procedure ends with.
///
/// The image is touched once, at the very end, so that a run which is cancelled, killed or fails leaves it as it was.
struct PaintingRun {
    let host: Host
    let environment: PluginEnvironment
    let report: Report?
    /// Whether a user is there to be shown something.
    let isInteractive: Bool

    /// What is to be painted, and what becomes of it.
    struct Commission {
        var painted: PaintedPart
        var styles: ReadStyles
        /// The content's and the styles' names, for messages.
        var names: PictureNames
        /// Made for the content and all styles of the selection.
        var plan: PromisedPlan
        /// What the painting starts from, instead of what the settings say.
        var initial: RGBImage?
        /// The result's name.
        var title: String
        /// What is kept with the result, once it is known how it was made.
        var record: (FinishedPainting) -> RunRecord
    }

    /// How often the interface is looked after while the engine works, in seconds.
    private static let heartbeat = 0.05
    /// Every so many heartbeats it is looked whether the image is still there.
    private static let heartbeatsPerCheck = 20

    /// - Returns: The layer; `nil` where the user, or whoever listens to the report, didn't want it any more.
    func paint(_ commission: Commission) throws -> Int32? {
        let painted = commission.painted
        guard let painting = try watch(commission) else { return nil }

        // The promise has lasted as long as the thread.
        withExtendedLifetime(commission.plan) {}
        let layer = try Placement(host: host, painted: painted, isShown: isInteractive).place(
            painting.picture, keptPictures: painting.keptPictures, as: commission.plan.plan.settings.result,
            title: commission.title, record: commission.record(painting).text)
        for remark in Remark.allCases where painting.remarks.contains(remark) {
            report?.remark(remark)
            // That nothing more was to be gained is no news for somebody who sees the picture.
            if isInteractive, remark == .backedOff { host.showMessage(remark.sentence) }
        }
        return layer
    }

    /// Lets the engine work, and keeps the interface alive and the progress moving until the engine is done.
    private func watch(_ commission: Commission) throws -> FinishedPainting? {
        let layer = commission.painted.layer
        let view = isInteractive ? environment.makeInteractiveView(host) : environment.makeView(host)
        view.begin()
        defer { view.end() }
        let thread = PaintingThread(
            PaintingThread.Job(
                content: commission.painted.content, styles: commission.styles.pictures,
                plan: commission.plan.plan.keeping(styles: commission.styles.numbers), initial: commission.initial,
                pictureSide: view.pictureSide, environment: environment, names: commission.names))
        var isPlanReported = false
        var isGone = false
        var heartbeats = 0
        while true {
            let state = thread.current
            // After the outcome was looked at, so that nothing of what led to it is missing.
            let progress = thread.takeProgress()
            if state.hasBegun, !isPlanReported {
                report?.plan(commission.plan.plan, seconds: state.seconds)
                isPlanReported = true
            }
            for progress in progress { report?.progress(progress) }
            switch state.outcome {
            case .painted(let painting):
                guard !isGone, report?.isBroken != true, view.wish != .discard else { break }
                return painting
            case .discarded: break
            case .failed(let error): throw error
            case nil:
                view.show(state)
                switch view.wish {
                case .goOn: break
                case .keep: thread.stop(.keeping)
                case .discard: thread.stop(.discarding)
                }
                if report?.isBroken == true { thread.stop(.discarding) }
                heartbeats += 1
                if heartbeats % Self.heartbeatsPerCheck == 0, host.drawable(layer.id) == nil {
                    isGone = true
                    thread.stop(.discarding)
                }
                host.wait(seconds: Self.heartbeat)
                continue
            }
            if isGone { throw PluginError.layerIsGone(name: layer.name) }
            return nil
        }
    }
}

/// What pictures are called in messages.
struct PictureNames: Sendable {
    var content: String
    /// The styles' names together.
    var style: String
    /// Which style an error is about.
    var styleOfError: @Sendable (PaintingError) -> String

    init(content: Drawable, styles: StyleSelection) {
        self.content = content.name
        style = styles.name
        styleOfError = styles.name(of:)
    }

    /// The plug-in's error for one of the engine's.
    func error(_ error: PaintingError) -> PluginError {
        .painting(error, content: content, style: styleOfError(error))
    }
}
