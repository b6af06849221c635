import FoundationEssentials

/// A file of presets as it stands, with what only other versions of the program know: it is kept.
///
/// JSON in UTF-8:
/// `{"presets": [{"name": "…", "title": "…", "description": "…", "source": "…", "version": "…", "options": {"size": "512"}}]}`.
/// Options are those of `OptionTable`, their values strings or numbers; `source` and `version`, the version of the
/// program that wrote it, may be left out.
package struct PresetFile: Equatable, Sendable {
    private static let list = "presets"
    /// 0.9.0 kept this option, too, though its layer is gone with the session.
    private static let formerKey = "init-layer"

    /// The file's members besides the presets.
    private var members: [String: JSONValue] = [:]
    private var entries: [JSONValue] = []

    /// A file without presets.
    package init() {}

    /// Reads a file; what is wrong with single presets, `presets` tells.
    ///
    /// - Throws: `PresetError.malformed` where there is no list of presets.
    package init(data: [UInt8]) throws(PresetError) {
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(data)),
            case .object(var members) = value
        else { throw .malformed(place: "") }
        guard case .array(let entries)? = members.removeValue(forKey: Self.list) else {
            throw .malformed(place: Self.list)
        }
        (self.members, self.entries) = (members, entries)
    }

    /// The file as it is written.
    package func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(JSONValue.object(members.merging([Self.list: .array(entries)]) { $1 }))
    }

    // MARK: Reading presets

    /// The presets that this version understands, behind others, and what is wrong with the rest, in their order.
    package func presets(behind others: Presets = .none) -> (presets: Presets, problems: [PresetError]) {
        // Who wrote no version is 0.9.0 or older.
        presets(behind: others, withoutVersion: PastDefaults.settings(of: nil))
    }

    /// - Parameter defaults: What a preset that names no version doesn't say.
    func presets(
        behind others: Presets, withoutVersion defaults: Settings
    ) -> (presets: Presets, problems: [PresetError]) {
        var presets = others.all
        var problems: [PresetError] = []
        for (index, entry) in entries.enumerated() {
            do throws(PresetError) {
                let preset = try Self.preset(entry, place: "\(Self.list)[\(index)]", withoutVersion: defaults)
                guard !presets.contains(where: { $0.name == preset.name }) else { throw .repeatedName(preset.name) }
                presets.append(preset)
            } catch {
                problems.append(error)
            }
        }
        return (Presets(all: presets), problems)
    }

    private static func preset(
        _ entry: JSONValue, place: String, withoutVersion defaults: Settings
    ) throws(PresetError) -> Preset {
        guard case .object(let members) = entry else { throw .malformed(place: place) }
        func string(_ key: String) throws(PresetError) -> String {
            guard case .string(let text)? = members[key] else { throw .malformed(place: "\(place).\(key)") }
            return text
        }
        func optionalString(_ key: String) throws(PresetError) -> String? {
            if case .null? = members[key] { return nil }
            return members[key] == nil ? nil : try string(key)
        }
        let name = try string("name")
        let (title, summary) = (try string("title"), try string("description"))
        let (source, version) = (try optionalString("source"), try optionalString("version"))
        guard case .object(let values)? = members["options"] else { throw .malformed(place: "\(place).options") }
        guard isName(name) else { throw .invalidName(name) }

        var words: [String] = []
        // In the order of names, so that the same file always gives the same error.
        for (key, value) in values.sorted(by: { $0.key < $1.key }) {
            guard let text = text(value) else { throw .malformed(place: "\(place).options.\(key)") }
            if key != Self.formerKey { words.append("\(key)=\(text)") }
        }
        var settings: Settings
        do {
            settings = try OptionTable.parsePreset(
                words, base: version.map { PastDefaults.settings(of: $0) } ?? defaults)
        } catch {
            throw .wrongOption(preset: name, error)
        }
        settings.preset = name
        return Preset(
            name: name, title: title, summary: summary, source: source ?? "", namedOptions: Set(values.keys),
            settings: settings)
    }

    /// An option's value: a string, or a number for convenience.
    private static func text(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text): text
        case .integer(let number): String(number)
        case .number(let number): String(number)
        default: nil
        }
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

    // MARK: Changing it

    /// The names that are taken, also by presets that this version doesn't understand.
    package var names: [String] { entries.compactMap { $0["name"] } }

    /// The name of the preset that has a title.
    package func name(titled title: String) -> String? { entries.first { $0["title"] == title }?["name"] }

    /// Keeps the look of settings under a name, in the place of the preset that has it, of which everything else stays.
    ///
    /// - Parameter version: Of the program.
    package mutating func save(_ settings: Settings, name: String, title: String, version: String) {
        let index = entries.firstIndex { $0["name"] == name }
        var entry: [String: JSONValue] = ["description": .string("")]
        if let index, case .object(let members) = entries[index] { entry = members }
        entry["name"] = .string(name)
        entry["title"] = .string(title)
        entry["version"] = .string(version)
        entry["options"] = .object(OptionTable.look(of: settings).mapValues(JSONValue.string))
        if let index {
            entries[index] = .object(entry)
        } else {
            entries.append(.object(entry))
        }
    }

    /// Removes a preset.
    package mutating func remove(name: String) { entries.removeAll { $0["name"] == name } }
}

extension JSONValue {
    /// The string of an object's member.
    fileprivate subscript(key: String) -> String? {
        guard case .object(let members) = self, case .string(let text)? = members[key] else { return nil }
        return text
    }
}
