import Glibc

/// The transfer function of sRGB (IEC 61966-2-1), by tables with linear interpolation: pictures have many pixels, and
/// `pow` is slow. They are off by less than 1e-6 (where the
/// curve has its kink), a 15th of a level of 16 bits, so that nothing is quantised.
enum SRGBCurve {
    private static let steps = 8192

    /// Linear light at evenly spaced values.
    private static let linear: [Float] = (0...(steps + 1)).map { Float(linear(Double($0) / Double(steps))) }

    /// sRGB at evenly spaced *roots* of linear light: near black the curve is too steep for even steps of light.
    private static let encoded: [Float] = (0...(steps + 1)).map {
        let root = Double($0) / Double(steps)
        return Float(encoded(root * root))
    }

    private static func linear(_ value: Double) -> Double {
        value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }

    private static func encoded(_ value: Double) -> Double {
        value <= 0.0031308 ? value * 12.92 : 1.055 * pow(value, 1 / 2.4) - 0.055
    }

    /// The curves, ready for many pixels.
    struct Tables {
        fileprivate let toLinear: UnsafePointer<Float>
        fileprivate let toEncoded: UnsafePointer<Float>

        /// Linear light 0…1 of sRGB 0…1; other values are clamped, NaN is 0.
        @inline(__always)
        func linear(_ value: Float) -> Float { Self.value(toLinear, at: value) }

        /// sRGB 0…1 of linear light 0…1; other values are clamped, NaN is 0.
        @inline(__always)
        func encoded(_ value: Float) -> Float { Self.value(toEncoded, at: value > 0 ? value.squareRoot() : 0) }

        @inline(__always)
        private static func value(_ table: UnsafePointer<Float>, at place: Float) -> Float {
            let scaled = (place > 0 ? min(1, place) : 0) * Float(steps)
            let index = Int(scaled)
            return table[index] + (scaled - Float(index)) * (table[index + 1] - table[index])
        }
    }

    /// Calls `body` with the curves.
    static func withTables<Result>(_ body: (Tables) -> Result) -> Result {
        linear.withUnsafeBufferPointer { linear in
            encoded.withUnsafeBufferPointer { encoded in
                guard let linear = linear.baseAddress, let encoded = encoded.baseAddress else {
                    preconditionFailure("a table is never empty")
                }
                return body(Tables(toLinear: linear, toEncoded: encoded))
            }
        }
    }
}
