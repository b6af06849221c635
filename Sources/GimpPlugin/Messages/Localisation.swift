import CGimpShim

/// A text in the user's language, from the catalogue in `po/`.
///
/// - Parameters:
///   - text: The English text, with placeholders such as `{name}`. `scripts/update-po.sh` collects these literals.
///   - values: What to put in the placeholders' places.
func localized(_ text: StaticString, _ values: [String: String] = [:]) -> String {
    localized(dynamic: "\(text)", values)
}

/// The same for a text that was marked with `translatable` where it is written.
func localized(dynamic text: String, _ values: [String: String] = [:]) -> String {
    // gettext may answer with the very pointer that it was given, so the answer is copied while that is still there.
    let translated = text.withCString { source in nst_translate(source).map { String(cString: $0) } ?? text }
    return fill(translated, with: values)
}

/// Replaces each `{name}` by its value, in one walk, so that braces inside a value stay what they are.
func fill(_ template: String, with values: [String: String]) -> String {
    var result = ""
    var rest = template[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
        let name = String(rest[rest.index(after: open)..<close])
        result += rest[..<open]
        result += values[name] ?? String(rest[open...close])
        rest = rest[rest.index(after: close)...]
    }
    return result + rest
}
