import NSTKernels

/// Arithmetic over the long vectors of an optimiser, on all threads of an engine. Results don't depend on their number.
struct VectorSpace {
    /// `nil` for the calling thread alone.
    let engine: Engine?
    /// How many values a vector has.
    let count: Int

    /// Fewer values than this aren't worth another thread.
    private static let grain = 1 << 14

    /// `Σ a[i]·b[i]`.
    func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>) -> Double {
        guard let engine else { return VectorMath.dot(a, b, count: count) }
        return engine.sum(count) { range in
            VectorMath.dot(a + range.lowerBound, b + range.lowerBound, count: range.count)
        }
    }

    /// `Σ |a[i]|`.
    func sumOfMagnitudes(_ a: UnsafePointer<Float>) -> Double {
        guard let engine else { return VectorMath.sumOfMagnitudes(a, count: count) }
        return engine.sum(count) { range in
            VectorMath.sumOfMagnitudes(a + range.lowerBound, count: range.count)
        }
    }

    /// `max |a[i]|`, or NaN where one of them is.
    func greatestMagnitude(_ a: UnsafePointer<Float>) -> Float { VectorMath.greatestMagnitude(a, count: count) }

    /// `y[i] += a·x[i]`.
    func add(_ a: Float, times x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>) {
        split { range in
            VectorMath.add(a, times: x + range.lowerBound, to: y + range.lowerBound, count: range.count)
        }
    }

    /// `y[i] = x[i] + a·d[i]`.
    func move(
        from x: UnsafePointer<Float>, by a: Float, along d: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>
    ) {
        split { range in
            let start = range.lowerBound
            VectorMath.move(from: x + start, by: a, along: d + start, to: y + start, count: range.count)
        }
    }

    /// `x[i] *= a`.
    func scale(_ x: UnsafeMutablePointer<Float>, by a: Float) {
        split { range in VectorMath.scale(x + range.lowerBound, by: a, count: range.count) }
    }

    /// Calls `body` for ranges that cover `0..<count`.
    func split(_ body: (_ range: Range<Int>) -> Void) {
        guard let engine else { return body(0..<count) }
        engine.split(count, grain: Self.grain, body)
    }
}
