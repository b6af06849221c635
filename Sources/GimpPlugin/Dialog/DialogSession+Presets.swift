import NSTCore
import NSTOptions

/// The list of presets and the buttons beside it.
extension DialogSession {
    private var presetIndex: Int {
        values.form.index(of: .preset).flatMap { Int(exactly: values.controls[$0].value) } ?? -1
    }

    /// Makes the list show which presets there are, and the one that the settings began as.
    func showPresets() {
        guard let index = values.form.index(of: .preset) else { return }
        presetTitles.show(presets.titles, in: &values.controls[index], &strings)
        values.controls[index].value = Double(presets.index(of: draft.settings.preset))
        if let delete = values.form.index(of: .deletePreset) {
            values.controls[delete].is_insensitive = presets.isOwn(draft.settings.preset) ? 0 : 1
        }
    }

    /// Begins anew from the preset that was chosen.
    func takePreset() {
        guard let preset = presets.preset(at: presetIndex) else { return }
        draft = SettingsDraft(preset.settings(after: draft.settings))
        show()
    }

    /// Keeps the settings as a preset, where they make sense.
    func savePreset() {
        guard draft.error == nil else { return }
        attempt { if let name = try presets.save(draft.settings) { draft.settings.preset = name } }
        showPresets()
    }

    /// Deletes the preset that was chosen.
    func deletePreset() {
        attempt {
            try presets.delete(draft.settings.preset)
            // The controls stay what they are.
            draft.settings.preset = Presets.standardName
        }
        showPresets()
    }
}
