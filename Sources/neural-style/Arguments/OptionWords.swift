import NSTOptions

/// The options string for the plug-in, from the command's arguments.
///
/// What the words mean is the plug-in's to judge, which has the one table; only what would change the string's form is
/// refused here.
struct OptionWords: Equatable {
    /// Words `key=value`, separated by spaces.
    let text: String
    /// The longest side that OUT shall have; `nil` where the words ask for something that the plug-in will refuse.
    let size: Int?

    init(
        preset: String? = nil, size: Int?, iterations: Int?, keepEvery: Int? = nil, settings: [String]
    ) throws(CommandError) {
        for word in settings where !Self.isWord(word) { throw .malformedSetting(word) }
        var words = settings
        let given = [
            ("keep-every", keepEvery.map(String.init)), ("iterations", iterations.map(String.init)),
            ("size", size.map(String.init)), ("preset", preset),
        ]
        for (key, value) in given {
            guard let value else { continue }
            let word = "\(key)=\(value)"
            guard Self.isWord(word) else { throw .malformedSetting(word) }
            if settings.contains(where: { $0.hasPrefix("\(key)=") }) { throw .givenTwice(key) }
            words.insert(word, at: 0)
        }
        // Where the painting goes, OUT says.
        guard !settings.contains(where: { $0.hasPrefix("result=") }) else { throw .resultIsOutput }
        text = words.joined(separator: " ")

        func value(_ key: String) -> Substring? {
            words.last { $0.hasPrefix("\(key)=") }?.dropFirst(key.count + 1)
        }
        let standard = value("preset").flatMap { Presets.builtIn[$0]?.settings.size } ?? Settings().size
        let wanted = value("size").map { Int($0) } ?? standard
        self.size = wanted.flatMap { $0 > 0 ? $0 : nil }
    }

    private static func isWord(_ word: String) -> Bool {
        guard let equals = word.firstIndex(of: "="), equals != word.startIndex else { return false }
        return !word.contains { $0.isWhitespace || $0 == "\0" }
    }
}
