/// One option of a run: its name in scripts, what a user reads about it, its range, and how it gets into `Settings`.
package struct PaintingOption: Sendable {
    /// What values an option takes.
    package enum Kind: Sendable {
        /// A whole number.
        case integer(ClosedRange<Int>)
        /// A number.
        case number(ClosedRange<Double>)
        /// One of several words, each with the text that a user reads.
        case choice([(value: String, label: String)])
        /// Names of layers, separated by commas, or `none`.
        case layers
    }

    /// Who an option is for.
    package enum Level: String, Sendable, CaseIterable {
        /// Everybody: what a dialog shows first.
        case basic
        /// Whoever knows the method.
        case advanced
    }

    /// The name in an options string, such as `style-weight`.
    package let key: String
    /// What a dialog calls it, with an underscore before the letter of its access key; marked for translation.
    package let label: String
    /// Plain words first, then the technical term; marked for translation.
    package let help: String
    /// What values it takes.
    package let kind: Kind
    /// Who it is for.
    package let level: Level
    /// The value of some settings, as text that `parse` reads back.
    package let text: @Sendable (Settings) -> String
    /// Reads a value into settings; range and form have been checked by the table where `kind` says them.
    let assign: @Sendable (inout Settings, String) throws(SettingsError) -> Void

    /// The range of a number, whole or not; `nil` for other kinds.
    package var range: ClosedRange<Double>? {
        switch kind {
        case .integer(let range): Double(range.lowerBound)...Double(range.upperBound)
        case .number(let range): range
        case .choice, .layers: nil
        }
    }

    /// The label without the underscore that marks a dialog's access key.
    package var title: String { label.filter { $0 != "_" } }

    /// The default, as text.
    package var defaultText: String { text(Settings()) }
}
