/// Reorders a tensor's elements.
struct Permutation {
    /// The sizes of the result's dimensions.
    let sizes: [Int]
    /// For each of them, how many elements of the source lie between neighbours.
    let strides: [Int]

    /// The elements of a tensor in the new order; sizes and strides have been found to fit it.
    func apply(to source: [Float]) -> [Float] {
        var result: [Float] = []
        result.reserveCapacity(source.count)
        walk(0, 0, source, &result)
        return result
    }

    private func walk(_ dimension: Int, _ offset: Int, _ source: [Float], _ result: inout [Float]) {
        guard dimension < sizes.count else { return result.append(source[offset]) }
        for index in 0..<sizes[dimension] {
            walk(dimension + 1, offset + index * strides[dimension], source, &result)
        }
    }
}

/// A text that sorts as people do: numbers in it by their value, so that `features.2` comes before `features.10`.
struct NaturalOrder: Comparable {
    private let parts: [Part]

    private enum Part: Hashable {
        case number(Int)
        case text(String)
    }

    init(_ text: String) {
        var parts: [Part] = []
        var rest = Substring(text)
        while let first = rest.first {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            if let number = Int(digits) {
                parts.append(.number(number))
                rest = rest.dropFirst(digits.count)
            } else {
                // A run of digits that fits no number counts as text.
                let word = digits.isEmpty ? rest.prefix { !($0.isASCII && $0.isNumber) } : digits
                parts.append(.text(word.isEmpty ? String(first) : String(word)))
                rest = rest.dropFirst(max(1, word.count))
            }
        }
        self.parts = parts
    }

    static func < (first: NaturalOrder, second: NaturalOrder) -> Bool {
        for (one, other) in zip(first.parts, second.parts) where one != other {
            switch (one, other) {
            case (.number(let one), .number(let other)): return one < other
            case (.text(let one), .text(let other)): return one < other
            case (.number, .text): return true
            case (.text, .number): return false
            }
        }
        return first.parts.count < second.parts.count
    }
}
