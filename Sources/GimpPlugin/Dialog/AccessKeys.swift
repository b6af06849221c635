/// Access keys, the letters that are underlined: each at most once in a window, in every language.
enum AccessKeys {
    /// Moves or removes underscores so that no letter is marked twice.
    ///
    /// - Parameters:
    ///   - labels: The earlier ones keep their letters.
    ///   - reserved: Letters that something else in the window has, in lower case.
    static func distinct(_ labels: [String], reserved: Set<Character> = []) -> [String] {
        var used = reserved
        return labels.map { label in
            if let key = key(of: label), used.insert(key).inserted { return label }
            let plain = label.filter { $0 != "_" }
            let free = plain.indices.first { index in
                plain[index].isLetter && plain[index].isASCII
                    && !used.contains(Character(plain[index].lowercased()))
            }
            guard let free else { return plain }
            used.insert(Character(plain[free].lowercased()))
            return plain[..<free] + "_" + plain[free...]
        }
    }

    /// The letter that a label marks, in lower case.
    static func key(of label: String) -> Character? {
        guard let mark = label.firstIndex(of: "_") else { return nil }
        let next = label.index(after: mark)
        return next < label.endIndex ? label[next].lowercased().first : nil
    }
}
