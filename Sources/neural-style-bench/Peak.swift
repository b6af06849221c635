import ArgumentParser
import NSTKernels
import NSTKernelTypes
import NSTThreads

/// `neural-style-bench peak`
struct Peak: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure how fast the processor multiplies and adds in registers.")

    @OptionGroup var backend: BackendOptions

    /// What is printed, in GFLOP/s.
    struct Result: Encodable {
        var kernels: String
        var threads: Int
        var oneThread: Double
        var allThreads: Double
    }

    func run() throws {
        let family = try backend.family
        let pool = ThreadPool(threads: backend.threads)
        try printJSON(
            Result(
                kernels: family.name, threads: backend.threads,
                oneThread: PeakRate.measure(family, threads: 1, pool: pool),
                allThreads: PeakRate.measure(family, threads: backend.threads, pool: pool)))
    }
}

/// The greatest rate of multiplications and additions.
enum PeakRate {
    private static let rounds = 4_000_000
    private static let chains = 12

    /// The median of five measurements, in GFLOP/s.
    static func measure(_ kernels: VectorKernels, threads: Int, pool: ThreadPool) -> Double {
        let operations = 2.0 * Double(rounds * chains * kernels.lanes * threads)
        let rates = (0..<5).map { _ in
            let start = Clock.now()
            // A thread that is done with its own share waits: there are as many shares as threads.
            pool.run(threads) { _, _ in _ = kernels.multiplyAndAdd(rounds) }
            return operations / (Clock.now() - start) * 1e-9
        }
        return rates.median
    }
}
