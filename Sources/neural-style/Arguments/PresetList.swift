import NSTOptions

/// The presets as text.
enum PresetList {
    /// Those that come with the program.
    static var builtIn: String { text(of: .builtIn) }

    /// A line for each: its name and what it does.
    static func text(of presets: Presets) -> String {
        let width = presets.all.map(\.name.count).max() ?? 0
        return presets.all.map { preset in
            preset.name + String(repeating: " ", count: width - preset.name.count + 2) + preset.summary + "\n"
        }.joined()
    }
}
