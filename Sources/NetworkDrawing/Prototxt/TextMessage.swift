/// A message of protobuf's text format: fields in the order of the text, each as often as it stands there.
struct TextMessage {
    /// One field.
    struct Field {
        var name: String
        var value: Value
        var line: Int
    }

    /// What a field holds.
    enum Value {
        /// A number, a truth value or an enumeration's name, as written.
        case word(String)
        case string(String)
        case message(TextMessage)
    }

    var fields: [Field]
    /// Where it begins, counted from 1.
    var line: Int

    /// All fields of a name.
    func all(_ name: String) -> [Field] { fields.filter { $0.name == name } }

    /// The field of a name that counts where only one is meant: the last.
    func last(_ name: String) -> Field? { fields.last { $0.name == name } }

    /// The messages of a name.
    func messages(_ name: String) throws(PrototxtError) -> [TextMessage] {
        var found: [TextMessage] = []
        for field in fields where field.name == name {
            guard case .message(let message) = field.value else { throw field.wrong("a message in braces") }
            found.append(message)
        }
        return found
    }

    /// The message of a name where only one is meant: all of them as one, as protobuf has it; an empty one where there
    /// is none.
    func message(_ name: String) throws(PrototxtError) -> TextMessage {
        let found = try messages(name)
        return TextMessage(fields: found.flatMap(\.fields), line: found.first?.line ?? line)
    }

    /// All texts of a name.
    func texts(_ name: String) throws(PrototxtError) -> [String] {
        var found: [String] = []
        for field in fields where field.name == name { found.append(try field.text()) }
        return found
    }

    /// All numbers of a name, which must lie in a range.
    func integers(_ name: String, in range: ClosedRange<Int>) throws(PrototxtError) -> [Int] {
        var found: [Int] = []
        for field in fields where field.name == name { found.append(try field.integer(in: range)) }
        return found
    }

    /// The number of a name, which must lie in a range; `nil` where there is none.
    func integer(_ name: String, in range: ClosedRange<Int>) throws(PrototxtError) -> Int? {
        guard let field = last(name) else { return nil }
        return try field.integer(in: range)
    }

    /// The truth value of a name.
    func flag(_ name: String, else standard: Bool) throws(PrototxtError) -> Bool {
        guard let field = last(name) else { return standard }
        guard case .word(let word) = field.value else { throw field.wrong("true or false") }
        switch word {
        case "true", "True", "t", "1": return true
        case "false", "False", "f", "0": return false
        default: throw field.wrong("true or false")
        }
    }

    /// The enumeration's name of a name, in capitals; `nil` where there is none.
    func choice(_ name: String) throws(PrototxtError) -> String? {
        guard let field = last(name) else { return nil }
        return try field.text().uppercased()
    }
}

extension TextMessage.Field {
    /// A text, or a word that stands for one.
    func text() throws(PrototxtError) -> String {
        switch value {
        case .string(let text), .word(let text): return text
        case .message: throw wrong("a text")
        }
    }

    /// A whole number, decimal, hexadecimal or octal, in a range.
    func integer(in range: ClosedRange<Int>) throws(PrototxtError) -> Int {
        guard case .word(let word) = value else { throw wrong("a whole number") }
        let number: Int? =
            if word.hasPrefix("0x") || word.hasPrefix("0X") {
                Int(word.dropFirst(2), radix: 16)
            } else if word.hasPrefix("0"), word.count > 1 {
                Int(word, radix: 8)
            } else {
                Int(word)
            }
        guard let number else {
            // Digits that no `Int` holds are a number, too.
            guard !word.isEmpty, word.drop(while: { $0 == "-" }).allSatisfy(\.isASCIIDigit) else {
                throw wrong("a whole number")
            }
            throw PrototxtError(line: line, .outOfRange(field: shortName, found: shortened(word), range: range))
        }
        guard range.contains(number) else {
            throw PrototxtError(line: line, .outOfRange(field: shortName, found: "\(number)", range: range))
        }
        return number
    }

    /// A finite number.
    func number() throws(PrototxtError) -> Double {
        guard case .word(let word) = value else { throw wrong("a number") }
        let digits = word.hasSuffix("f") ? String(word.dropLast()) : word
        guard let number = Double(digits), number.isFinite else { throw wrong("a number") }
        return number
    }

    /// The error that the field's value is of another kind.
    func wrong(_ expected: String) -> PrototxtError {
        let found =
            switch value {
            case .word(let word): shortened(word)
            case .string(let text): "\"\(shortened(text))\""
            case .message: "{…}"
            }
        return PrototxtError(line: line, .wrongValue(field: shortName, found: found, expected: expected))
    }

    private var shortName: String { shortened(name) }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}

/// A piece of somebody's text for a sentence.
func shortened(_ text: String, to most: Int = 40) -> String {
    text.count <= most ? printable(text) : "\(printable(String(text.prefix(most - 1))))…"
}
