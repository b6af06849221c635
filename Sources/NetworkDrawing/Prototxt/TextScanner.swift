/// Cuts a text in protobuf's text format into words, strings and signs.
/// <https://protobuf.dev/reference/protobuf/textformat-spec/>
///
/// More lenient than protobuf: a word is any run of letters, digits and `_.+-/`, be it a name or a number.
struct TextScanner {
    /// A piece of the text.
    enum Token: Equatable {
        case word(String)
        case string(String)
        /// One of `{}<>[]:,;`.
        case sign(Character)
        case end
    }

    private let bytes: [UInt8]
    private var position: Int
    /// The line that the scanner has come to, counted from 1.
    private(set) var line = 1

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        // A byte order mark says nothing.
        position = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    }

    /// The next piece, behind blanks and comments.
    mutating func next() throws(PrototxtError) -> Token {
        skipBlanks()
        guard position < bytes.count else { return .end }
        let byte = bytes[position]
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(try string())
        case _ where Self.signs.contains(byte):
            position += 1
            return .sign(Character(UnicodeScalar(byte)))
        case _ where Self.isWordByte(byte):
            let start = position
            while position < bytes.count, Self.isWordByte(bytes[position]) { position += 1 }
            return .word(String(decoding: bytes[start..<position], as: UTF8.self))
        default:
            let character = String(decoding: bytes[position..<min(position + 4, bytes.count)], as: UTF8.self).prefix(1)
            throw PrototxtError(line: line, .unexpectedCharacter(printable(String(character))))
        }
    }

    private static let signs = Set("{}<>[]:,;".utf8)

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "/"):
            true
        default: false
        }
    }

    private mutating func skipBlanks() {
        var isComment = false
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\n"):
                line += 1
                isComment = false
            case UInt8(ascii: "#"): isComment = true
            case UInt8(ascii: " "), 0x09, 0x0b, 0x0c, 0x0d: break
            default: guard isComment else { return }
            }
            position += 1
        }
    }

    /// A quoted text, its escapes undone. Bytes that aren't UTF-8 are replaced.
    private mutating func string() throws(PrototxtError) -> String {
        let quote = bytes[position]
        position += 1
        var text: [UInt8] = []
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
            let byte = bytes[position]
            position += 1
            if byte == quote { return String(decoding: text, as: UTF8.self) }
            guard byte == UInt8(ascii: "\\"), position < bytes.count, bytes[position] != UInt8(ascii: "\n") else {
                text.append(byte)
                continue
            }
            text.append(escape())
        }
        throw PrototxtError(line: line, .unclosedString)
    }

    /// The byte that the escape behind a backslash stands for; an unknown one stands for itself.
    private mutating func escape() -> UInt8 {
        let byte = bytes[position]
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "7"): return digits(radix: 8, atMost: 3)
        case UInt8(ascii: "x"), UInt8(ascii: "X"):
            position += 1
            return digits(radix: 16, atMost: 2)
        default:
            position += 1
            switch byte {
            case UInt8(ascii: "n"): return 0x0a
            case UInt8(ascii: "r"): return 0x0d
            case UInt8(ascii: "t"): return 0x09
            default: return byte
            }
        }
    }

    private mutating func digits(radix: Int, atMost most: Int) -> UInt8 {
        var value = 0
        for _ in 0..<most {
            guard position < bytes.count, let digit = Character(UnicodeScalar(bytes[position])).hexDigitValue,
                digit < radix
            else { break }
            value = value * radix + digit
            position += 1
        }
        return UInt8(truncatingIfNeeded: value)
    }
}

/// A text as it can be shown: characters that steer terminals or that XML forbids are replaced, as are those that turn the
/// direction of writing.
func printable(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
            scalars.append("\u{fffd}")
        default: scalars.append(scalar)
        }
    }
    return String(scalars)
}
