/// A number with gaps between its thousands: `138 357 544`.
func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    return digits.enumerated().map { place, digit in
        place > 0 && (digits.count - place).isMultiple(of: 3) ? " \(digit)" : "\(digit)"
    }.joined()
}

/// An amount of memory, to a tenth of its unit: `12.3 MiB`.
func memoryText(_ bytes: Int) -> String {
    var unit = 0
    var size = 1
    while unit < 4, bytes / size >= 1024 {
        size *= 1024
        unit += 1
    }
    let name = ["B", "KiB", "MiB", "GiB", "TiB"][unit]
    guard unit > 0 else { return "\(bytes) \(name)" }
    // Rounded down: no amount can be too large to be told.
    return "\(bytes / size).\(bytes % size * 10 / size) \(name)"
}
