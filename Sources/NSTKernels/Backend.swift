import COpenBLAS
import CProcessor
import NSTKernelTypes
import NSTKernelsBaseline
import NSTKernelsV3
import NSTKernelsV4
import NSTThreads

/// What computes: a family of vector kernels, threads, and a method for the 3×3 convolutions.
///
/// With the same family and method, results don't depend on the number of threads.
public final class Backend {
    /// How a convolution is computed.
    public enum Method: String, Sendable, CaseIterable {
        /// Winograd's method, where the channels' numbers allow it.
        case winograd
        /// im2col and OpenBLAS: slower, the oracle for the other.
        case direct
    }

    /// What a backend is made of.
    public struct Configuration: Sendable {
        /// How many threads work.
        public var threads: Int
        /// The loops over raw memory.
        public var kernels: VectorKernels
        /// How convolutions are computed.
        public var method: Method

        /// All processors, the fastest kernels that this one can run, and Winograd's method, unless said otherwise.
        public init(
            threads: Int = ThreadPool.availableThreads, kernels: VectorKernels = .best, method: Method = .winograd
        ) {
            self.threads = max(1, threads)
            self.kernels = kernels
            self.method = method
        }
    }

    /// How many processors this process may use.
    public static var availableThreads: Int { ThreadPool.availableThreads }

    /// What it is made of.
    public let configuration: Configuration
    /// The threads.
    public let pool: ThreadPool

    /// A backend on all processors uses the process's shared threads; one on fewer starts its own.
    public init(_ configuration: Configuration = Configuration()) {
        // OpenBLAS is called from our own threads and must not start threads of its own below them.
        openblas_set_num_threads(1)
        self.configuration = configuration
        pool =
            configuration.threads == ThreadPool.availableThreads
            ? .shared : ThreadPool(threads: configuration.threads)
    }

    /// The loops over raw memory.
    public var kernels: VectorKernels { configuration.kernels }
    /// How many threads work.
    public var threads: Int { configuration.threads }

    /// The pool's `split`.
    public func split(_ count: Int, grain: Int, _ body: (_ range: Range<Int>) -> Void) {
        pool.split(count, grain: grain, body)
    }

    /// The pool's `sum`.
    public func sum(_ count: Int, _ body: (_ range: Range<Int>) -> Double) -> Double { pool.sum(count, body) }

    /// The pool's `sums`.
    public func sums(
        _ number: Int, over count: Int, _ body: (_ range: Range<Int>, _ sums: UnsafeMutablePointer<Double>) -> Void
    ) -> [Double] { pool.sums(number, over: count, body) }
}

extension VectorKernels {
    /// The families that this processor can run, fastest first; never empty.
    public static let available: [VectorKernels] = {
        var families = [NSTKernelsBaseline.vectorKernels]
        if processor_has_v3() { families.insert(NSTKernelsV3.vectorKernels, at: 0) }
        if processor_has_v4() { families.insert(NSTKernelsV4.vectorKernels, at: 0) }
        return families
    }()

    /// The fastest family that this processor can run.
    public static var best: VectorKernels { available[0] }
}
