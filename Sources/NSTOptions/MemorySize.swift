/// An amount of memory as people write it: `4G`, `1.5GiB`, `512M`. The units K, M, G and T are powers of 1024.
package struct MemorySize: Equatable, Sendable {
    /// In bytes.
    package let bytes: Int

    private static let units: [(letter: Character, bytes: Int)] = [
        ("T", 1 << 40), ("G", 1 << 30), ("M", 1 << 20), ("K", 1 << 10),
    ]

    /// An amount in bytes.
    package init(bytes: Int) { self.bytes = bytes }

    /// Reads a decimal number with a unit, which may end in `iB`; `nil` for anything else. `GB` is refused, because it
    /// is 1000³ bytes to some and 1024³ to others. The amount is rounded down to whole KiB, and ends at `Int.max`.
    package init?(_ text: String) {
        var number = Substring(text)
        if number.hasSuffix("iB") { number.removeLast(2) }
        guard let letter = number.popLast(), let unit = Self.units.first(where: { $0.letter == letter }),
            // Double would read signs, exponents, "inf" and hexadecimal digits, too.
            number.utf8.allSatisfy({ ("0"..."9").contains(Character(UnicodeScalar($0))) || $0 == UInt8(ascii: ".") }),
            number.first != ".", number.last != ".", let count = Double(number)
        else { return nil }
        // In KiB, so that what an `Int` holds is known before it is converted.
        let kibibytes = (count * Double(unit.bytes >> 10)).rounded(.down)
        bytes = kibibytes < Double(Int.max >> 10) ? Int(kibibytes) << 10 : Int.max
    }
}

extension MemorySize: CustomStringConvertible {
    /// As `init` reads it: in the largest unit that needs at most three decimals, else in whole KiB.
    package var description: String {
        for unit in Self.units where bytes >= unit.bytes {
            let thousandths = (Double(bytes) / Double(unit.bytes) * 1000).rounded()
            let value = thousandths / 1000
            guard value < 1e15 else { continue }
            let text = value == value.rounded() ? "\(Int(value))\(unit.letter)" : "\(value)\(unit.letter)"
            if MemorySize(text)?.bytes == bytes { return text }
        }
        return "\(bytes >> 10)K"
    }
}
