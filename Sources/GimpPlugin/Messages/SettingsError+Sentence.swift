import NSTOptions

extension SettingsError {
    /// What the user reads: what was wrong, and what to do.
    var sentence: String { localized(message) }
}
