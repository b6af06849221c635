/// The number format of a tensor's elements.
package enum ElementType: Hashable, Sendable {
    case float16
    case bfloat16
    case float32
    case float64
    case int8
    case uint8
    case int16
    case uint16
    case int32
    case uint32
    /// A format that no weights are in, by the name that the file has for it.
    case other(String)

    /// How many bytes one element takes; 0 where that isn't known.
    var size: Int {
        switch self {
        case .int8, .uint8: 1
        case .float16, .bfloat16, .int16, .uint16: 2
        case .float32, .int32, .uint32: 4
        case .float64: 8
        case .other: 0
        }
    }

    /// The format's name for a sentence.
    package var title: String {
        if case .other(let name) = self { name } else { "\(self)" }
    }

    /// The element at some place of bytes that have been found to be enough.
    @inline(__always)
    func value(in bytes: UnsafeRawBufferPointer, at offset: Int, bigEndian: Bool) -> Float {
        func number<Number: FixedWidthInteger>(_ type: Number.Type) -> Number {
            let number = bytes.loadUnaligned(fromByteOffset: offset, as: type)
            return bigEndian ? number.byteSwapped : number
        }
        return switch self {
        case .float16: Self.single(half: number(UInt16.self))
        case .bfloat16: Float(bitPattern: UInt32(number(UInt16.self)) << 16)
        case .float32: Float(bitPattern: number(UInt32.self))
        case .float64: Float(Double(bitPattern: number(UInt64.self)))
        case .int8: Float(number(Int8.self))
        case .uint8: Float(number(UInt8.self))
        case .int16: Float(number(Int16.self))
        case .uint16: Float(number(UInt16.self))
        case .int32: Float(number(Int32.self))
        case .uint32: Float(number(UInt32.self))
        case .other: .nan
        }
    }

    /// IEEE 754's binary16; Swift has no `Float16` on every platform.
    private static func single(half: UInt16) -> Float {
        let sign: Float = half & 0x8000 == 0 ? 1 : -1
        let (exponent, fraction) = (Int(half >> 10 & 31), Float(half & 0x3ff) / 1024)
        switch exponent {
        case 0: return sign * Float(sign: .plus, exponent: -14, significand: fraction)
        case 31: return fraction == 0 ? sign * .infinity : .nan
        default: return sign * Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction)
        }
    }
}
