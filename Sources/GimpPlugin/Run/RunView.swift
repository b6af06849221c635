/// What the user wants of a run.
enum RunWish {
    case goOn
    /// To stop, and have what there is so far.
    case keep
    /// To stop, and have nothing.
    case discard
}

/// Shows the user how a run goes, and hears what he wants. Used from the main thread only.
protocol RunView: AnyObject {
    /// The run begins.
    func begin()
    /// The longest side, in pixels, of the pictures that `show` wants; `nil` for none. Asked once, after `begin`.
    var pictureSide: Int? { get }
    /// Called at every heartbeat (a twentieth of a second), whether there is news or not.
    func show(_ state: PaintingThread.State)
    /// What the user wants now; asked after each `show`.
    var wish: RunWish { get }
    /// The run is over.
    func end()
}

/// The host's progress bar, whose Cancel ends the whole plug-in.
final class ProgressBarView: RunView {
    private let host: Host
    private var shown = 0
    private var heartbeats = heartbeatsPerUpdate
    /// The bar is redrawn at most every so many heartbeats.
    private static let heartbeatsPerUpdate = 4

    init(_ host: Host) { self.host = host }

    let wish = RunWish.goOn
    let pictureSide: Int? = nil

    func begin() { host.beginProgress(ProgressText.preparing) }

    func show(_ state: PaintingThread.State) {
        heartbeats += 1
        guard let progress = state.progress, progress.iteration != shown, heartbeats > Self.heartbeatsPerUpdate else {
            return
        }
        shown = progress.iteration
        heartbeats = 0
        host.updateProgress(progress.fraction, ProgressText.painting(progress))
    }

    func end() { host.endProgress() }
}
