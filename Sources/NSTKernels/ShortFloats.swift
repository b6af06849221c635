/// Numbers in half the memory: the upper 16 bits of a `Float` (bfloat16), eight of which are of the fraction. That is
/// enough for what only says a direction.
public enum ShortFloats {
    /// Writes values, rounded to the nearest.
    public static func encode(_ values: UnsafePointer<Float>, into short: UnsafeMutablePointer<UInt16>, count: Int) {
        for index in 0..<count {
            short[index] = UInt16(truncatingIfNeeded: (values[index].bitPattern &+ 0x8000) >> 16)
        }
    }

    /// Writes the values that were encoded.
    public static func decode(_ short: UnsafePointer<UInt16>, into values: UnsafeMutablePointer<Float>, count: Int) {
        for index in 0..<count { values[index] = Float(bitPattern: UInt32(short[index]) << 16) }
    }

    /// `Σ a[i] · b[i]`.
    public static func dot(_ a: UnsafePointer<UInt16>, _ b: UnsafePointer<Float>, count: Int) -> Float {
        var (even, odd) = (SIMD8<Float>(), SIMD8<Float>())
        let whole = count - count % 16
        var index = 0
        while index < whole {
            even += wide(a + index) * UnsafeRawPointer(b + index).loadUnaligned(as: SIMD8<Float>.self)
            odd += wide(a + index + 8) * UnsafeRawPointer(b + index + 8).loadUnaligned(as: SIMD8<Float>.self)
            index += 16
        }
        var sum = (even + odd).sum()
        while index < count {
            sum += Float(bitPattern: UInt32(a[index]) << 16) * b[index]
            index += 1
        }
        return sum
    }

    /// `y[i] += a · x[i]`.
    public static func add(
        _ a: Float, times x: UnsafePointer<UInt16>, to y: UnsafeMutablePointer<Float>, count: Int
    ) {
        for index in 0..<count { y[index] += a * Float(bitPattern: UInt32(x[index]) << 16) }
    }

    @inline(__always) private static func wide(_ short: UnsafePointer<UInt16>) -> SIMD8<Float> {
        let bits = UnsafeRawPointer(short).loadUnaligned(as: SIMD8<UInt16>.self)
        return unsafeBitCast(SIMD8<UInt32>(truncatingIfNeeded: bits) &<< 16, to: SIMD8<Float>.self)
    }
}
