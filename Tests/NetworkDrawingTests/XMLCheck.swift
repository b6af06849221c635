/// Checks that a text is well-formed, as far as our drawings use XML: tags that match, attributes in quotes, references.
struct XMLCheck {
    /// What is wrong with a text.
    struct Fault: Error {
        var what: String
    }

    private(set) var root = ""
    /// All text between tags, references undone.
    private(set) var text = ""

    init(_ document: String) throws {
        var open: [String] = []
        var rest = document[...]
        guard rest.hasPrefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>") else { throw Fault(what: "declaration") }
        rest = rest[rest.index(after: rest.firstIndex(of: ">") ?? rest.startIndex)...]
        while let start = rest.firstIndex(of: "<") {
            text += try Self.unescaped(rest[..<start])
            guard let end = rest[start...].firstIndex(of: ">") else { throw Fault(what: "unclosed tag") }
            var tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            if tag.hasPrefix("/") {
                guard open.popLast() == String(tag.dropFirst()) else { throw Fault(what: "</\(tag)") }
                text += "\n"
                continue
            }
            let isEmpty = tag.hasSuffix("/")
            if isEmpty { tag = tag.dropLast() }
            let name = String(tag.prefix { $0 != " " })
            if open.isEmpty {
                guard root.isEmpty else { throw Fault(what: "second root") }
                root = name
            }
            try Self.check(attributes: tag.dropFirst(name.count))
            if !isEmpty { open.append(name) }
        }
        guard open.isEmpty, try Self.unescaped(rest).allSatisfy(\.isWhitespace) else { throw Fault(what: "end") }
    }

    private static func check(attributes: Substring) throws {
        var rest = attributes.drop(while: \.isWhitespace)
        var names: Set<String> = []
        while !rest.isEmpty {
            let name = rest.prefix { $0.isLetter || "-:".contains($0) }
            rest = rest.dropFirst(name.count)
            guard !name.isEmpty, names.insert(String(name)).inserted, rest.hasPrefix("=\"") else {
                throw Fault(what: "attributes \(attributes)")
            }
            let value = rest.dropFirst(2).prefix { $0 != "\"" }
            _ = try unescaped(value)
            rest = rest.dropFirst(2 + value.count)
            guard rest.hasPrefix("\"") else { throw Fault(what: "attributes \(attributes)") }
            rest = rest.dropFirst().drop(while: \.isWhitespace)
        }
    }

    /// A text without its references, which must be those that XML has.
    private static func unescaped(_ text: Substring) throws -> String {
        let parts = text.split(separator: "&", omittingEmptySubsequences: false)
        var result = String(parts.first ?? "")
        for part in parts.dropFirst() {
            let references = ["amp;": "&", "lt;": "<", "gt;": ">", "quot;": "\""]
            guard let (name, character) = references.first(where: { part.hasPrefix($0.key) }) else {
                throw Fault(what: "&\(part)")
            }
            result += character + part.dropFirst(name.count)
        }
        return result
    }
}
