import CGimpShim
import NSTCore
import NSTOptions

/// The dialog that the menu entry opens: which style, and how it is to be painted.
struct StyleDialog {
    let environment: PluginEnvironment
    let cache: NetworkCache
    let content: Drawable
    /// What the user should know before anything else, if there is something.
    var notice: String?

    /// What the user settled on.
    struct Choice {
        var style: StyleSource
        var settings: Settings
        /// What was planned for it, if it was.
        var plan: Plan?
    }

    /// What the controls show, whether or not it makes sense.
    struct Draft {
        var style: StyleSource
        var settings: SettingsDraft
        /// What was planned for them, if they make sense.
        var plan: Plan?
    }

    /// How the dialog was left.
    enum Answer {
        case paint(Draft)
        /// The user wants to import weights first.
        case importWeights(Draft)
        case cancel
    }

    /// Shows the dialog with what was set last.
    func run(on host: Host, last: Draft) throws -> Answer {
        var strings = CStrings()
        defer { strings.free() }
        var dialog = nst_dialog()
        let reserved = describe(&dialog, &strings)
        let presets = PresetChooser(on: host)
        let form = DialogForm(showing: [last.settings.settings] + presets.presets.all.map(\.settings))
        var controls = form.controls(excluding: content, reserved: reserved, &strings)
        return try controls.withUnsafeMutableBufferPointer { buffer in
            dialog.controls = buffer.baseAddress
            dialog.control_count = Int32(buffer.count)
            let session = DialogSession(
                host: host, environment: environment, cache: cache, content: content,
                values: FormValues(form: form, controls: buffer), presets: presets, last: last)
            defer { session.end() }
            session.begin(&dialog)
            let answer = try host.runDialog(&dialog)
            switch answer {
            case .cancel: return .cancel
            case .ok: return .paint(session.shown)
            case .extra: return .importWeights(session.shown)
            }
        }
    }

    /// Fills in what never changes.
    ///
    /// - Returns: The access keys of the buttons.
    private func describe(_ dialog: inout nst_dialog, _ strings: inout CStrings) -> Set<Character> {
        let labels = AccessKeys.distinct(
            [
                localized("_Paint"), localized("_Cancel"), localized("Import _weights…"), localized("Reset"),
                localized("Ad_vanced"), localized("Show the _original"),
            ], reserved: Self.helpKeys)
        dialog.title = strings.copy(localized("Neural Style Transfer"))
        dialog.introduction = strings.copy(
            localized("Paint the layer “{name}” in the style of another picture.", ["name": content.name]))
        dialog.notice = strings.copy(notice)
        dialog.ok_label = strings.copy(labels[0])
        dialog.cancel_label = strings.copy(labels[1])
        dialog.extra_label = strings.copy(labels[2])
        dialog.reset_label = strings.copy(labels[3])
        dialog.advanced_label = strings.copy(labels[4])
        dialog.original_label = strings.copy(labels[5])
        dialog.preview_label = strings.copy(localized("Preview"))
        dialog.preview_side = Int32(PreviewPictures.side)
        dialog.help_id = strings.copy(NST_PROCEDURE_NAME)
        return Self.helpKeys.union(labels.compactMap(AccessKeys.key))
    }

    /// GTK's Help button.
    private static let helpKeys: Set<Character> = ["h"]
}
