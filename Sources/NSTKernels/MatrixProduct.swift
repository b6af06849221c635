import COpenBLAS
import NSTThreads

/// Products of matrices, whose rows the threads share.
public enum MatrixProduct {
    /// Rows of the result that are made at once; the same for any number of threads.
    private static let block = 128

    /// `result = a · b`.
    ///
    /// - Parameters:
    ///   - a: `[rows, inner]`.
    ///   - b: `[inner, columns]`.
    ///   - result: `[rows, columns]`.
    public static func multiply(
        _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, rows: Int, inner: Int, columns: Int,
        into result: UnsafeMutablePointer<Float>, pool: ThreadPool
    ) {
        split(rows, pool) { first, count in
            multiply(
                a + first * inner, b, rows: count, inner: inner, columns: columns, into: result + first * columns)
        }
    }

    /// The same on the calling thread alone.
    public static func multiply(
        _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, rows: Int, inner: Int, columns: Int,
        into result: UnsafeMutablePointer<Float>
    ) {
        cblas_sgemm(
            CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(rows), blasint(columns), blasint(inner), 1, a,
            blasint(inner), b, blasint(columns), 0, result, blasint(columns))
    }

    /// `result = aᵀ · b`.
    ///
    /// - Parameters:
    ///   - a: `[inner, rows]`.
    ///   - b: `[inner, columns]`.
    ///   - result: `[rows, columns]`.
    public static func multiplyTransposed(
        _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, rows: Int, inner: Int, columns: Int,
        into result: UnsafeMutablePointer<Float>, pool: ThreadPool
    ) {
        split(rows, pool) { first, count in
            cblas_sgemm(
                CblasRowMajor, CblasTrans, CblasNoTrans, blasint(count), blasint(columns), blasint(inner), 1,
                a + first, blasint(rows), b, blasint(columns), 0, result + first * columns, blasint(columns))
        }
    }

    private static func split(_ rows: Int, _ pool: ThreadPool, _ body: (_ first: Int, _ count: Int) -> Void) {
        let blocks = (rows + block - 1) / block
        pool.run(blocks) { _, number in body(number * block, min(block, rows - number * block)) }
    }
}
