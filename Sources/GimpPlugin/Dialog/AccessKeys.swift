/// Access keys, the letters that are underlined: each at most once in a window, in every language.
enum AccessKeys {
    /// Moves or removes underscores so that no letter is marked twice.
    ///
    /// - Parameters:
    ///   - labels: The earlier ones keep their letters.
    ///   - reserved: Letters that something else in the window has, in lower case.
    static func distinct(_ labels: [String], reserved: Set<Character> = []) -> [String] {
        var used = reserved
        var result = labels
        // Those that can keep their letter come first, so that no other takes it.
        let others = labels.indices.filter { index in
            guard let key = key(of: labels[index]) else { return true }
            return !used.insert(key).inserted
        }
        for index in others {
            if let added = added(to: labels[index]) {
                // Scripts without such letters name one behind the text, which may be any.
                let free = alphabet.first { !used.contains($0) }
                if let free { used.insert(free) }
                result[index].replaceSubrange(added, with: free.map { "(_\($0.uppercased()))" } ?? "")
                continue
            }
            let plain = labels[index].filter { $0 != "_" }
            result[index] = plain
            let free = plain.indices.first { letter in
                plain[letter].isLetter && plain[letter].isASCII
                    && !used.contains(Character(plain[letter].lowercased()))
            }
            guard let free else { continue }
            used.insert(Character(plain[free].lowercased()))
            result[index] = plain[..<free] + "_" + plain[free...]
        }
        return result
    }

    private static let alphabet = "abcdefghijklmnopqrstuvwxyz"

    /// Where a label has "(_X)" for no other purpose than to name a letter.
    private static func added(to label: String) -> Range<String.Index>? {
        guard let mark = label.firstIndex(of: "_"), mark > label.startIndex else { return nil }
        let start = label.index(before: mark)
        guard label[start] == "(", let end = label.index(mark, offsetBy: 3, limitedBy: label.endIndex),
            label[label.index(before: end)] == ")"
        else { return nil }
        return start..<end
    }

    /// The letter that a label marks, in lower case.
    static func key(of label: String) -> Character? {
        guard let mark = label.firstIndex(of: "_") else { return nil }
        let next = label.index(after: mark)
        return next < label.endIndex ? label[next].lowercased().first : nil
    }
}
