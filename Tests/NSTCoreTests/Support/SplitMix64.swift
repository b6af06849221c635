/// Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators": the generator that
/// `Fixtures/reference.py` has too, so that weights and pictures need not be stored.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var x = state
        x = (x ^ (x >> 30)) &* 0xBF58_476D_1CE4_E5B9
        x = (x ^ (x >> 27)) &* 0x94D0_49BB_1331_11EB
        return x ^ (x >> 31)
    }

    /// One of 2²⁴ evenly spaced numbers in −1..<1, from the upper 24 bits: exact in `Float`.
    mutating func signedUnit() -> Double { Double(next() >> 40) / Double(1 << 23) - 1 }

    /// As many numbers in −1..<1.
    mutating func signedUnits(_ count: Int) -> [Float] { (0..<count).map { _ in Float(signedUnit()) } }
}
