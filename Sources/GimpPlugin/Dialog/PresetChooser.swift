import NSTOptions

/// The list of presets: the built-in ones, and behind them the user's own, which can be saved and deleted.
final class PresetChooser {
    private(set) var presets = Presets.builtIn

    private let host: Host
    private let own: OwnPresets

    /// A preset says nothing of these unless it is for that.
    private static let keptKeys = ["size", "seed", "result"]

    init(on host: Host) {
        self.host = host
        own = OwnPresets(on: host)
    }

    /// Reads the user's own.
    ///
    /// - Throws: `PresetError` where their file is wrong; then only the built-in ones are offered.
    func load() throws(PresetError) { presets = try own.all() }

    /// What the list shows.
    var titles: [String] {
        presets.all.map { isOwn($0.name) ? $0.title : localized(dynamic: $0.title) }
    }

    func isOwn(_ name: String) -> Bool { Presets.builtIn[name] == nil }

    /// Where a preset stands.
    func index(of name: String) -> Int { presets.all.firstIndex { $0.name == name } ?? 0 }

    /// The name of the preset that stands there.
    func name(at index: Int) -> String? {
        presets.all.indices.contains(index) ? presets.all[index].name : nil
    }

    /// The settings of the preset that stands there.
    ///
    /// - Parameter last: What was set before; it stays as far as the preset says nothing of it.
    func settings(at index: Int, after last: Settings) -> Settings? {
        guard presets.all.indices.contains(index) else { return nil }
        let preset = presets.all[index]
        let standard = Settings()
        var words = ["preset=\(preset.name)"]
        for option in OptionTable.all
        where (option.scope == .occasion || Self.keptKeys.contains(option.key))
            && option.text(preset.settings) == option.text(standard)
        {
            words.append("\(option.key)=\(option.text(last))")
        }
        return (try? OptionTable.parse(words.joined(separator: " "), presets: presets)) ?? preset.settings
    }

    /// Asks for a name and keeps settings under it.
    ///
    /// - Returns: The preset's name; `nil` where the user thought better.
    func save(_ settings: Settings) throws -> String? {
        let suggestion = isOwn(settings.preset) ? presets[settings.preset]?.title : nil
        guard let title = try NameDialog(suggesting: suggestion ?? "").run(on: host) else { return nil }
        let name = try own.save(settings, title: title)
        try load()
        return name
    }

    /// Deletes one of the user's own.
    func delete(_ name: String) throws {
        guard isOwn(name) else { return }
        try own.delete(name)
        try load()
    }
}
