/// One option of a painting: its name in scripts, what a user reads about it, its range, and how it gets into `Settings`.
package struct PaintingOption: Sendable {
    /// What values an option takes.
    package enum Kind: Sendable {
        /// A whole number.
        case integer(ClosedRange<Int>)
        /// A number.
        case number(ClosedRange<Double>)
        /// One of several words, each with the text that a user reads.
        case choice([(value: String, label: String)])
        /// Names of layers, each with its weight behind a colon or without one, separated by commas, or `none`.
        case layers
        /// An amount of memory in bytes, or `auto`.
        case memory(ClosedRange<Int>)
    }

    /// Who an option is for.
    package enum Level: String, Sendable, CaseIterable {
        /// Everybody: what a dialog shows first.
        case basic
        /// Whoever knows the method.
        case advanced
    }

    /// What an option is a part of.
    package enum Scope: Sendable, CaseIterable {
        /// A look (preset): it decides what paintings look like.
        case look
        /// One painting: a look says something of it only where it is meant to.
        case painting
        /// The circumstances in which a painting is made, such as the machine or the layers that happen to be open:
        /// neither looks nor records keep it.
        case occasion
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
    /// What it is a part of.
    package var scope = Scope.look
    /// The value of some settings, as text that `parse` reads back.
    package let text: @Sendable (Settings) -> String
    /// Reads a value into settings; range and form have been checked by the table where `kind` says them.
    let assign: @Sendable (inout Settings, String) throws(SettingsError) -> Void

    /// Sets the option to the value that `text` writes; whether that goes with the others, `OptionTable.check` tells.
    ///
    /// - Throws: `SettingsError` where it isn't a value of the option; the settings then stay what they were.
    package func set(_ text: String, in settings: inout Settings) throws(SettingsError) {
        try assign(&settings, text)
    }

    /// The range of a number, whole or not; `nil` for other kinds.
    package var range: ClosedRange<Double>? {
        switch kind {
        case .integer(let range): Double(range.lowerBound)...Double(range.upperBound)
        case .number(let range): range
        case .choice, .layers, .memory: nil
        }
    }

    /// The label without the underscore that marks a dialog's access key.
    package var title: String { label.filter { $0 != "_" } }

    /// The default, as text.
    package var defaultText: String { text(Settings()) }
}
