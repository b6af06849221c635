import COpenBLAS
import Dispatch

/// How work is split between threads. Ranges are fixed by the thread count alone, so that the same input and the same
/// thread count give the same bits.
public enum Parallel {
    /// How many processors this process may use.
    public static let availableThreads: Int = max(1, Int(openblas_get_num_procs()))

    /// OpenBLAS is called from our own threads and must not start threads of its own below them.
    private static let oneThreadPerBLASCall: Void = openblas_set_num_threads(1)

    /// Splits `0..<count` into at most `threads` ranges, runs `body` on them at the same time and waits for all.
    ///
    /// - Parameters:
    ///   - count: How many items there are.
    ///   - threads: How many ranges to make at the most.
    ///   - body: Called once for each range, with the range's number, on any thread.
    public static func split(
        _ count: Int, threads: Int, _ body: (_ part: Int, _ range: Range<Int>) -> Void
    ) {
        _ = oneThreadPerBLASCall
        let parts = min(max(1, threads), count)
        guard parts > 1 else {
            if count > 0 { body(0, 0..<count) }
            return
        }
        // The call returns only when every part is done, so the body doesn't outlive this scope.
        nonisolated(unsafe) let body = body
        DispatchQueue.concurrentPerform(iterations: parts) { part in
            body(part, (count * part / parts)..<(count * (part + 1) / parts))
        }
    }
}
