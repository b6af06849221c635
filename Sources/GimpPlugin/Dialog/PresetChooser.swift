import NSTOptions

/// The list of presets: the built-in ones, and behind them the user's own, which can be saved and deleted.
final class PresetChooser {
    private(set) var presets = Presets.builtIn
    /// Why some of the user's own aren't offered.
    private(set) var problems: [any Error] = []

    private let host: Host
    private let own: OwnPresets

    /// Reads the user's own.
    init(on host: Host) {
        self.host = host
        own = OwnPresets(on: host)
        load()
    }

    private func load() { (presets, problems) = own.all() }

    /// What the list shows.
    var titles: [String] {
        presets.all.map { isOwn($0.name) ? $0.title : localized(dynamic: $0.title) }
    }

    func isOwn(_ name: String) -> Bool { Presets.builtIn[name] == nil }

    /// Where a preset stands.
    func index(of name: String) -> Int { presets.all.firstIndex { $0.name == name } ?? 0 }

    /// The preset that stands there.
    func preset(at index: Int) -> Preset? {
        presets.all.indices.contains(index) ? presets.all[index] : nil
    }

    /// Asks for a name and keeps settings under it.
    ///
    /// - Returns: The preset's name; `nil` where the user thought better.
    func save(_ settings: Settings) throws -> String? {
        let suggestion = isOwn(settings.preset) ? presets[settings.preset]?.title : nil
        guard let title = try NameDialog(suggesting: suggestion ?? "").run(on: host) else { return nil }
        let name = try own.save(settings, title: title)
        load()
        return name
    }

    /// Deletes one of the user's own.
    func delete(_ name: String) throws {
        guard isOwn(name) else { return }
        try own.delete(name)
        load()
    }
}
