/// Random numbers from a seed: SplitMix64 (Steele, Lea & Flood 2014), the same on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: Int) { state = UInt64(bitPattern: Int64(seed)) }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

extension RGBImage {
    /// Uniform noise between a quarter and three quarters.
    static func noise(height: Int, width: Int, seed: Int) -> RGBImage {
        var generator = SeededGenerator(seed: seed)
        var image = RGBImage(height: height, width: width)
        image.values = (0..<(3 * height * width)).map { _ in
            // 24 bits fill a Float's fraction exactly.
            0.25 + 0.5 * Float(generator.next() >> 40) * 0x1p-24
        }
        return image
    }
}
