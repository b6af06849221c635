/// `text` as a string literal for GIMP's Scheme.
///
/// The reader takes every byte as it is except the quote and the backslash; control characters are written as bytes,
/// so that a script stays readable. Bytes beyond ASCII stay: the script is a file in UTF-8.
func schemeString(_ text: String) -> String {
    var literal = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": literal += "\\\(scalar)"
        case "\n": literal += "\\n"
        case "\t": literal += "\\t"
        case "\r": literal += "\\r"
        case "\u{1}"..."\u{1F}", "\u{7F}":
            let digits = String(scalar.value, radix: 16)
            literal += "\\x" + (digits.count < 2 ? "0" : "") + digits
        default: literal.unicodeScalars.append(scalar)
        }
    }
    return literal + "\""
}
