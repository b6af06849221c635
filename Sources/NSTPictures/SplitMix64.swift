/// Random numbers from a seed (Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators"), the same on
/// every machine.
public struct SplitMix64: RandomNumberGenerator, Sendable {
    @usableFromInline var state: UInt64

    /// The numbers of one seed.
    @inlinable
    public init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    @inlinable
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// The next number, uniform in 0..<1; 24 bits fill a `Float`'s fraction exactly.
    @inlinable
    public mutating func unit() -> Float { Float(next() >> 40) * 0x1p-24 }
}
