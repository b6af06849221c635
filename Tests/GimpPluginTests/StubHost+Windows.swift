import CGimpShim

@testable import GimpPlugin

/// What a host shows, with a user in front of it.
extension StubHost {
    func openRunWindow(_ window: UnsafePointer<nst_run_window>?) -> Int32 {
        guard window != nil, wish != nil, openRunWindows == 0 else { return 0 }
        openRunWindows += 1
        return 1
    }

    func updateRunWindow(_ state: UnsafePointer<nst_run_state>?) -> Int32 {
        guard openRunWindows > 0, let state = state?.pointee else { return Int32(NST_WISH_GO_ON) }
        if let text = state.text { runTexts.append(String(cString: text)) }
        if state.picture != nil { runPictureSides.append(max(state.picture_width, state.picture_height)) }
        if state.curve != nil {
            runCurve = Array(UnsafeBufferPointer(start: state.curve, count: Int(state.curve_count)))
        }
        return Int32(
            wish?(state.picture != nil && state.picture_width > 0 && state.picture_height > 0) ?? NST_WISH_GO_ON)
    }

    func runDialog(_ dialog: UnsafeMutablePointer<nst_dialog>?) -> Int32 {
        guard let dialog, answer != nil || respond != nil else { return Int32(NST_ANSWER_NO_DISPLAY) }
        shownDialogs += 1
        let result: Int32
        if let respond {
            result = Int32(respond(dialog))
        } else {
            let controls = UnsafeMutableBufferPointer(
                start: dialog.pointee.controls, count: Int(dialog.pointee.control_count))
            result = Int32(answer?(controls) == true ? NST_ANSWER_OK : NST_ANSWER_CANCEL)
        }
        dialog.send(NST_EVENT_ANSWERED)
        return result
    }
}

extension UnsafeMutablePointer<nst_dialog> {
    /// Tells the plug-in what happened, as the host does.
    func send(_ event: Int, control: Int = -1) {
        pointee.update?(pointee.listener, self, Int32(event), Int32(control))
    }

    /// The control of this name.
    subscript(_ name: String) -> UnsafeMutablePointer<nst_control> {
        guard let found = index(of: name) else { fatalError("no control “\(name)”") }
        return pointee.controls + found
    }

    /// Where a control stands.
    func index(of name: String) -> Int? {
        (0..<Int(pointee.control_count)).first { index in
            pointee.controls[index].name.map { String(cString: $0) } == name
        }
    }

    /// Sets a control as a user does.
    func set(_ name: String, _ value: Double) {
        self[name].pointee.value = value
        send(NST_EVENT_CHANGED, control: index(of: name) ?? -1)
    }

    /// Writes into a line of text as a user does.
    func write(_ name: String, _ text: String) {
        // Never freed: it must outlive the dialog, and nobody knows when that is over.
        self[name].pointee.text = nst_copy_string(text).map { UnsafePointer($0) }
        send(NST_EVENT_CHANGED, control: index(of: name) ?? -1)
    }
}
