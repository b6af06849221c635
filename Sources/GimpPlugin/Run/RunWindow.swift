import CGimpShim
import NSTPictures

/// A window with the growing picture, beside the progress bar. Where there is no display, the bar is alone.
final class RunWindow: RunView {
    private let host: Host
    private let bar: ProgressBarView
    private var isOpen = false
    private var shownPicture: RGBImage?
    private var shownIteration = -1
    private var curve = LossCurve()

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
        window.curve_label = strings.copy(localized("_Losses"))
        window.curve_tooltip = strings.copy(
            localized(
                "How far the painting still is from what you want (the logarithm of the total loss, at each size)"))
        isOpen = host.functions.pointee.open_run_window(host.context, &window) != 0
        if isOpen { update(nst_run_state(), ProgressText.preparing) }
    }

    func show(_ state: PaintingThread.State) {
        bar.show(state)
        guard isOpen else { return }
        let iteration = state.progress?.iteration ?? -1
        let isNew = iteration > shownIteration
        shownIteration = iteration
        let picture = isNew && state.picture != shownPicture ? state.picture : nil
        if picture != nil { shownPicture = state.picture }
        var shown = nst_run_state()
        shown.fraction = state.progress?.fraction ?? 0
        if isNew, let progress = state.progress {
            curve.add(progress)
            update(shown, ProgressText.detailed(progress), picture, curve.points)
        } else {
            update(shown, nil, picture)
        }
    }

    func end() {
        if isOpen { host.functions.pointee.close_run_window(host.context) }
        isOpen = false
        bar.end()
    }

    private func update(
        _ state: nst_run_state, _ text: String?, _ picture: RGBImage? = nil, _ points: [nst_curve_point]? = nil
    ) {
        var state = state
        state.picture_width = Int32(picture?.extent.width ?? 0)
        state.picture_height = Int32(picture?.extent.height ?? 0)
        state.curve_count = Int32(points?.count ?? 0)
        var strings = CStrings()
        defer { strings.free() }
        state.text = strings.copy(text)
        let answer = withOptionalPointer(picture?.bytes) { bytes in
            withOptionalPointer(points) { points in
                state.picture = bytes
                state.curve = points
                return host.functions.pointee.update_run_window(host.context, &state)
            }
        }
        switch Int(answer) {
        case NST_WISH_KEEP: wish = .keep
        case NST_WISH_DISCARD: wish = .discard
        default: break
        }
    }
}

/// Calls `body` with a pointer to an array's elements; with `nil` where there is no array.
private func withOptionalPointer<Element, Result>(
    _ array: [Element]?, _ body: (UnsafePointer<Element>?) -> Result
) -> Result {
    guard let array else { return body(nil) }
    return array.withUnsafeBufferPointer { body($0.baseAddress) }
}
