/// Reads protobuf's text format, whatever its messages are.
/// <https://protobuf.dev/reference/protobuf/textformat-spec/>
struct TextParser {
    /// A network's description has some hundred kilobytes at the most.
    static let longestText = 4 << 20
    /// Caffe's own messages lie four deep in each other.
    static let deepest = 32
    private static let mostFields = 1 << 17

    private var scanner: TextScanner
    private var token: TextScanner.Token
    /// The line of `token`.
    private var line: Int
    private var fields = 0

    /// Reads a whole text as one message.
    static func message(_ bytes: [UInt8]) throws(PrototxtError) -> TextMessage {
        guard bytes.count <= longestText else { throw PrototxtError(line: 1, .tooLong(limit: longestText)) }
        var parser = try TextParser(bytes)
        return try parser.message(until: .end, opened: 1, depth: 0)
    }

    private init(_ bytes: [UInt8]) throws(PrototxtError) {
        scanner = TextScanner(bytes)
        token = try scanner.next()
        line = scanner.line
    }

    private mutating func advance() throws(PrototxtError) {
        token = try scanner.next()
        line = scanner.line
    }

    private func error(_ problem: PrototxtError.Problem) -> PrototxtError { PrototxtError(line: line, problem) }

    /// The fields up to the sign that closes them; that stays the present token.
    private mutating func message(
        until end: TextScanner.Token, opened: Int, depth: Int
    ) throws(PrototxtError) -> TextMessage {
        guard depth <= Self.deepest else { throw error(.tooDeep) }
        var message = TextMessage(fields: [], line: opened)
        while token != end {
            if token == .end {
                throw PrototxtError(line: opened, .unclosed(end == .sign(">") ? "<" : "{"))
            }
            try field(into: &message, depth: depth)
            while token == .sign(",") || token == .sign(";") { try advance() }
        }
        return message
    }

    private mutating func field(into message: inout TextMessage, depth: Int) throws(PrototxtError) {
        let start = line
        let name = try fieldName()
        if token == .sign(":") { try advance() }
        if token == .sign("[") {
            let opened = line
            try advance()
            while token != .sign("]") {
                guard token != .end else { throw PrototxtError(line: opened, .unclosed("[")) }
                try add(name, start, to: &message, depth: depth)
                while token == .sign(",") { try advance() }
            }
            try advance()
        } else {
            try add(name, start, to: &message, depth: depth)
        }
    }

    /// A field's name; that of an extension stands in brackets.
    private mutating func fieldName() throws(PrototxtError) -> String {
        let isExtension = token == .sign("[")
        if isExtension { try advance() }
        guard case .word(let name) = token else { throw error(.noFieldName(found: shown(token))) }
        try advance()
        if isExtension {
            guard token == .sign("]") else { throw error(.unclosed("[")) }
            try advance()
        }
        return name
    }

    /// One value as a field of its own.
    private mutating func add(
        _ name: String, _ start: Int, to message: inout TextMessage, depth: Int
    ) throws(PrototxtError) {
        fields += 1
        guard fields <= Self.mostFields else { throw error(.tooMany("fields")) }
        let value: TextMessage.Value
        switch token {
        case .sign("{"), .sign("<"):
            let end = TextScanner.Token.sign(token == .sign("{") ? "}" : ">")
            let opened = line
            try advance()
            value = .message(try self.message(until: end, opened: opened, depth: depth + 1))
            try advance()
        case .string(var text):
            try advance()
            while case .string(let more) = token {
                text += more
                try advance()
            }
            value = .string(text)
        case .word(var word):
            try advance()
            if word == "-", case .word(let number) = token {
                word += number
                try advance()
            }
            value = .word(word)
        default: throw PrototxtError(line: start, .noValue(field: shortened(name)))
        }
        message.fields.append(TextMessage.Field(name: name, value: value, line: start))
    }

    /// A token in a sentence.
    private func shown(_ token: TextScanner.Token) -> String {
        switch token {
        case .word(let word): shortened(word)
        case .string(let text): "\"\(shortened(text))\""
        case .sign(let sign): String(sign)
        case .end: "the text's end"
        }
    }
}
