import Glibc

/// Arithmetic over long vectors. Sums are kept in `Double`: an optimiser compares losses that differ in the sixth
/// digit, and a million products summed in `Float` would not carry it.
public enum VectorMath {
    /// `Σ (a[i] − b[i])²`.
    public static func squaredDistance(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int) -> Double {
        var lanes = SIMD8<Double>()
        let whole = count - count % 8
        var index = 0
        while index < whole {
            let x = SIMD8<Double>(UnsafeRawPointer(a + index).loadUnaligned(as: SIMD8<Float>.self))
            let y = SIMD8<Double>(UnsafeRawPointer(b + index).loadUnaligned(as: SIMD8<Float>.self))
            lanes += (x - y) * (x - y)
            index += 8
        }
        var sum = lanes.sum()
        while index < count {
            let difference = Double(a[index]) - Double(b[index])
            sum += difference * difference
            index += 1
        }
        return sum
    }

    /// `max |a[i]|`, or NaN where one of them is.
    public static func greatestMagnitude(_ a: UnsafePointer<Float>, count: Int) -> Float {
        var greatest: Float = 0
        for index in 0..<count {
            let magnitude = abs(a[index])
            if !(magnitude <= greatest) { greatest = magnitude }
            if greatest.isNaN { return greatest }
        }
        return greatest
    }

    /// `Σ a[i]·b[i]`, summed in `Float`: for short vectors.
    public static func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int) -> Float {
        var (even, odd) = (SIMD8<Float>(), SIMD8<Float>())
        let whole = count - count % 16
        var index = 0
        while index < whole {
            let (x, y) = (UnsafeRawPointer(a + index), UnsafeRawPointer(b + index))
            even += x.loadUnaligned(as: SIMD8<Float>.self) * y.loadUnaligned(as: SIMD8<Float>.self)
            odd +=
                x.loadUnaligned(fromByteOffset: 32, as: SIMD8<Float>.self)
                * y.loadUnaligned(fromByteOffset: 32, as: SIMD8<Float>.self)
            index += 16
        }
        var sum = (even + odd).sum()
        while index < count {
            sum += a[index] * b[index]
            index += 1
        }
        return sum
    }

    /// `y[i] += a·x[i]`.
    public static func add(
        _ a: Float, times x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int
    ) {
        for index in 0..<count { y[index] += a * x[index] }
    }

    /// `y[i] = x[i] + a·d[i]`.
    public static func move(
        from x: UnsafePointer<Float>, by a: Float, along d: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>,
        count: Int
    ) {
        for index in 0..<count { y[index] = x[index] + a * d[index] }
    }

    /// `x[i] *= a`.
    public static func scale(_ x: UnsafeMutablePointer<Float>, by a: Float, count: Int) {
        for index in 0..<count { x[index] *= a }
    }

    /// `gradient[i] = scale · (a[i] − b[i])`, or added to what is there.
    public static func writeDifference(
        _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, scale: Float, into gradient: UnsafeMutablePointer<Float>,
        accumulate: Bool, count: Int
    ) {
        if accumulate {
            for index in 0..<count { gradient[index] += scale * (a[index] - b[index]) }
        } else {
            for index in 0..<count { gradient[index] = scale * (a[index] - b[index]) }
        }
    }

    /// `image[i] = 1 / (1 + exp(−steepness·z[i]))`.
    public static func sigmoid(
        _ z: UnsafePointer<Float>, steepness: Float, image: UnsafeMutablePointer<Float>, count: Int
    ) {
        for index in 0..<count { image[index] = 1 / (1 + expf(-steepness * z[index])) }
    }
}
