import CGimpShim
import NSTCore

/// The dialog that the menu entry opens: which style, and the few options that everybody needs.
struct StyleDialog {
    /// The options that are shown, in this order; all others keep what they were.
    private static let shownKeys = ["strength", "size", "iterations", "network"]

    let content: Drawable
    /// What the user should know before anything else, if there is something.
    var notice: String?

    /// What the user settled on.
    struct Choice {
        var style: Int32
        var settings: Settings
    }

    /// How the dialog was left.
    enum Answer {
        case paint(Choice)
        /// The user wants to import weights first, and this is what the controls showed.
        case importWeights(Choice)
        case cancel
    }

    /// Shows the dialog with the last choice.
    func run(on host: Host, last: Choice) throws -> Answer {
        let options = Self.shownKeys.compactMap(OptionTable.option)
        var strings = CStrings()
        defer { strings.free() }
        var controls = [styleControl(last.style, &strings)] + options.map { control($0, last.settings, &strings) }

        let answer = try controls.withUnsafeMutableBufferPointer { buffer in
            var dialog = nst_dialog(
                title: strings.copy(localized("Neural Style Transfer")),
                introduction: strings.copy(
                    localized("Paint the layer “{name}” in the style of another picture.", ["name": content.name])),
                notice: strings.copy(notice),
                extra_label: strings.copy(localized("Import _weights…")),
                ok_label: strings.copy(localized("_Paint")),
                cancel_label: strings.copy(localized("_Cancel")),
                help_id: strings.copy(NST_PROCEDURE_NAME),
                controls: buffer.baseAddress,
                control_count: Int32(buffer.count))
            return try host.runDialog(&dialog)
        }
        guard answer != .cancel else { return .cancel }

        var words = OptionTable.format(last.settings).split(separator: " ").map(String.init)
        words.removeAll { word in Self.shownKeys.contains { word.hasPrefix("\($0)=") } }
        for (option, control) in zip(options, controls.dropFirst()) {
            words.append("\(option.key)=\(option.text(ofControlValue: control.value))")
        }
        let choice = Choice(
            style: Int32(exactly: controls[0].value) ?? -1,
            settings: try OptionTable.parse(words.joined(separator: " ")))
        return answer == .ok ? .paint(choice) : .importWeights(choice)
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

    private func control(_ option: Option, _ settings: Settings, _ strings: inout CStrings) -> nst_control {
        var control = nst_control()
        control.label = strings.copy(localized(dynamic: option.label))
        control.tooltip = strings.copy(localized(dynamic: option.help))
        control.excluded_drawable = -1
        if let range = option.range {
            control.kind = Int32(NST_CONTROL_NUMBER)
            control.step = 1
            control.value = Double(option.text(settings)) ?? 0
            control.minimum = range.lowerBound
            control.maximum = range.upperBound
        } else if case .choice(let choices) = option.kind {
            let chosen = choices.firstIndex { $0.value == option.text(settings) } ?? 0
            control.offer(choices.map { localized(dynamic: $0.label) }, chosen: chosen, &strings)
        }
        return control
    }
}

extension Option {
    /// The value of a control of this option as text for the options string.
    fileprivate func text(ofControlValue value: Double) -> String {
        switch kind {
        case .integer: return String(Int(value.rounded()))
        case .choice(let choices):
            let index = Int(exactly: value) ?? 0
            return choices.indices.contains(index) ? choices[index].value : text(Settings())
        case .number, .layers: return String(value)
        }
    }
}
