import NSTMessages
import NSTVGG

/// How options of each kind are read and written.
extension PaintingOption {
    /// A whole number.
    static func integer(
        _ key: String, _ range: ClosedRange<Int>, _ path: any WritableKeyPath<Settings, Int> & Sendable,
        level: Level = .advanced, scope: Scope = .look, label: String, help: String
    ) -> PaintingOption {
        PaintingOption(
            key: key, label: label, help: help, kind: .integer(range), level: level, scope: scope,
            text: { String($0[keyPath: path]) }
        ) {
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
        level: Level = .advanced, label: String, help: String
    ) -> PaintingOption {
        PaintingOption(
            key: key, label: label, help: help, kind: .number(range), level: level,
            text: { shortText($0[keyPath: path]) }
        ) {
            (settings, text) throws(SettingsError) in
            settings[keyPath: path] = try parseNumber(text, key: key, range: range)
        }
    }

    /// A number that may be left to the losses: `auto`.
    static func automaticNumber(
        _ key: String, _ range: ClosedRange<Double>, _ path: any WritableKeyPath<Settings, Double?> & Sendable,
        level: Level = .advanced, label: String, help: String
    ) -> PaintingOption {
        PaintingOption(
            key: key, label: label, help: help, kind: .number(range), level: level,
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
        _ key: String, _ path: any WritableKeyPath<Settings, Value> & Sendable, level: Level = .advanced,
        scope: Scope = .look, label: String, help: String,
        labels: @Sendable (Value) -> String
    ) -> PaintingOption where Value.RawValue == String {
        let choices = Value.allCases.map { (value: $0.rawValue, label: labels($0)) }
        return PaintingOption(
            key: key, label: label, help: help, kind: .choice(choices), level: level, scope: scope,
            text: { $0[keyPath: path].rawValue }
        ) { (settings, text) throws(SettingsError) in
            guard let value = Value(rawValue: text) else {
                throw .unknownChoice(option: key, value: text, allowed: choices.map(\.value))
            }
            settings[keyPath: path] = value
        }
    }

    /// One of the cases of an enumeration, or what follows from other options: `auto`.
    static func automaticChoice<Value: RawRepresentable & CaseIterable & Sendable>(
        _ key: String, _ path: any WritableKeyPath<Settings, Value?> & Sendable, level: Level = .advanced,
        label: String, help: String, automatic: String, labels: @Sendable (Value) -> String
    ) -> PaintingOption where Value.RawValue == String {
        let choices =
            [(value: "auto", label: automatic)] + Value.allCases.map { (value: $0.rawValue, label: labels($0)) }
        return PaintingOption(
            key: key, label: label, help: help, kind: .choice(choices), level: level,
            text: { $0[keyPath: path]?.rawValue ?? "auto" }
        ) { (settings, text) throws(SettingsError) in
            let value = Value(rawValue: text)
            guard value != nil || text == "auto" else {
                throw .unknownChoice(option: key, value: text, allowed: choices.map(\.value))
            }
            settings[keyPath: path] = value
        }
    }

    /// Yes or no.
    static func yesNo(
        _ key: String, _ path: any WritableKeyPath<Settings, Bool> & Sendable, level: Level = .advanced,
        label: String, help: String
    ) -> PaintingOption {
        let choices = [(value: "yes", label: translatable("Yes")), (value: "no", label: translatable("No"))]
        return PaintingOption(
            key: key, label: label, help: help, kind: .choice(choices), level: level,
            text: { $0[keyPath: path] ? "yes" : "no" }
        ) { (settings, text) throws(SettingsError) in
            guard text == "yes" || text == "no" else {
                throw .unknownChoice(option: key, value: text, allowed: choices.map(\.value))
            }
            settings[keyPath: path] = text == "yes"
        }
    }

    /// The preset. Which there are `OptionTable.parse` knows, and it begins with the preset's settings; here only the
    /// name is kept.
    static func preset(_ key: String, level: Level = .basic, label: String, help: String) -> PaintingOption {
        PaintingOption(
            key: key, label: label, help: help,
            kind: .choice(Presets.builtIn.all.map { (value: $0.name, label: $0.title) }), level: level,
            text: { $0.preset }
        ) { (settings, text) throws(SettingsError) in settings.preset = text }
    }

    /// Names of layers.
    static func layers(
        _ key: String, _ path: any WritableKeyPath<Settings, WeightedLayers> & Sendable, level: Level = .advanced,
        label: String, help: String
    ) -> PaintingOption {
        PaintingOption(
            key: key, label: label, help: help, kind: .layers, level: level,
            text: { $0[keyPath: path].text }
        ) { (settings, text) throws(SettingsError) in
            settings[keyPath: path] = try WeightedLayers.read(text, option: key, network: settings.network)
        }
    }

    /// An amount of memory, or what is free: `auto`.
    static func memory(
        _ key: String, _ path: any WritableKeyPath<Settings, MemoryLimit> & Sendable, level: Level = .advanced,
        scope: Scope = .occasion, label: String, help: String
    ) -> PaintingOption {
        let range = MemoryLimit.range
        return PaintingOption(
            key: key, label: label, help: help, kind: .memory(range), level: level, scope: scope,
            text: { $0[keyPath: path].description }
        ) { (settings, text) throws(SettingsError) in
            guard let limit = MemoryLimit(text) else { throw .notAMemorySize(option: key, value: text) }
            if case .bytes(let bytes) = limit, !range.contains(bytes) {
                throw .memoryOutOfRange(
                    option: key, value: text, minimum: range.lowerBound, maximum: range.upperBound)
            }
            settings[keyPath: path] = limit
        }
    }

    /// A number without a superfluous `.0`.
    static func shortText(_ value: Double) -> String {
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
