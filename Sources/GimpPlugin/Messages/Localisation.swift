import CGimpShim
import NSTMessages

/// A text in the user's language, from the catalogue in `po/`.
///
/// - Parameters:
///   - text: The English text, with placeholders such as `{name}`. `scripts/update-po.sh` collects these literals.
///   - values: What to put in the placeholders' places.
func localized(_ text: StaticString, _ values: [String: String] = [:]) -> String {
    localized(dynamic: "\(text)", values)
}

/// The same for a text that was marked with `translatable` where it is written.
func localized(dynamic text: String, _ values: [String: String] = [:]) -> String { localized(Message(text, values)) }

/// A message in the user's language.
func localized(_ message: Message) -> String {
    let text = message.template
    // gettext may answer with the very pointer that it was given, so the answer is copied while that is still there.
    let translated = text.withCString { source in nst_translate(source).map { String(cString: $0) } ?? text }
    return message.filled(in: translated)
}
