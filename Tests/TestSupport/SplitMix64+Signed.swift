import NSTPictures

/// As `Fixtures/reference.py` makes numbers, so that weights and pictures need not be stored.
extension SplitMix64 {
    /// One of 2²⁴ evenly spaced numbers in −1..<1, from the upper 24 bits: exact in `Float`.
    public mutating func signedUnit() -> Double { Double(next() >> 40) / Double(1 << 23) - 1 }

    /// As many numbers in −1..<1.
    public mutating func signedUnits(_ count: Int) -> [Float] { (0..<count).map { _ in Float(signedUnit()) } }
}
