import NSTOptions

extension PresetError {
    /// What the user reads about a file of presets of theirs: what was wrong, and what to do.
    var sentence: String {
        switch self {
        case .malformed(""):
            localized("The file of presets isn't JSON: compare it with the example in the program's documentation.")
        case .malformed(let place):
            localized(
                "“{place}” is missing or isn't what it should be: each preset has a name, a title, a description and options.",
                ["place": place])
        case .invalidName(let name):
            localized(
                "“{name}” can't be a preset's name: use small letters, digits and hyphens.", ["name": name])
        case .repeatedName(let name):
            localized("There is a preset “{name}” already: give this one another name.", ["name": name])
        case .wrongOption(let preset, let error):
            localized("In the preset “{name}”: {problem}", ["name": preset, "problem": error.sentence])
        }
    }
}
