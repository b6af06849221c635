/// A sentence for a user, before it is translated.
package struct Message: Equatable, Sendable {
    /// The English text, with placeholders such as `{name}`; marked for translation.
    package var template: String
    /// What to put in the placeholders' places.
    package var values: [String: String]

    /// A sentence of a text that `translatable` marks.
    package init(_ template: String, _ values: [String: String] = [:]) {
        self.template = template
        self.values = values
    }

    /// The sentence in English.
    package var english: String { filled(in: template) }

    /// The sentence in the words of a translated template. Each `{name}` is replaced by its value, in one walk, so that
    /// braces inside a value stay what they are.
    package func filled(in translated: String) -> String {
        var result = ""
        var rest = translated[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = String(rest[rest.index(after: open)..<close])
            result += rest[..<open]
            result += values[name] ?? String(rest[open...close])
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }
}

/// Marks a string for translation. Nothing here translates: `scripts/update-po.sh` collects the marked strings, and the
/// plug-in looks them up.
@inlinable
package func translatable(_ text: StaticString) -> String { "\(text)" }
