import CGimpShim
import NSTOptions

/// Between settings and the controls that show them.
struct FormValues {
    let form: DialogForm
    let controls: UnsafeMutableBufferPointer<nst_control>

    /// Makes the controls of the options show some settings.
    func show(_ settings: Settings, _ strings: inout CStrings) {
        for (index, field) in form.fields.enumerated() {
            guard case .option(let option) = field else { continue }
            let text = option.text(settings)
            switch (option.kind, Int(controls[index].kind)) {
            case (.choice(let choices), _):
                controls[index].value = Double(choices.firstIndex { $0.value == text } ?? 0)
            case (_, NST_CONTROL_NUMBER): controls[index].value = Double(text) ?? 0
            default: controls[index].text = strings.copy(text)
            }
        }
    }

    /// The settings that the controls show.
    ///
    /// - Parameters:
    ///   - shown: What they showed last; a number that wasn't touched stays what it was, whatever a slider rounds.
    ///   - preset: The preset that they began as.
    /// - Throws: `SettingsError` where something that was written isn't a value.
    func read(after shown: Settings, preset: String, presets: Presets) throws(SettingsError) -> Settings {
        var words = ["preset=\(preset)"]
        for (index, field) in form.fields.enumerated() {
            guard case .option(let option) = field else { continue }
            words.append("\(option.key)=\(text(of: option, controls[index], after: shown))")
        }
        return try OptionTable.parse(words.joined(separator: " "), presets: presets)
    }

    private func text(of option: PaintingOption, _ control: nst_control, after shown: Settings) -> String {
        let last = option.text(shown)
        switch (option.kind, Int(control.kind)) {
        case (.choice(let choices), _):
            let index = Int(exactly: control.value) ?? -1
            return choices.indices.contains(index) ? choices[index].value : last
        case (_, NST_CONTROL_NUMBER):
            if Double(last) == control.value { return last }
            let power = DialogForm.digits(option) == 0 ? 1.0 : 100.0
            let rounded = (control.value * power).rounded() / power
            return power == 1 ? String(Int(rounded)) : String(rounded)
        default:
            guard let text = control.text else { return last }
            return String(cString: text).filter { !$0.isWhitespace }
        }
    }

    /// Greys out what has no meaning with these settings.
    func updateSensitivity(_ settings: Settings) {
        for (index, field) in form.fields.enumerated() {
            guard case .option(let option) = field else { continue }
            let matters =
                switch option.key {
                case "history": settings.optimiser == .lbfgs
                case "seed": settings.initialImage == .noise || settings.initialImage == .style
                case "smoothing": settings.totalVariationWeight > 0
                case "coarse-share": settings.scales > 1
                default: true
                }
            controls[index].is_insensitive = matters ? 0 : 1
        }
    }
}
