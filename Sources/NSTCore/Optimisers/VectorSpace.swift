import NSTKernelTypes
import NSTKernels

/// Arithmetic over the long vectors of an optimiser, on all threads of a backend. Results don't depend on their number.
struct VectorSpace {
    /// `nil` for the calling thread alone.
    let backend: Backend?
    /// How many values a vector has.
    let count: Int

    /// Fewer values than this aren't worth another thread.
    private static let grain = 1 << 14
    /// Where many vectors meet one, so many values of it at a time, which stay in the first-level cache.
    private static let piece = 1 << 12

    private var kernels: VectorKernels { backend?.kernels ?? .best }

    /// `Σ a[i]·b[i]`.
    func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>) -> Double {
        guard let backend else { return kernels.dot(a, b, count) }
        return backend.sum(count) { range in kernels.dot(a + range.lowerBound, b + range.lowerBound, range.count) }
    }

    /// `Σ a[i]`.
    func sum(_ a: UnsafePointer<Float>) -> Double {
        func sum(_ range: Range<Int>) -> Double { range.reduce(0) { $0 + Double(a[$1]) } }
        guard let backend else { return sum(0..<count) }
        return backend.sum(count, sum)
    }

    /// `Σ a[i]·b[i]` for each vector `a`.
    func dots(_ vectors: [UnsafePointer<Float>], _ b: UnsafePointer<Float>) -> [Double] {
        func dots(_ range: Range<Int>, _ sums: UnsafeMutablePointer<Double>) {
            for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.piece) {
                let count = min(Self.piece, range.upperBound - start)
                for (number, vector) in vectors.enumerated() {
                    sums[number] += kernels.dot(vector + start, b + start, count)
                }
            }
        }
        guard let backend else {
            var sums = [Double](repeating: 0, count: vectors.count)
            sums.withUnsafeMutableBufferPointer { buffer in
                if let base = buffer.baseAddress { dots(0..<count, base) }
            }
            return sums
        }
        return backend.sums(vectors.count, over: count, dots)
    }

    /// `max |a[i]|`, or NaN where one of them is.
    func greatestMagnitude(_ a: UnsafePointer<Float>) -> Float {
        guard let backend else { return VectorMath.greatestMagnitude(a, count: count) }
        let pieces = (count + Self.grain - 1) / Self.grain
        var greatest = [Float](repeating: 0, count: pieces)
        greatest.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            backend.split(pieces, grain: 1) { range in
                for piece in range {
                    let start = piece * Self.grain
                    base[piece] = VectorMath.greatestMagnitude(a + start, count: min(Self.grain, count - start))
                }
            }
        }
        return VectorMath.greatestMagnitude(greatest, count: pieces)
    }

    /// `y[i] += Σ a·x[i]` over so many factors `a` and vectors `x`.
    func add(_ factors: [Float], times vectors: [UnsafePointer<Float>], to y: UnsafeMutablePointer<Float>) {
        split { range in
            for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.piece) {
                let count = min(Self.piece, range.upperBound - start)
                for (factor, vector) in zip(factors, vectors) {
                    kernels.addMultiple(factor, vector + start, y + start, count)
                }
            }
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

    /// `y[i] = x[i]`.
    func copy(_ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>) {
        split { range in (y + range.lowerBound).update(from: x + range.lowerBound, count: range.count) }
    }

    /// `y[i] = −x[i]`.
    func negate(_ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>) {
        split { range in for index in range { y[index] = -x[index] } }
    }

    /// `x[i] = 0`.
    func clear(_ x: UnsafeMutablePointer<Float>) {
        split { range in (x + range.lowerBound).update(repeating: 0, count: range.count) }
    }

    /// Calls `body` for ranges that cover `0..<count`.
    func split(_ body: (_ range: Range<Int>) -> Void) {
        guard let backend else { return body(0..<count) }
        backend.split(count, grain: Self.grain, body)
    }
}
