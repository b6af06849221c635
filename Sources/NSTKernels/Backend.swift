import COpenBLAS
import NSTKernelTypes

/// What computes: a family of vector kernels, threads, and a method for the 3×3 convolutions.
///
/// Not for use by two threads at once. With the same family and method, results don't depend on the number of threads.
public final class Backend {
    /// How a convolution is computed.
    public enum Method: String, Sendable, CaseIterable {
        /// Winograd's method, where the channels' numbers allow it.
        case winograd
        /// im2col and OpenBLAS: slower, the oracle for the other.
        case direct
    }

    /// What an engine is made of.
    public struct Configuration: Sendable {
        /// How many threads work.
        public var threads: Int
        /// The loops over raw memory.
        public var kernels: VectorKernels
        /// How convolutions are computed.
        public var method: Method

        /// All processors, the fastest kernels that this one can run, and Winograd's method, unless said otherwise.
        public init(
            threads: Int = Backend.availableThreads, kernels: VectorKernels = .best, method: Method = .winograd
        ) {
            self.threads = max(1, threads)
            self.kernels = kernels
            self.method = method
        }
    }

    /// How many processors this process may use.
    public static let availableThreads: Int = max(1, Int(openblas_get_num_procs()))

    /// What the engine is made of.
    public let configuration: Configuration
    /// The threads.
    public let pool: ThreadPool

    /// Starts the threads.
    public init(_ configuration: Configuration = Configuration()) {
        // OpenBLAS is called from our own threads and must not start threads of its own below them.
        openblas_set_num_threads(1)
        self.configuration = configuration
        pool = ThreadPool(threads: configuration.threads)
    }

    /// The loops over raw memory.
    public var kernels: VectorKernels { configuration.kernels }
    /// How many threads work.
    public var threads: Int { configuration.threads }

    /// Cuts `0..<count` into equal ranges, a few for each thread, and calls `body` with each.
    ///
    /// - Parameter grain: The smallest range worth a call.
    public func split(_ count: Int, grain: Int, _ body: (_ range: Range<Int>) -> Void) {
        let parts = max(1, min(4 * threads, count / max(1, grain)))
        pool.run(parts) { _, part in body((count * part / parts)..<(count * (part + 1) / parts)) }
    }
}

extension Backend {
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
            pool.run(pieces) { _, piece in
                body((piece * Self.terms)..<min(count, (piece + 1) * Self.terms), base + piece * number)
            }
        }
        return (0..<number).map { index in (0..<pieces).reduce(0) { $0 + all[$1 * number + index] } }
    }
}
