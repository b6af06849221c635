import NSTMessages
import NSTOptions

/// The options string for the plug-in, from the command's arguments.
///
/// What the one table refuses is refused here, too, before GIMP is started.
struct OptionWords: Equatable {
    /// Words `key=value`, separated by spaces.
    let text: String
    /// The longest side that OUT shall have.
    let size: Int
    /// The shortest side that a picture needs, in pixels.
    let shortestSide: Int
    /// Whether the settings meet a style at all.
    let usesStyle: Bool
    /// Whether the painting has colours that the content hasn't.
    let addsColours: Bool

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
        let known = try Self.settings(text)
        shortestSide = known?.shortestSide ?? 1
        usesStyle = known?.hasStyle ?? true
        addsColours = known?.colours != .content

        let wanted = words.last { $0.hasPrefix("size=") }.flatMap { Int($0.dropFirst("size=".count)) }
        self.size = known?.size ?? wanted ?? Settings().size
    }

    /// What the words say; `nil` where a look isn't ours: it may be one that the user keeps in GIMP.
    private static func settings(_ text: String) throws(CommandError) -> Settings? {
        do throws(SettingsError) {
            return try OptionTable.parse(text)
        } catch .unknownPreset {
            return nil
        } catch {
            throw .wrongSetting(error.message.english)
        }
    }

    private static func isWord(_ word: String) -> Bool {
        guard let equals = word.firstIndex(of: "="), equals != word.startIndex else { return false }
        return !word.contains { $0.isWhitespace || $0 == "\0" }
    }
}
