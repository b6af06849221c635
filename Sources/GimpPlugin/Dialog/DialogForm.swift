import CGimpShim
import NSTOptions

/// What the dialog asks, in the order in which it is shown. Everything but the style comes from the option table.
struct DialogForm {
    /// One control.
    enum Field {
        case preset
        case savePreset
        case deletePreset
        case style
        case option(PaintingOption)
    }

    let fields: [Field]
    /// What the sliders may come to show without having been moved to it.
    private let shown: [Settings]

    /// The options that come first, in this order; the others keep that of the table.
    private static let firstKeys = ["strength", "stroke-size", "detail", "smoothness", "colours", "size", "iterations"]
    /// A slider over more steps than this can't be set to one of them.
    private static let mostSteps = 10_000.0

    /// - Parameter shown: What the controls may come to show other than by being moved: the last settings and the presets'.
    init(showing shown: [Settings] = []) {
        self.shown = shown
        let others = OptionTable.all.filter { option in
            option.key != "preset" && !Self.firstKeys.contains(option.key)
        }
        let options =
            Self.firstKeys.compactMap(OptionTable.option) + others.filter { $0.level == .basic }
            + others.filter { $0.level == .advanced }
        fields = [.preset, .savePreset, .deletePreset, .style] + options.map(Field.option)
    }

    /// The options that are asked for.
    var options: [PaintingOption] {
        fields.compactMap { field in if case .option(let option) = field { option } else { nil } }
    }

    /// Where the field of the style stands.
    var styleIndex: Int { fields.firstIndex { if case .style = $0 { true } else { false } } ?? 0 }

    /// Where a field stands that isn't an option.
    func index(of field: Field) -> Int? { fields.firstIndex { Self.name($0) == Self.name(field) } }

    /// The controls, without values.
    ///
    /// - Parameter reserved: Access keys that the dialog's buttons have.
    func controls(excluding content: Drawable, reserved: Set<Character>, _ strings: inout CStrings) -> [nst_control] {
        let labels = AccessKeys.distinct(fields.map(Self.label), reserved: reserved)
        return zip(fields, labels).map { field, label in
            var control = nst_control()
            control.name = strings.copy(Self.name(field))
            control.label = strings.copy(label)
            control.tooltip = strings.copy(Self.help(field))
            control.excluded_drawable = -1
            switch field {
            case .preset: control.kind = Int32(NST_CONTROL_CHOICE)
            case .savePreset, .deletePreset: control.kind = Int32(NST_CONTROL_BUTTON)
            case .style:
                control.kind = Int32(NST_CONTROL_DRAWABLE)
                control.excluded_drawable = content.id
            case .option(let option): fill(&control, option, &strings)
            }
            return control
        }
    }

    private func fill(_ control: inout nst_control, _ option: PaintingOption, _ strings: inout CStrings) {
        control.is_advanced = option.level == .advanced ? 1 : 0
        if case .choice(let choices) = option.kind {
            control.offer(choices.map { localized(dynamic: $0.label) }, chosen: 0, &strings)
        } else if let range = option.range, Self.isSlider(option) {
            control.kind = Int32(NST_CONTROL_NUMBER)
            control.minimum = range.lowerBound
            control.maximum = range.upperBound
            control.digits = Int32(digits(option))
            control.step = range.upperBound - range.lowerBound < Self.smallSpan ? 0.05 : 1
        } else {
            control.kind = Int32(NST_CONTROL_TEXT)
        }
    }

    /// Below this span whole numbers are too coarse.
    private static let smallSpan = 10.0

    /// No value that somebody wrote has more decimals that matter.
    private static let mostDigits = 6

    /// Decimals that a slider shows: enough for what it may come to show, because GTK rounds a number to what is shown as
    /// soon as somebody walks through it with the keyboard.
    private func digits(_ option: PaintingOption) -> Int {
        guard case .number(let range) = option.kind else { return 0 }
        let usual = range.upperBound - range.lowerBound < Self.smallSpan ? 2 : 0
        return shown.map { Self.decimals(of: option.text($0)) }.reduce(usual, max)
    }

    private static func decimals(of number: String) -> Int {
        guard !number.contains("e") else { return mostDigits }
        return min(mostDigits, number.split(separator: ".").dropFirst().first?.count ?? 0)
    }

    /// Whether an option is a number that a slider can set; others are written.
    static func isSlider(_ option: PaintingOption) -> Bool {
        guard let range = option.range, Double(option.defaultText) != nil else { return false }
        return range.upperBound - range.lowerBound <= mostSteps
    }

    private static func name(_ field: Field) -> String {
        switch field {
        case .preset: "preset"
        case .savePreset: "save-preset"
        case .deletePreset: "delete-preset"
        case .style: "style"
        case .option(let option): option.key
        }
    }

    private static func label(_ field: Field) -> String {
        switch field {
        case .preset: OptionTable.option("preset").map { localized(dynamic: $0.label) } ?? ""
        case .savePreset: localized("Sa_ve…")
        case .deletePreset: localized("Delete")
        case .style: localized("_Style")
        case .option(let option): localized(dynamic: option.label)
        }
    }

    private static func help(_ field: Field) -> String {
        switch field {
        case .preset: OptionTable.option("preset").map { localized(dynamic: $0.help) } ?? ""
        case .savePreset: localized("Keep what the controls show as a look (preset) of your own.")
        case .deletePreset: localized("Delete the look (preset) that is chosen; only your own can be deleted.")
        case .style:
            localized(
                "The picture whose strokes and colours are taken over: a layer of this image or of any other that is open, a layer group of several, or a picture's file."
            )
        case .option(let option): localized(dynamic: option.help)
        }
    }
}
