import CGimpShim
import Glibc
import NSTOptions

/// Between settings and the controls that show them.
struct FormValues {
    let form: DialogForm
    let controls: UnsafeMutableBufferPointer<nst_control>

    /// Makes the controls of the options show what they are set to.
    func show(_ draft: SettingsDraft, _ strings: inout CStrings) {
        for (index, field) in form.fields.enumerated() {
            guard case .option(let option) = field else { continue }
            let text = draft.text(of: option)
            switch (option.kind, Int(controls[index].kind)) {
            case (.choice(let choices), _):
                controls[index].value = Double(choices.firstIndex { $0.value == text } ?? 0)
            case (_, NST_CONTROL_NUMBER): controls[index].value = Double(text) ?? 0
            default: controls[index].text = strings.copy(text)
            }
        }
    }

    /// Takes over what the control of one option shows, if that is another value than before.
    func take(_ option: PaintingOption, at index: Int, into draft: inout SettingsDraft) {
        let last = draft.text(of: option)
        let text = text(of: option, controls[index], last: last)
        if text != last { draft.set(option, to: text) }
    }

    private func text(of option: PaintingOption, _ control: nst_control, last: String) -> String {
        switch (option.kind, Int(control.kind)) {
        case (.choice(let choices), _):
            let index = Int(exactly: control.value) ?? -1
            return choices.indices.contains(index) ? choices[index].value : last
        case (_, NST_CONTROL_NUMBER):
            // A number that wasn't touched stays what it was, whatever a slider rounds.
            guard Double(last) != control.value, let range = option.range, control.value.isFinite else { return last }
            let power = pow(10, Double(control.digits))
            // A logarithmic slider misses its ends by what its logarithms round.
            let value = min(max((control.value * power).rounded() / power, range.lowerBound), range.upperBound)
            return Int(exactly: value).map { String($0) } ?? String(value)
        default:
            return control.text.map { String(cString: $0) } ?? last
        }
    }

    /// Greys out what has no meaning with these settings.
    func updateSensitivity(_ draft: SettingsDraft) {
        for (index, field) in form.fields.enumerated() {
            guard case .option(let option) = field else { continue }
            // What is wrong must be reachable to be mended.
            let isSensitive = Self.matters(option, draft.settings) || draft.isMistaken(option)
            controls[index].is_insensitive = isSensitive ? 0 : 1
        }
    }

    private static func matters(_ option: PaintingOption, _ settings: Settings) -> Bool {
        switch option.key {
        case "history": settings.effectiveOptimiser == .lbfgs
        case "beta1", "beta2": [.adam, .pyramid].contains(settings.effectiveOptimiser)
        case "seed": settings.initialImage == .noise || settings.initialImage == .style
        case "init-layer": settings.initialImage == .layer
        case "smoothness": settings.losses.hasSmoothness
        case "variety", "colour-weight", "turn-style": settings.losses == .nearest
        case "smoothing": settings.hasVariation
        case "coarse-share", "detail": settings.scales > 1
        case "content-weight": !settings.contentLayers.isEmpty
        case "style-weight", "strength": !settings.styleLayers.isEmpty
        default: true
        }
    }
}

/// The choices that a control shows, which C compares by their place.
struct ShownChoices {
    private var shown: [String]?

    /// Hands them over where they are others than before.
    mutating func show(_ choices: [String], in control: inout nst_control, _ strings: inout CStrings) {
        guard choices != shown else { return }
        shown = choices
        control.choices = UnsafePointer(strings.copy(choices))
        control.choice_count = Int32(choices.count)
    }
}
