import NSTThreads

/// The directions along which rows differ most, so that few numbers say most of what many do.
public enum PrincipalDirections {
    /// Rounds of subspace iteration. The singular values of feature maps fall fast: two are enough to choose among.
    private static let rounds = 2

    /// Finds an orthonormal basis of nearly the space of the leading right singular vectors (Halko, Martinsson & Tropp
    /// 2011, "Finding structure with randomness", arXiv:0909.4061, algorithm 4.4: a random start, then products with the
    /// matrix and its transpose, made orthonormal after each).
    ///
    /// - Parameters:
    ///   - rows: `[rowCount, dimensions]`, less their mean.
    ///   - count: How many directions; at most `dimensions`.
    ///   - result: `[dimensions, count]`: the directions are its columns. Where the rows span less, some are zero.
    public static func find(
        rows: UnsafePointer<Float>, rowCount: Int, dimensions: Int, count: Int,
        into result: UnsafeMutablePointer<Float>,
        pool: ThreadPool
    ) {
        // The same random numbers each time.
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        for index in 0..<(dimensions * count) {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            result[index] = Float(Int32(truncatingIfNeeded: state >> 32)) / Float(1 << 31)
        }
        var images = [Float](repeating: 0, count: max(rowCount, dimensions) * count)
        images.withUnsafeMutableBufferPointer { buffer in
            guard let image = buffer.baseAddress else { return }
            for _ in 0..<rounds {
                MatrixProduct.multiply(
                    rows, result, rows: rowCount, inner: dimensions, columns: count, into: image, pool: pool)
                orthonormalise(image, rows: rowCount, columns: count)
                MatrixProduct.multiplyTransposed(
                    rows, image, rows: dimensions, inner: rowCount, columns: count, into: result, pool: pool)
                orthonormalise(result, rows: dimensions, columns: count)
            }
        }
    }

    /// Makes the columns of `[rows, columns]` orthogonal and of length one (Gram and Schmidt, modified, twice); what
    /// depends on the columns before becomes zero.
    private static func orthonormalise(_ matrix: UnsafeMutablePointer<Float>, rows: Int, columns: Int) {
        // Column by column in memory, for the sake of speed.
        var turned = [Float](repeating: 0, count: rows * columns)
        turned.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            for row in 0..<rows {
                for column in 0..<columns { base[column * rows + row] = matrix[row * columns + column] }
            }
            for column in 0..<columns {
                let vector = base + column * rows
                let before = VectorMath.dot(vector, vector, count: rows).squareRoot()
                for _ in 0..<2 {
                    for other in 0..<column {
                        let direction = base + other * rows
                        VectorMath.add(
                            -VectorMath.dot(vector, direction, count: rows), times: direction, to: vector, count: rows)
                    }
                }
                let length = VectorMath.dot(vector, vector, count: rows).squareRoot()
                VectorMath.scale(vector, by: length > 1e-5 * before ? 1 / length : 0, count: rows)
            }
            for row in 0..<rows {
                for column in 0..<columns { matrix[row * columns + column] = base[column * rows + row] }
            }
        }
    }
}
