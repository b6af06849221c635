/// Ready-made settings with a name: one of our looks, or what a paper or program does.
package struct Preset: Equatable, Sendable {
    /// The name in an options string: small letters, digits and hyphens.
    package let name: String
    /// What a dialog calls it; marked for translation.
    package let title: String
    /// What it does, in one sentence; marked for translation.
    package let summary: String
    /// The paper or code that it repeats, with the facts that the options follow, and what differs; empty for none.
    package let source: String
    /// The keys of the options that it names, rather than leaving them to the defaults.
    package let namedOptions: Set<String>
    /// What it means: the defaults with the preset's options.
    package let settings: Settings
}

/// A list of presets: the built-in ones, which stand in `Resources/presets.json`, or a user's own, from a file of the
/// same form.
package struct Presets: Equatable, Sendable {
    /// The presets in the order of their file.
    package let all: [Preset]

    /// The preset that is in force where none is named; it is the defaults of `Settings`.
    package static let standardName = "painterly"

    /// No presets.
    package static let none = Presets(all: [])

    /// The presets that come with the program.
    package static let builtIn: Presets = {
        // A test makes sure that the file can be read.
        (try? load(data: PackageResources.presets_json)) ?? .none
    }()

    /// The preset of this name.
    package subscript(name: some StringProtocol) -> Preset? { all.first { $0.name == name } }

    /// Reads a file of presets (`PresetFile`) that belongs to this version: what a preset doesn't say is today's default.
    ///
    /// - Throws: `PresetError` for the first preset that is wrong.
    package static func load(data: [UInt8]) throws(PresetError) -> Presets {
        let (presets, problems) = try PresetFile(data: data).presets(behind: .none, withoutVersion: Settings())
        if let problem = problems.first { throw problem }
        return presets
    }
}

/// What can be wrong with a file of presets.
package enum PresetError: Error, Equatable, Sendable {
    /// It isn't JSON of the right form; `place` is the first part that is missing or of another kind.
    case malformed(place: String)
    /// A preset's name has other letters than small ones, digits and hyphens.
    case invalidName(String)
    /// Two presets have the same name.
    case repeatedName(String)
    /// One of a preset's options is wrong.
    case wrongOption(preset: String, SettingsError)
}
