import NSTCore
import NSTOptions

/// Settings while they are edited, whether or not what was written makes sense.
struct SettingsDraft: Equatable {
    /// The last value of each option that was one.
    var settings: Settings
    /// What was written that is no value of its option, by the option's key.
    private var mistakes: [String: Mistake] = [:]

    private struct Mistake: Equatable {
        var text: String
        var error: SettingsError
    }

    init(_ settings: Settings) { self.settings = settings }

    /// What the control of an option shows: its value, or what was written instead.
    func text(of option: PaintingOption) -> String { mistakes[option.key]?.text ?? option.text(settings) }

    /// Whether what was written for an option is no value of it.
    func isMistaken(_ option: PaintingOption) -> Bool { mistakes[option.key] != nil }

    /// Sets an option to what was written, if that is a value, and remembers it otherwise.
    mutating func set(_ option: PaintingOption, to text: String) {
        do throws(SettingsError) {
            // Options strings can't hold white space, and lists of layers are easier to read with it.
            try option.set(text.filter { !$0.isWhitespace }, in: &settings)
            mistakes[option.key] = nil
        } catch {
            mistakes[option.key] = Mistake(text: text, error: error)
        }
    }

    /// The first thing that is wrong.
    var error: SettingsError? {
        if let mistaken = OptionTable.all.first(where: isMistaken) { return mistakes[mistaken.key]?.error }
        do throws(SettingsError) {
            try OptionTable.check(settings)
            return nil
        } catch {
            return error
        }
    }
}
