import CGimpShim

/// Asks for the name of a preset.
final class NameDialog {
    private var name: String

    init(suggesting name: String) { self.name = name }

    /// - Returns: What was written, without white space around it; `nil` where nothing was, or the user thought better.
    func run(on host: Host) throws -> String? {
        var strings = CStrings()
        defer { strings.free() }
        var control = nst_control()
        control.kind = Int32(NST_CONTROL_TEXT)
        control.name = strings.copy("name")
        control.label = strings.copy(localized("_Name"))
        control.tooltip = strings.copy(
            localized("What the list of looks calls it. One of your own with this name is replaced."))
        control.excluded_drawable = -1
        control.text = strings.copy(name)
        let answer = try withUnsafeMutablePointer(to: &control) { control in
            var dialog = nst_dialog()
            dialog.title = strings.copy(localized("Save a Look"))
            dialog.ok_label = strings.copy(localized("Sa_ve"))
            dialog.cancel_label = strings.copy(localized("_Cancel"))
            dialog.help_id = strings.copy(NST_PROCEDURE_NAME)
            dialog.controls = control
            dialog.control_count = 1
            dialog.listener = Unmanaged.passUnretained(self).toOpaque()
            dialog.update = { listener, dialog, event, _ in
                guard let listener, let dialog, Int(event) == NST_EVENT_ANSWERED else { return }
                let text = dialog.pointee.controls.pointee.text.map { String(cString: $0) } ?? ""
                Unmanaged<NameDialog>.fromOpaque(listener).takeUnretainedValue().name = text
            }
            return try withExtendedLifetime(self) { try host.runDialog(&dialog) }
        }
        let words = name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return answer == .ok && !words.isEmpty ? words : nil
    }
}
