import CGimpShim
import NSTPictures

/// A window with the growing picture, beside the progress bar. Where there is no display, the bar is alone.
final class RunWindow: RunView {
    private let host: Host
    private let bar: ProgressBarView
    private var isOpen = false
    private var shownPicture: RGBImage?
    private var shownIteration = -1

    /// The picture's longest side, in pixels.
    private static let side = 384

    init(_ host: Host) {
        self.host = host
        bar = ProgressBarView(host)
    }

    private(set) var wish = RunWish.goOn
    var pictureSide: Int? { isOpen ? Self.side : nil }

    func begin() {
        bar.begin()
        var strings = CStrings()
        defer { strings.free() }
        var window = nst_run_window()
        window.title = strings.copy(localized("Painting"))
        window.keep_label = strings.copy(localized("_Stop and Keep This"))
        window.cancel_label = strings.copy(localized("_Cancel"))
        window.picture_side = Int32(Self.side)
        isOpen = host.functions.pointee.open_run_window(host.context, &window) != 0
        if isOpen { update(0, ProgressText.preparing, nil) }
    }

    func show(_ state: PaintingThread.State) {
        bar.show(state)
        guard isOpen else { return }
        let iteration = state.progress?.iteration ?? -1
        let isNew = iteration > shownIteration
        shownIteration = iteration
        let picture = isNew && state.picture != shownPicture ? state.picture : nil
        if picture != nil { shownPicture = state.picture }
        update(
            state.progress?.fraction ?? 0, isNew ? state.progress.map(ProgressText.detailed) : nil, picture)
    }

    func end() {
        if isOpen { host.functions.pointee.close_run_window(host.context) }
        isOpen = false
        bar.end()
    }

    private func update(_ fraction: Double, _ text: String?, _ picture: RGBImage?) {
        let bytes = picture?.bytes
        let size = picture?.extent ?? Extent(height: 0, width: 0)
        let answer =
            if let bytes {
                host.functions.pointee.update_run_window(
                    host.context, fraction, text, bytes, Int32(size.width), Int32(size.height))
            } else {
                host.functions.pointee.update_run_window(host.context, fraction, text, nil, 0, 0)
            }
        switch Int(answer) {
        case NST_WISH_KEEP: wish = .keep
        case NST_WISH_DISCARD: wish = .discard
        default: break
        }
    }
}
