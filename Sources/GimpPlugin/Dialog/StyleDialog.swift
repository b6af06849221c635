import CGimpShim
import NSTCore

/// The dialog that the menu entry opens: which style, and the few options that everybody needs.
struct StyleDialog {
    /// The options that are shown, in this order; all others keep what they were.
    private static let shownKeys = ["strength", "size", "iterations"]

    let content: Drawable

    /// What the user settled on.
    struct Choice {
        var style: Int32
        var settings: Settings
    }

    /// Shows the dialog with the last choice.
    ///
    /// - Returns: The user's choice, or `nil` if the dialog was cancelled.
    func run(on host: Host, last: Choice) throws -> Choice? {
        let options = Self.shownKeys.compactMap { key in
            OptionTable.option(key).flatMap { option in option.range.map { (option, $0) } }
        }
        var strings = CStrings()
        defer { strings.free() }
        var controls = [styleControl(last.style, &strings)] + options.map { control($0, $1, last.settings, &strings) }

        let accepted = try controls.withUnsafeMutableBufferPointer { buffer in
            var dialog = nst_dialog(
                title: strings.copy(localized("Neural Style Transfer")),
                introduction: strings.copy(
                    localized("Paint the layer “{name}” in the style of another picture.", ["name": content.name])),
                ok_label: strings.copy(localized("_Paint")),
                cancel_label: strings.copy(localized("_Cancel")),
                help_id: strings.copy(NST_PROCEDURE_NAME),
                controls: buffer.baseAddress,
                control_count: Int32(buffer.count))
            return try host.runDialog(&dialog)
        }
        guard accepted else { return nil }

        var words = OptionTable.format(last.settings).split(separator: " ").map(String.init)
        words.removeAll { word in Self.shownKeys.contains { word.hasPrefix("\($0)=") } }
        for ((option, _), control) in zip(options, controls.dropFirst()) {
            words.append("\(option.key)=\(option.text(ofControlValue: control.value))")
        }
        return Choice(
            style: Int32(exactly: controls[0].value) ?? -1,
            settings: try OptionTable.parse(words.joined(separator: " ")))
    }

    private func styleControl(_ style: Int32, _ strings: inout CStrings) -> nst_control {
        var control = nst_control()
        control.kind = Int32(NST_CONTROL_DRAWABLE)
        control.label = strings.copy(localized("_Style"))
        control.tooltip = strings.copy(
            localized(
                "The picture whose strokes and colours are taken over: a layer of this image or of any other that is open."
            ))
        control.excluded_drawable = content.id
        control.value = Double(style)
        return control
    }

    private func control(
        _ option: Option, _ range: ClosedRange<Double>, _ settings: Settings, _ strings: inout CStrings
    ) -> nst_control {
        var control = nst_control()
        control.label = strings.copy(localized(dynamic: option.label))
        control.tooltip = strings.copy(localized(dynamic: option.help))
        control.excluded_drawable = -1
        control.kind = Int32(NST_CONTROL_NUMBER)
        control.step = 1
        control.value = Double(option.text(settings)) ?? 0
        control.minimum = range.lowerBound
        control.maximum = range.upperBound
        return control
    }
}

extension Option {
    /// The value of a control of this option as text for the options string.
    fileprivate func text(ofControlValue value: Double) -> String {
        if case .integer = kind { return String(Int(value.rounded())) }
        return String(value)
    }
}

/// C copies of strings that live until they are freed together.
private struct CStrings {
    private var pointers: [UnsafeMutablePointer<CChar>] = []

    mutating func copy(_ text: String) -> UnsafePointer<CChar>? {
        guard let pointer = nst_copy_string(text) else { return nil }
        pointers.append(pointer)
        return UnsafePointer(pointer)
    }

    func free() {
        for pointer in pointers { nst_free(pointer) }
    }
}
