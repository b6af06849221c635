import NSTMessages

extension SettingsError {
    /// What the user reads: what was wrong, and what to do.
    package var message: Message {
        switch self {
        case .malformedWord(let word):
            Message(
                translatable("“{word}” isn't an option: write options as key=value, with spaces in between."),
                ["word": word])
        case .unknownOption(let key, let suggestion?):
            Message(
                translatable("There is no option “{key}”: did you mean “{suggestion}”?"),
                ["key": key, "suggestion": suggestion])
        case .unknownOption(let key, nil):
            Message(
                translatable("There is no option “{key}”: the options are {options}."),
                ["key": key, "options": OptionTable.all.map(\.key).joined(separator: ", ")])
        case .unknownPreset(let name, let suggestion?, _):
            Message(
                translatable("There is no preset “{name}”: did you mean “{suggestion}”?"),
                ["name": name, "suggestion": suggestion])
        case .unknownPreset(let name, nil, let allowed):
            Message(
                translatable("There is no preset “{name}”: the presets are {presets}."),
                ["name": name, "presets": allowed.joined(separator: ", ")])
        case .repeatedOption(let key):
            Message(translatable("The option “{key}” is given twice: leave one of them out."), ["key": key])
        case .notANumber(let key, let value, whole: true):
            Message(
                translatable("“{value}” for “{key}” isn't a whole number: write digits only."),
                ["key": key, "value": value])
        case .notANumber(let key, let value, whole: false):
            Message(
                translatable("“{value}” for “{key}” isn't a number: write one such as 10 or 0.5."),
                ["key": key, "value": value])
        case .outOfRange(let key, let value, let minimum, let maximum):
            Message(
                translatable("“{key}” can't be {value}: choose a value from {minimum} to {maximum}."),
                ["key": key, "value": value, "minimum": plain(minimum), "maximum": plain(maximum)])
        case .unknownChoice(let key, let value, let allowed):
            Message(
                translatable("“{key}” can't be “{value}”: choose one of {allowed}."),
                ["key": key, "value": value, "allowed": allowed.joined(separator: ", ")])
        case .unknownLayer(let key, let value, let network):
            Message(
                translatable(
                    "“{value}” in “{key}” isn't a layer of {network}: use names such as relu4_2, each once, separated by commas, or none."
                ),
                ["key": key, "value": value, "network": network.rawValue])
        case .notAMemorySize(let key, let value):
            Message(
                translatable(
                    "“{value}” for “{key}” isn't an amount of memory: write a number with a unit, such as 4G or 512M, or auto."
                ),
                ["key": key, "value": value])
        case .memoryOutOfRange(let key, let value, let minimum, let maximum):
            Message(
                translatable("“{key}” can't be {value}: choose a value from {minimum} to {maximum}."),
                [
                    "key": key, "value": value, "minimum": MemorySize(bytes: minimum).description,
                    "maximum": MemorySize(bytes: maximum).description,
                ])
        case .notOfPresets(let key):
            Message(
                translatable("“{key}” can't be set by a preset, because it belongs to a single run: leave it out."),
                ["key": key])
        case .nothingToOptimise:
            Message(
                translatable(
                    "Neither content nor style is left to work on: give at least one of them a weight and a layer."))
        }
    }

    private func plain(_ value: Double) -> String {
        abs(value) < 1e15 && value == value.rounded() ? String(Int(value)) : String(value)
    }
}
