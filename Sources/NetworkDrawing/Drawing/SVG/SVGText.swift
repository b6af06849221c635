/// Text in a drawing: how wide it is about, and how XML has it.
enum SVGText {
    /// The widths of the fonts that are asked for differ; this is that of the widest, in ems.
    static func width(_ text: String, size: Double, isBold: Bool = false) -> Double {
        let ems = text.unicodeScalars.reduce(0.0) { sum, scalar in
            switch scalar {
            case " ", ",", ".", ":", "·", "i", "l", "j", "(", ")", "/", "'": sum + 0.38
            case "m", "w", "M", "W", "×", "–": sum + 0.9
            case _ where scalar.isASCII: sum + 0.64
            // Whatever it is, it isn't wider than high.
            default: sum + 1
            }
        }
        return ems * size * (isBold ? 1.1 : 1)
    }

    /// A text that isn't longer than a box can be; the whole of it stands in the box's title.
    static func short(_ text: String, to most: Int = 44) -> String {
        guard text.count > most else { return text }
        // Beginnings are often the same; ends tell more.
        let head = most / 2
        return "\(text.prefix(head))…\(text.suffix(most - head - 1))"
    }

    /// A text in XML. Characters that XML forbids have been replaced when the text was read.
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }

    /// Lines of words, none wider than `width` where a break can be.
    static func wrapped(_ text: String, width: Double, size: Double) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, Self.width("\(last) \(word)", size: size) <= width {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}

/// A length in a drawing, to a tenth.
func svgLength(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(sign)\(abs(tenths) / 10).\(abs(tenths) % 10)"
}
