import CGimpShim
import NSTOptions

/// Asks how long a painting is to be continued.
struct ContinueDialog {
    let painting: Drawable

    /// - Returns: Iterations, or `nil` where the user thought better of it.
    func run(on host: Host, last: Int) throws -> Int? {
        var strings = CStrings()
        defer { strings.free() }
        let range = OptionTable.option("iterations")?.range ?? 1...1
        var control = nst_control()
        control.name = strings.copy("iterations")
        control.kind = Int32(NST_CONTROL_NUMBER)
        control.label = strings.copy(localized("_More iterations"))
        control.tooltip = strings.copy(localized("How often the painting is improved, at its full size."))
        control.minimum = range.lowerBound
        control.maximum = range.upperBound
        control.step = 1
        control.excluded_drawable = -1
        control.value = Double(last)
        let answer = try withUnsafeMutablePointer(to: &control) { control in
            var dialog = nst_dialog()
            dialog.title = strings.copy(localized("Continue Neural Style Transfer"))
            dialog.introduction = strings.copy(
                localized("Go on painting from the layer “{name}”.", ["name": painting.name]))
            dialog.ok_label = strings.copy(localized("_Paint"))
            dialog.cancel_label = strings.copy(localized("_Cancel"))
            dialog.help_id = strings.copy(NST_CONTINUE_PROCEDURE_NAME)
            dialog.controls = control
            dialog.control_count = 1
            return try host.runDialog(&dialog)
        }
        return answer == .ok ? Int(exactly: control.value.rounded()) : nil
    }
}
