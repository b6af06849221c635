import CGimpShim
import NSTOptions
import NSTPictures

/// What happens in the dialog while it is open: what follows from a change of a control.
final class DialogSession {
    let values: FormValues
    let presets: PresetChooser
    let chooser: StyleChooser
    private let host: Host
    private let environment: PluginEnvironment
    private let content: Drawable
    private let preview: Preview

    /// What the controls show.
    var draft: SettingsDraft
    /// What couldn't be done, until the next change; it doesn't keep from painting.
    var trouble: String?
    /// Why what the controls show can't be painted.
    private var obstacle: String?
    private var estimate: Estimate?
    private var pictures: PreviewPictures?
    private let shownPicture = ShownPicture()
    private var said: String?

    var strings = CStrings()
    var presetTitles = ShownChoices()
    var styleNames = ShownChoices()

    private var settings: Settings { draft.settings }

    init(
        host: Host, environment: PluginEnvironment, cache: NetworkCache, content: Drawable, values: FormValues,
        presets: PresetChooser, last: StyleDialog.Draft
    ) {
        self.host = host
        self.environment = environment
        self.content = content
        self.values = values
        self.presets = presets
        draft = last.settings
        preview = Preview(environment: environment, cache: cache)
        chooser = StyleChooser(last.style, on: host)
    }

    deinit { strings.free() }

    // MARK: The dialog's life

    /// Fills the controls, and listens to them from now on.
    func begin(_ dialog: inout nst_dialog) {
        trouble = presets.problems.first.map(Self.sentence)
        // A look may have been deleted since.
        if presets.presets[draft.settings.preset] == nil { draft.settings.preset = Presets.standardName }
        show()
        dialog.listener = Unmanaged.passUnretained(self).toOpaque()
        dialog.update = { listener, dialog, event, control in
            guard let listener, let dialog else { return }
            Unmanaged<DialogSession>.fromOpaque(listener).takeUnretainedValue()
                .update(&dialog.pointee, event: Int(event), control: Int(control))
        }
        refresh(&dialog)
    }

    /// What the controls show, whether or not it makes sense.
    var shown: StyleDialog.Draft {
        StyleDialog.Draft(style: chooser.source ?? .drawable(-1), settings: draft, plan: estimate?.plan)
    }

    /// Ends the preview and closes the style's file.
    func end() {
        preview.end { host.wait(seconds: 0.02) }
        chooser.close()
    }

    private func update(_ dialog: inout nst_dialog, event: Int, control: Int) {
        switch event {
        case NST_EVENT_CHANGED where values.form.fields.indices.contains(control):
            change(values.form.fields[control], at: control)
            refresh(&dialog)
        case NST_EVENT_RESET:
            trouble = nil
            draft = SettingsDraft(Settings())
            show()
            refresh(&dialog)
        case NST_EVENT_ANSWERED:
            if isOtherStyleShown { takeStyle() }
            // What is being written may not have been told as a change.
            for (index, field) in values.form.fields.enumerated() {
                if case .option(let option) = field { values.take(option, at: index, into: &draft) }
            }
        default:
            if isOtherStyleShown {
                takeStyle()
                refresh(&dialog)
            }
            tick(&dialog)
        }
    }

    private func tick(_ dialog: inout nst_dialog) {
        say(status, &dialog)
        if let next = preview.tick() { shownPicture.show(next, in: &dialog) }
    }

    // MARK: What follows from a change

    private func change(_ field: DialogForm.Field, at index: Int) {
        trouble = nil
        switch field {
        case .preset: takePreset()
        case .savePreset: savePreset()
        case .deletePreset: deletePreset()
        case .style: takeStyle()
        case .option(let option): values.take(option, at: index, into: &draft)
        }
    }

    /// Brings everything up to date that depends on the controls.
    private func refresh(_ dialog: inout nst_dialog) {
        values.updateSensitivity(draft)
        estimate = nil
        obstacle = draft.error?.sentence
        var pictures: PreviewPictures?
        var initial: RGBImage?
        if obstacle == nil {
            do {
                let styles = try StyleSelection(chooser.drawable, for: content, on: host)
                estimate = try makeEstimate(styles)
                if environment.findWeights(settings.network) == nil {
                    pictures = try readPictures(styles)
                    initial = try host.initialPicture(settings, longest: PreviewPictures.side)
                }
            } catch {
                obstacle = Self.sentence(of: error)
            }
        }
        preview.show(pictures, settings: settings, initial: initial)
        dialog.is_unready = obstacle == nil ? 0 : 1
        say(status, &dialog)
    }

    /// Reads the preview's pictures where the style is another than last time: a slider that moves must not wait for it.
    private func readPictures(_ styles: StyleSelection) throws -> PreviewPictures {
        if let pictures, pictures.drawable == styles.chosen.id { return pictures }
        let read = try PreviewPictures(of: content, styles: styles, from: host)
        pictures = read
        return read
    }

    private func makeEstimate(_ styles: StyleSelection) throws -> Estimate {
        try Placement.check(settings.result, for: content)
        guard let (part, isSelected) = host.selection(on: content) else {
            throw PluginError.selectionMissesLayer(name: content.name)
        }
        let names = PictureNames(content: content, styles: styles)
        return Estimate(
            plan: try Planner(host: host, environment: environment, names: names)
                .plan(part, of: content, isSelected: isSelected, in: styles, settings))
    }

    /// The line below the controls.
    private var status: String {
        trouble ?? obstacle ?? estimate?.sentence(at: preview.speed(of: settings.network)) ?? ""
    }

    private func say(_ text: String, _ dialog: inout nst_dialog) {
        guard text != said else { return }
        said = text
        dialog.status = strings.copy(text)
    }

    private static func sentence(of error: any Error) -> String {
        switch error {
        case let error as PluginError: error.sentence
        case let error as SettingsError: error.sentence
        case let error as PresetError: error.sentence
        default: PluginError.unexpected(description: "\(error)").sentence
        }
    }

    /// Makes the controls show the draft.
    func show() {
        values.show(draft, &strings)
        showPresets()
        showStyle()
    }

    /// Does something whose failure is told below the controls.
    func attempt(_ body: () throws -> Void) {
        do {
            try body()
        } catch {
            trouble = Self.sentence(of: error)
        }
    }
}
