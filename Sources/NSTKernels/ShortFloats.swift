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

    /// Adds `w·a[i]` to `sums[i]`, `w·a[i]²` to `sums[count + i]`, and `w·a[i]·b[i]` to `sums[2·count + i]`.
    public static func addMoments(
        _ a: UnsafePointer<Float>, _ b: UnsafePointer<UInt16>, weight: Float, to sums: UnsafeMutablePointer<Double>,
        count: Int
    ) {
        for index in 0..<count {
            let value = weight * a[index]
            sums[index] += Double(value)
            sums[count + index] += Double(value * a[index])
            sums[2 * count + index] += Double(value * Float(bitPattern: UInt32(b[index]) << 16))
        }
    }

    /// `result[i] = weight · (p[i]·a[i] + q[i]·b[i] + c[i])`, or added to what is there.
    public static func writeCombination(
        _ p: UnsafePointer<Float>, _ a: UnsafePointer<UInt16>, _ q: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
        _ c: UnsafePointer<Float>, weight: Float, into result: UnsafeMutablePointer<Float>, accumulate: Bool, count: Int
    ) {
        if accumulate {
            for index in 0..<count {
                let value = Float(bitPattern: UInt32(a[index]) << 16)
                result[index] += weight * (p[index] * value + q[index] * b[index] + c[index])
            }
        } else {
            for index in 0..<count {
                let value = Float(bitPattern: UInt32(a[index]) << 16)
                result[index] = weight * (p[index] * value + q[index] * b[index] + c[index])
            }
        }
    }

    @inline(__always) private static func wide(_ short: UnsafePointer<UInt16>) -> SIMD8<Float> {
        let bits = UnsafeRawPointer(short).loadUnaligned(as: SIMD8<UInt16>.self)
        return unsafeBitCast(SIMD8<UInt32>(truncatingIfNeeded: bits) &<< 16, to: SIMD8<Float>.self)
    }
}
