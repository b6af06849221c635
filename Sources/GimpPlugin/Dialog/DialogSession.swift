import CGimpShim
import NSTOptions
import NSTPictures

/// What happens in the dialog while it is open: what follows from a change of a control.
final class DialogSession {
    private let host: Host
    private let environment: PluginEnvironment
    private let content: Drawable
    private let values: FormValues
    private let presets: PresetChooser
    private let preview: Preview
    private let chooser: StyleChooser

    /// What the controls showed last that made sense.
    private var settings: Settings
    /// Why the controls make no sense, or why something couldn't be done.
    private var problem: String?
    private var estimate: Estimate?
    private var strings = CStrings()
    private var pictures: PreviewPictures?
    /// What C draws from; it stays where it is until the next picture.
    private var pixels: [UnsafeMutableBufferPointer<UInt8>] = []

    init(
        host: Host, environment: PluginEnvironment, cache: NetworkCache, content: Drawable, values: FormValues,
        last: StyleDialog.Choice
    ) {
        self.host = host
        self.environment = environment
        self.content = content
        self.values = values
        settings = last.settings
        presets = PresetChooser(on: host)
        preview = Preview(environment: environment, cache: cache)
        chooser = StyleChooser(last.style, on: host)
    }

    deinit {
        strings.free()
        for buffer in pixels { buffer.deallocate() }
    }

    // MARK: The dialog's life

    /// Fills the controls, and listens to them from now on.
    func begin(_ dialog: inout nst_dialog) {
        attempt { try presets.load() }
        show()
        dialog.listener = Unmanaged.passUnretained(self).toOpaque()
        dialog.update = { listener, dialog, event, control in
            guard let listener, let dialog else { return }
            Unmanaged<DialogSession>.fromOpaque(listener).takeUnretainedValue()
                .update(&dialog.pointee, event: Int(event), control: Int(control))
        }
        refresh(&dialog)
    }

    /// What the controls show.
    ///
    /// - Throws: `SettingsError` where that makes no sense.
    func choice() throws -> StyleDialog.Choice {
        if let wrong { throw wrong }
        return StyleDialog.Choice(
            style: chooser.source ?? .drawable(-1), settings: settings, plan: estimate?.plan)
    }

    /// Ends the preview and closes the style's file.
    func end() {
        preview.end { host.wait(seconds: 0.02) }
        chooser.close()
    }

    /// What is wrong with the controls' values.
    private var wrong: SettingsError?

    private func update(_ dialog: inout nst_dialog, event: Int, control: Int) {
        switch event {
        case NST_EVENT_CHANGED where values.form.fields.indices.contains(control):
            change(values.form.fields[control])
            refresh(&dialog)
        case NST_EVENT_RESET:
            problem = nil
            settings = Settings()
            show()
            refresh(&dialog)
        case NST_EVENT_ANSWERED:
            if isOtherStyleShown { change(.style) }
            read()
        default:
            // The list of layers chooses one by itself where the last one is gone.
            if isOtherStyleShown {
                change(.style)
                refresh(&dialog)
            }
            tick(&dialog)
        }
    }

    private var isOtherStyleShown: Bool {
        let value = values.controls[values.form.styleIndex].value
        return value > 0 && value != chooser.value
    }

    private func tick(_ dialog: inout nst_dialog) {
        if let estimate, problem == nil { say(estimate.sentence(at: preview.speed(of: settings.network)), &dialog) }
        guard let next = preview.tick() else { return }
        let old = pixels
        pixels = [Self.copy(next.painting), Self.copy(next.original)]
        dialog.picture = UnsafePointer(pixels[0].baseAddress)
        dialog.original = UnsafePointer(pixels[1].baseAddress)
        dialog.picture_width = Int32(next.width)
        dialog.picture_height = Int32(next.height)
        dialog.picture_serial += 1
        for buffer in old { buffer.deallocate() }
    }

    private static func copy(_ bytes: [UInt8]) -> UnsafeMutableBufferPointer<UInt8> {
        let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        _ = buffer.initialize(from: bytes)
        return buffer
    }

    // MARK: What follows from a change

    private func change(_ field: DialogForm.Field) {
        problem = nil
        switch field {
        case .preset: takePreset()
        case .savePreset: savePreset()
        case .deletePreset: deletePreset()
        case .style:
            chooser.choose(values.controls[values.form.styleIndex].value)
            problem = chooser.problem?.sentence
            showStyle()
        case .option: read()
        }
    }

    /// Brings everything up to date that depends on the controls.
    private func refresh(_ dialog: inout nst_dialog) {
        values.updateSensitivity(settings)
        estimate = nil
        var pictures: PreviewPictures?
        var initial: RGBImage?
        if problem == nil {
            do {
                let styles = try StyleSelection(chooser.drawable, for: content, on: host)
                estimate = try makeEstimate(styles)
                if environment.findWeights(settings.network) == nil {
                    pictures = try readPictures(styles)
                    initial = try host.initialPicture(settings, longest: PreviewPictures.side)
                }
            } catch {
                problem = Self.sentence(of: error)
            }
        }
        preview.show(pictures, settings: settings, initial: initial)
        dialog.is_unready = estimate == nil || wrong != nil ? 1 : 0
        say(problem ?? estimate?.sentence(at: preview.speed(of: settings.network)) ?? "", &dialog)
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
                .plan(part, of: content, isSelected: isSelected, in: styles, settings, made: estimate?.plan))
    }

    private func say(_ text: String, _ dialog: inout nst_dialog) {
        guard text != said else { return }
        said = text
        dialog.status = strings.copy(text)
    }

    private var said: String?

    private static func sentence(of error: any Error) -> String {
        switch error {
        case let error as PluginError: error.sentence
        case let error as SettingsError: error.sentence
        case let error as PresetError: error.sentence
        default: PluginError.resultRefused.sentence
        }
    }

    // MARK: Values

    private func show() {
        wrong = nil
        values.show(settings, &strings)
        showPresets()
        showStyle()
    }

    private func read() {
        do {
            let name = presets.name(at: presetIndex) ?? settings.preset
            settings = try values.read(after: settings, preset: name, presets: presets.presets)
            wrong = nil
        } catch {
            wrong = error
            problem = error.sentence
        }
    }

    private func showStyle() {
        let index = values.form.styleIndex
        let choices = chooser.choices
        if choices != shownStyles {
            shownStyles = choices
            values.controls[index].choices = UnsafePointer(strings.copy(choices))
            values.controls[index].choice_count = Int32(choices.count)
        }
        values.controls[index].value = chooser.value
    }

    private var shownStyles: [String]?

    // MARK: Presets

    private func control(_ name: String) -> Int? {
        values.controls.indices.first { values.controls[$0].name.map { String(cString: $0) } == name }
    }

    private var presetIndex: Int {
        control("preset").flatMap { Int(exactly: values.controls[$0].value) } ?? -1
    }

    private func takePreset() {
        guard let chosen = presets.settings(at: presetIndex, after: settings) else { return }
        settings = chosen
        show()
    }

    private func showPresets() {
        guard let index = control("preset") else { return }
        let titles = presets.titles
        if titles != shownPresets {
            shownPresets = titles
            values.controls[index].choices = UnsafePointer(strings.copy(titles))
            values.controls[index].choice_count = Int32(titles.count)
        }
        values.controls[index].value = Double(presets.index(of: settings.preset))
        if let delete = control("delete-preset") {
            values.controls[delete].is_insensitive = presets.isOwn(settings.preset) ? 0 : 1
        }
    }

    private var shownPresets: [String]?

    private func savePreset() {
        read()
        guard wrong == nil else { return }
        attempt { if let name = try presets.save(settings) { settings.preset = name } }
        showPresets()
    }

    private func deletePreset() {
        attempt {
            try presets.delete(settings.preset)
            // The controls stay what they are.
            settings.preset = Presets.standardName
        }
        showPresets()
    }

    /// Does something whose failure is told below the controls.
    private func attempt(_ body: () throws -> Void) {
        do {
            try body()
        } catch {
            problem = Self.sentence(of: error)
        }
    }
}
