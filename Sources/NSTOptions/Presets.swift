import FoundationEssentials

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

    /// The presets that come with the program.
    package static let builtIn: Presets = {
        // A test makes sure that the file can be read.
        (try? load(data: PackageResources.presets_json)) ?? Presets(all: [])
    }()

    /// The preset of this name.
    package subscript(name: some StringProtocol) -> Preset? { all.first { $0.name == name } }

    /// These presets and a user's own behind them.
    ///
    /// - Throws: `PresetError.repeatedName` where a name is taken.
    package func adding(_ others: Presets) throws(PresetError) -> Presets {
        for preset in others.all where self[preset.name] != nil { throw .repeatedName(preset.name) }
        return Presets(all: all + others.all)
    }

    /// Reads a file of presets, JSON in UTF-8:
    /// `{"presets": [{"name": "…", "title": "…", "description": "…", "source": "…", "options": {"size": "512"}}]}`.
    /// Options are those of `OptionTable`, their values strings or numbers; `source` may be left out.
    ///
    /// - Throws: `PresetError` for the first preset that is wrong.
    package static func load(data: [UInt8]) throws(PresetError) -> Presets {
        let file: File
        do {
            file = try JSONDecoder().decode(File.self, from: Data(data))
        } catch {
            throw .malformed(place: place(of: error))
        }
        var presets: [Preset] = []
        for entry in file.presets {
            guard isName(entry.name) else { throw .invalidName(entry.name) }
            guard !presets.contains(where: { $0.name == entry.name }) else { throw .repeatedName(entry.name) }
            var settings: Settings
            do {
                // In the order of names, so that the same file always gives the same error.
                settings = try OptionTable.parsePreset(
                    entry.options.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.text)" })
            } catch {
                throw .wrongOption(preset: entry.name, error)
            }
            settings.preset = entry.name
            presets.append(
                Preset(
                    name: entry.name, title: entry.title, summary: entry.description, source: entry.source ?? "",
                    settings: settings))
        }
        return Presets(all: presets)
    }

    /// Names must fit into a word of an options string, and look like one.
    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64
            && text.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    /// Where in the file a decoder stopped, such as `presets[2].name`; empty where it isn't JSON at all.
    private static func place(of error: any Error) -> String {
        guard let error = error as? DecodingError else { return "" }
        let path: [any CodingKey]
        switch error {
        case .keyNotFound(let key, let context): path = context.codingPath + [key]
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            path = context.codingPath
        @unknown default: path = []
        }
        return path.reduce(into: "") { text, key in
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += (text.isEmpty ? "" : ".") + key.stringValue
            }
        }
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

/// The file as it stands.
private struct File: Decodable {
    var presets: [Entry]

    struct Entry: Decodable {
        var name: String
        var title: String
        var description: String
        var source: String?
        var options: [String: Value]
    }

    /// An option's value: a string, or a number for convenience.
    struct Value: Decodable {
        var text: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self.text = text
            } else if let number = try? container.decode(Int.self) {
                text = String(number)
            } else {
                text = String(try container.decode(Double.self))
            }
        }
    }
}
