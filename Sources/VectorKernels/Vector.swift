// One source for all families of processors: it is compiled as the targets NSTKernelsV4, NSTKernelsV3 and
// NSTKernelsBaseline with the instructions of x86-64-v4, x86-64-v3 and of any processor (see Package.swift). To stay as
// fast as C it keeps to fixed-size vectors and raw pointers: no generics, arrays or escaping closures in the loops.

#if NST_V4
    typealias Vector = SIMD16<Float>
    typealias DoubleVector = SIMD8<Double>
    typealias Bits = SIMD16<Int32>
#elseif NST_V3 || arch(arm64)
    typealias Vector = SIMD8<Float>
    typealias DoubleVector = SIMD4<Double>
    typealias Bits = SIMD8<Int32>
#else
    typealias Vector = SIMD4<Float>
    typealias DoubleVector = SIMD2<Double>
    typealias Bits = SIMD4<Int32>
#endif

/// Values in a vector.
@inline(__always) var lanes: Int { Vector.scalarCount }
/// Columns of a packed panel.
@inline(__always) var panelWidth: Int { 2 * Vector.scalarCount }

@inline(__always) func load(_ source: UnsafePointer<Float>) -> Vector {
    UnsafeRawPointer(source).loadUnaligned(as: Vector.self)
}

@inline(__always) func load(_ source: UnsafeMutablePointer<Float>) -> Vector {
    UnsafeRawPointer(source).loadUnaligned(as: Vector.self)
}

@inline(__always) func store(_ value: Vector, _ target: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(target).storeBytes(of: value, as: Vector.self)
}

/// Four, six or eight vectors.
typealias Four = (Vector, Vector, Vector, Vector)
typealias Six = (Vector, Vector, Vector, Vector, Vector, Vector)
typealias Eight = (Vector, Vector, Vector, Vector, Vector, Vector, Vector, Vector)

/// Vectors that lie `stride` values apart.
@inline(__always) func loadSix(_ source: UnsafePointer<Float>, _ stride: Int) -> Six {
    (
        load(source), load(source + stride), load(source + 2 &* stride), load(source + 3 &* stride),
        load(source + 4 &* stride), load(source + 5 &* stride)
    )
}

/// Vectors that lie `stride` values apart.
@inline(__always) func loadEight(_ source: UnsafePointer<Float>, _ stride: Int) -> Eight {
    (
        load(source), load(source + stride), load(source + 2 &* stride), load(source + 3 &* stride),
        load(source + 4 &* stride), load(source + 5 &* stride), load(source + 6 &* stride), load(source + 7 &* stride)
    )
}

/// Writes vectors `stride` values apart.
@inline(__always) func store(_ values: Four, _ target: UnsafeMutablePointer<Float>, _ stride: Int) {
    store(values.0, target)
    store(values.1, target + stride)
    store(values.2, target + 2 &* stride)
    store(values.3, target + 3 &* stride)
}

/// Writes vectors `stride` values apart.
@inline(__always) func store(_ values: Six, _ target: UnsafeMutablePointer<Float>, _ stride: Int) {
    store((values.0, values.1, values.2, values.3), target, stride)
    store(values.4, target + 4 &* stride)
    store(values.5, target + 5 &* stride)
}

/// Writes vectors `stride` values apart.
@inline(__always) func store(_ values: Eight, _ target: UnsafeMutablePointer<Float>, _ stride: Int) {
    store((values.0, values.1, values.2, values.3), target, stride)
    store((values.4, values.5, values.6, values.7), target + 4 &* stride, stride)
}

@inline(__always) func loadBits(_ source: UnsafePointer<UInt32>) -> Bits {
    UnsafeRawPointer(source).loadUnaligned(as: Bits.self)
}

@inline(__always) func storeBits(_ value: Bits, _ target: UnsafeMutablePointer<UInt32>) {
    UnsafeMutableRawPointer(target).storeBytes(of: value, as: Bits.self)
}

/// `sum + a · b`.
@inline(__always) func add(_ sum: Vector, _ a: Vector, _ b: Vector) -> Vector {
    #if NST_V4 || NST_V3 || arch(arm64)
        sum.addingProduct(a, b)
    #else
        // Without an instruction for it, `addingProduct` would call the C library for each value.
        sum + a * b
    #endif
}

/// `sum + a · b` with the same factor everywhere.
@inline(__always) func add(_ sum: Vector, _ a: Float, _ b: Vector) -> Vector {
    add(sum, Vector(repeating: a), b)
}

/// `max(0, x)`.
@inline(__always) func rectified(_ x: Vector) -> Vector {
    x.replacing(with: 0, where: x .<= 0)
}

/// `bit` in those lanes where `x` is positive, otherwise nothing.
@inline(__always) func wherePositive(_ x: Vector, _ bit: Bits) -> Bits {
    Bits().replacing(with: bit, where: x .> 0)
}

/// The values of `x` in those lanes where gate bit number `bit` is set, otherwise zero.
@inline(__always) func gated(_ x: Vector, _ gates: Bits, bit: Int) -> Vector {
    // The bit becomes the sign, and the sign all bits.
    let all = (gates &<< Bits(repeating: Int32(truncatingIfNeeded: 31 - bit))) &>> Bits(repeating: 31)
    return unsafeBitCast(unsafeBitCast(x, to: Bits.self) & all, to: Vector.self)
}
