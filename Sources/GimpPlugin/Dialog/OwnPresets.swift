import FoundationEssentials
import NSTOptions

/// The user's own presets, in a file of GIMP's folder.
struct OwnPresets {
    /// The file's path; `nil` where the host has no folder for the user.
    let path: String?

    private struct File: Encodable {
        var presets: [Entry]
    }

    private struct Entry: Encodable {
        var name: String
        var title: String
        var description: String
        var options: [String: String]
    }

    init(on host: Host) {
        path = host.userFolder.map { "\($0)/neural-style-transfer/presets.json" }
    }

    /// The presets; none where there is no file yet.
    ///
    /// - Throws: `PresetError` where the file is wrong.
    func load() throws(PresetError) -> Presets? {
        guard let path, let data = FileManager.default.contents(atPath: path) else { return nil }
        return try Presets.load(data: Array(data))
    }

    /// The built-in presets and the user's own.
    func all() throws(PresetError) -> Presets {
        guard let own = try load() else { return .builtIn }
        return try Presets.builtIn.adding(own)
    }

    /// Keeps settings under a title, in the place of the preset that had it.
    ///
    /// - Returns: The preset's name.
    func save(_ settings: Settings, title: String) throws -> String {
        let own = try load()?.all ?? []
        var entries = own.filter { $0.title != title }.map(Self.entry)
        let name = own.first { $0.title == title }?.name ?? Self.name(for: title, taken: own.map(\.name))
        var entry = Entry(name: name, title: title, description: "", options: [:])
        entry.options = Self.options(of: settings)
        entries.append(entry)
        try write(entries)
        return name
    }

    /// Removes a preset.
    func delete(_ name: String) throws {
        try write((try load()?.all ?? []).filter { $0.name != name }.map(Self.entry))
    }

    private func write(_ entries: [Entry]) throws {
        guard let path else { throw PluginError.presetsUnwritable(path: "") }
        let file = URL(filePath: path)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try encoder.encode(File(presets: entries)).write(to: file, options: .atomic)
        } catch {
            throw PluginError.presetsUnwritable(path: path)
        }
    }

    private static func entry(_ preset: Preset) -> Entry {
        Entry(
            name: preset.name, title: preset.title, description: preset.summary, options: options(of: preset.settings))
    }

    /// What differs from the defaults, of what belongs to the painting.
    private static func options(of settings: Settings) -> [String: String] {
        let standard = Settings()
        var options: [String: String] = [:]
        for option in OptionTable.all where option.key != "preset" && option.scope == .painting {
            let text = option.text(settings)
            if text != option.text(standard) { options[option.key] = text }
        }
        return options
    }

    /// A name that no preset has: the title's letters as far as names may have them.
    static func name(for title: String, taken: [String]) -> String {
        let letters = title.lowercased().map { letter in
            letter.isASCII && (letter.isLetter || letter.isNumber) ? letter : "-"
        }
        let base = "my-" + String(letters.prefix(40))
        let all = taken + Presets.builtIn.all.map(\.name)
        if !all.contains(base) { return base }
        var number = 2
        while all.contains("\(base)-\(number)") { number += 1 }
        return "\(base)-\(number)"
    }
}
