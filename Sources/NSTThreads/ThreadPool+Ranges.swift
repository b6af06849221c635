extension ThreadPool {
    /// Cuts `0..<count` into equal ranges, a few for each thread, and calls `body` with each.
    ///
    /// - Parameter grain: The smallest range worth a call.
    public func split(_ count: Int, grain: Int, _ body: (_ range: Range<Int>) -> Void) {
        let parts = max(1, min(4 * self.count, count / max(1, grain)))
        run(parts) { _, part in body((count * part / parts)..<(count * (part + 1) / parts)) }
    }

    /// Sums are cut into pieces of so many terms, whatever the number of threads, so that they don't depend on it.
    private static let terms = 1 << 15

    /// Sums `body` over pieces of `0..<count`, on all threads; the result doesn't depend on their number.
    public func sum(_ count: Int, _ body: (_ range: Range<Int>) -> Double) -> Double {
        sums(1, over: count) { range, sum in sum.pointee = body(range) }[0]
    }

    /// The same for several sums at once, to which `body` adds its piece's.
    public func sums(
        _ number: Int, over count: Int, _ body: (_ range: Range<Int>, _ sums: UnsafeMutablePointer<Double>) -> Void
    ) -> [Double] {
        let pieces = (count + Self.terms - 1) / Self.terms
        var all = [Double](repeating: 0, count: pieces * number)
        all.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            run(pieces) { _, piece in
                body((piece * Self.terms)..<min(count, (piece + 1) * Self.terms), base + piece * number)
            }
        }
        return (0..<number).map { index in (0..<pieces).reduce(0) { $0 + all[$1 * number + index] } }
    }
}
