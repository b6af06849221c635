/// Settings as text and back.
extension OptionTable {
    /// Reads an options string: words `key=value`, separated by white space. What isn't named is as in the preset that
    /// `preset=NAME` names, wherever that stands, or else the default.
    ///
    /// - Parameter presets: The presets that may be named.
    /// - Throws: `SettingsError` for the first thing that is wrong.
    package static func parse(_ text: String, presets: Presets = .builtIn) throws(SettingsError) -> Settings {
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        // An unknown name is reported further down, in its turn.
        let named = words.lazy.compactMap(Self.presetName).first.flatMap { presets[$0] }
        return try read(words, options: all, base: named?.settings ?? Settings()) { (name) throws(SettingsError) in
            guard presets[name] == nil else { return }
            let names = presets.all.map(\.name)
            throw .unknownPreset(name, suggestion: mostSimilar(to: name, in: names), allowed: names)
        }
    }

    /// Reads an options string that named every option when it was written. What has come since is as that version had
    /// it.
    ///
    /// - Parameter version: That of the program that wrote it.
    /// - Throws: `SettingsError` for the first thing that is wrong.
    package static func parse(_ text: String, writtenBy version: String) throws(SettingsError) -> Settings {
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        return try read(words, options: others, base: PastDefaults.settings(of: version)) {
            (_) throws(SettingsError) in
        }
    }

    /// Reads the words of a preset: as `parse`, but a preset can't be made from another, and says nothing of the
    /// occasion.
    ///
    /// - Parameter base: What they don't say.
    static func parsePreset(_ words: [String], base: Settings) throws(SettingsError) -> Settings {
        try read(words, options: others, isPreset: true, base: base) { (_) throws(SettingsError) in }
    }

    /// The options string of settings: their preset, unless it is the standard one, and the words whose values differ
    /// from it. `parse` makes the same settings of it.
    package static func format(_ settings: Settings, presets: Presets = .builtIn) -> String {
        var base = Settings()
        if let preset = presets[settings.preset] { base = preset.settings }
        let standard = Settings()
        return all.compactMap { option in
            let value = option.text(settings)
            let reference = option.key == presetKey ? standard.preset : option.text(base)
            // A preset that nobody knows by now can't be named; its values are written out.
            guard value != reference, option.key != presetKey || presets[value] != nil else { return nil }
            return "\(option.key)=\(value)"
        }
        .joined(separator: " ")
    }

    static let presetKey = "preset"

    /// `NAME` of a word `preset=NAME`.
    private static func presetName(_ word: String) -> String? {
        word.hasPrefix("\(presetKey)=") ? String(word.dropFirst(presetKey.count + 1)) : nil
    }

    private static func read(
        _ words: [String], options: [PaintingOption], isPreset: Bool = false, base: Settings,
        checkPreset: (String) throws(SettingsError) -> Void
    ) throws(SettingsError) -> Settings {
        var settings = base
        // What some names of layers mean depends on the network, wherever that stands.
        if let word = words.first(where: { $0.hasPrefix("network=") }) {
            try? options.first { $0.key == "network" }?.set(String(word.dropFirst("network=".count)), in: &settings)
        }
        var seen: Set<String> = []
        for word in words {
            guard let equals = word.firstIndex(of: "="), equals != word.startIndex else {
                throw .malformedWord(word)
            }
            let key = String(word[..<equals])
            guard let option = options.first(where: { $0.key == key }) else {
                // Where a preset names another, no option is meant that looks like it.
                let suggestion = key == presetKey ? nil : mostSimilar(to: key, in: options.map(\.key))
                throw .unknownOption(key, suggestion: suggestion)
            }
            if isPreset, option.scope == .occasion { throw .notOfPresets(key) }
            guard seen.insert(key).inserted else { throw .repeatedOption(key) }
            let value = String(word[word.index(after: equals)...])
            if key == presetKey { try checkPreset(value) }
            try option.set(value, in: &settings)
        }
        try check(settings)
        return settings
    }

    /// Checks what only all options together can tell: that the network has the layers, and that something is left to do.
    package static func check(_ settings: Settings) throws(SettingsError) {
        for (key, layers) in [("content-layers", settings.contentLayers), ("style-layers", settings.styleLayers)] {
            for layer in layers where !settings.network.contains(layer) {
                throw .unknownLayer(option: key, value: layer.description, network: settings.network)
            }
        }
        guard settings.hasContent || settings.hasStyle else { throw .nothingToOptimise }
    }

    /// The name that takes the fewest changed letters to reach, if that is at most three.
    private static func mostSimilar(to name: String, in names: [String]) -> String? {
        let ranked = names.map { ($0, editDistance($0, name)) }.min { $0.1 < $1.1 }
        guard let ranked, ranked.1 <= 3 else { return nil }
        return ranked.0
    }

    /// Levenshtein's distance: insertions, deletions and replacements of letters.
    private static func editDistance(_ a: String, _ b: String) -> Int {
        let b = Array(b)
        var row = Array(0...b.count)
        for (i, letter) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in b.enumerated() {
                let replaced = diagonal + (letter == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[b.count]
    }
}
