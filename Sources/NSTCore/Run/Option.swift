/// Marks a string for translation. The engine never translates; `scripts/update-po.sh` collects the marked strings and
/// the plug-in looks them up.
@inlinable
public func translatable(_ text: StaticString) -> String { "\(text)" }

/// One option of a run: its name in scripts, what a user reads about it, its range, and how it gets into `Settings`.
public struct Option: Sendable {
    /// What values an option takes.
    public enum Kind: Sendable {
        /// A whole number.
        case integer(ClosedRange<Int>)
        /// A number.
        case number(ClosedRange<Double>)
        /// One of several words, each with the text that a user reads.
        case choice([(value: String, label: String)])
        /// Names of layers, separated by commas, or `none`.
        case layers
    }

    /// The name in an options string, such as `style-weight`.
    public let key: String
    /// What a dialog calls it, with an underscore before the letter of its access key; marked for translation.
    public let label: String
    /// Plain words first, then the technical term; marked for translation.
    public let help: String
    /// What values it takes.
    public let kind: Kind
    /// The value of some settings, as text that `parse` reads back.
    public let text: @Sendable (Settings) -> String
    /// Reads a value into settings; range and form have been checked by the table where `kind` says them.
    let assign: @Sendable (inout Settings, String) throws(SettingsError) -> Void

    /// The range of a number, whole or not; `nil` for other kinds.
    public var range: ClosedRange<Double>? {
        switch kind {
        case .integer(let range): Double(range.lowerBound)...Double(range.upperBound)
        case .number(let range): range
        case .choice, .layers: nil
        }
    }

    /// The label without the underscore that marks a dialog's access key.
    public var title: String { label.filter { $0 != "_" } }

    /// The default, as text.
    public var defaultText: String { text(Settings()) }
}

extension Option {
    /// A whole number.
    static func integer(
        _ key: String, _ range: ClosedRange<Int>, _ path: any WritableKeyPath<Settings, Int> & Sendable,
        label: String, help: String
    ) -> Option {
        Option(key: key, label: label, help: help, kind: .integer(range), text: { String($0[keyPath: path]) }) {
            (settings, text) throws(SettingsError) in
            guard let value = Int(text) ?? Double(text).flatMap({ Int(exactly: $0) }) else {
                // A number too long for Int is still a whole number.
                guard let number = Double(text), number.isFinite, number == number.rounded() else {
                    throw .notANumber(option: key, value: text, whole: true)
                }
                throw .outOfRange(
                    option: key, value: text, minimum: Double(range.lowerBound), maximum: Double(range.upperBound))
            }
            guard range.contains(value) else {
                throw .outOfRange(
                    option: key, value: text, minimum: Double(range.lowerBound), maximum: Double(range.upperBound))
            }
            settings[keyPath: path] = value
        }
    }

    /// A number.
    static func number(
        _ key: String, _ range: ClosedRange<Double>, _ path: any WritableKeyPath<Settings, Double> & Sendable,
        label: String, help: String
    ) -> Option {
        Option(key: key, label: label, help: help, kind: .number(range), text: { shortText($0[keyPath: path]) }) {
            (settings, text) throws(SettingsError) in
            settings[keyPath: path] = try parseNumber(text, key: key, range: range)
        }
    }

    /// A number that may be left to the losses: `auto`.
    static func automaticNumber(
        _ key: String, _ range: ClosedRange<Double>, _ path: any WritableKeyPath<Settings, Double?> & Sendable,
        label: String, help: String
    ) -> Option {
        Option(
            key: key, label: label, help: help, kind: .number(range),
            text: { $0[keyPath: path].map(shortText) ?? "auto" }
        ) { (settings, text) throws(SettingsError) in
            if text == "auto" {
                settings[keyPath: path] = nil
            } else {
                settings[keyPath: path] = try parseNumber(text, key: key, range: range)
            }
        }
    }

    /// One of the cases of an enumeration.
    static func choice<Value: RawRepresentable & CaseIterable & Sendable>(
        _ key: String, _ path: any WritableKeyPath<Settings, Value> & Sendable, label: String, help: String,
        labels: @Sendable (Value) -> String
    ) -> Option where Value.RawValue == String {
        let choices = Value.allCases.map { (value: $0.rawValue, label: labels($0)) }
        return Option(
            key: key, label: label, help: help, kind: .choice(choices), text: { $0[keyPath: path].rawValue }
        ) { (settings, text) throws(SettingsError) in
            guard let value = Value(rawValue: text) else {
                throw .unknownChoice(option: key, value: text, allowed: choices.map(\.value))
            }
            settings[keyPath: path] = value
        }
    }

    /// Names of layers.
    static func layers(
        _ key: String, _ path: any WritableKeyPath<Settings, [LayerName]> & Sendable, label: String, help: String
    ) -> Option {
        Option(
            key: key, label: label, help: help, kind: .layers,
            text: { settings in
                let names = settings[keyPath: path].map(\.description)
                return names.isEmpty ? "none" : names.joined(separator: ",")
            }
        ) { (settings, text) throws(SettingsError) in
            var layers: [LayerName] = []
            for name in text == "none" ? [] : text.split(separator: ",", omittingEmptySubsequences: false) {
                guard let layer = LayerName(name), !layers.contains(layer) else {
                    throw .unknownLayer(option: key, value: String(name), network: settings.network)
                }
                layers.append(layer)
            }
            settings[keyPath: path] = layers
        }
    }

    /// A number without a superfluous `.0`.
    private static func shortText(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    }

    private static func parseNumber(
        _ text: String, key: String, range: ClosedRange<Double>
    ) throws(SettingsError) -> Double {
        guard let value = Double(text), !value.isNaN else {
            throw .notANumber(option: key, value: text, whole: false)
        }
        guard range.contains(value) else {
            throw .outOfRange(option: key, value: text, minimum: range.lowerBound, maximum: range.upperBound)
        }
        return value
    }
}
