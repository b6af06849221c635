import CGimpShim

/// C copies of strings that live until they are freed together.
struct CStrings {
    private var pointers: [UnsafeMutablePointer<CChar>] = []
    private var lists: [UnsafeMutablePointer<UnsafePointer<CChar>?>] = []

    /// A copy of a text, or `nil` without one.
    mutating func copy(_ text: String?) -> UnsafePointer<CChar>? {
        guard let text, let pointer = nst_copy_string(text) else { return nil }
        pointers.append(pointer)
        return UnsafePointer(pointer)
    }

    /// A list of copies of texts, with `nil` at its end.
    mutating func copy(_ texts: [String]) -> UnsafePointer<UnsafePointer<CChar>?> {
        let list = UnsafeMutablePointer<UnsafePointer<CChar>?>.allocate(capacity: texts.count + 1)
        list.initialize(repeating: nil, count: texts.count + 1)
        for (index, text) in texts.enumerated() { list[index] = copy(text) }
        lists.append(list)
        return UnsafePointer(list)
    }

    /// Frees all copies.
    func free() {
        for list in lists { list.deallocate() }
        for pointer in pointers { nst_free(pointer) }
    }
}

extension nst_control {
    /// Makes it a list to choose from, with one of its entries chosen.
    mutating func offer(_ choices: [String], chosen: Int, _ strings: inout CStrings) {
        kind = Int32(NST_CONTROL_CHOICE)
        self.choices = strings.copy(choices)
        choice_count = Int32(choices.count)
        value = Double(chosen)
    }
}
