/// A symmetric matrix of three rows, such as a covariance of colours.
struct SymmetricMatrix: Equatable, Sendable {
    /// The columns, which are the rows, too.
    var columns: (SIMD3<Double>, SIMD3<Double>, SIMD3<Double>)

    init(_ a: SIMD3<Double>, _ b: SIMD3<Double>, _ c: SIMD3<Double>) { columns = (a, b, c) }

    static let identity = SymmetricMatrix([1, 0, 0], [0, 1, 0], [0, 0, 1])

    static func == (a: SymmetricMatrix, b: SymmetricMatrix) -> Bool { a.columns == b.columns }

    subscript(row: Int, column: Int) -> Double {
        switch column {
        case 0: columns.0[row]
        case 1: columns.1[row]
        default: columns.2[row]
        }
    }

    /// Eigenvalues and the unit vectors that belong to them, by Jacobi's rotations (Golub & Van Loan, *Matrix
    /// Computations*, 8.5).
    var eigen: (values: SIMD3<Double>, vectors: [SIMD3<Double>]) {
        var a = (0..<3).map { row in (0..<3).map { self[row, $0] } }
        var vectors: [SIMD3<Double>] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
        // Six sweeps reach the last digit; it converges quadratically.
        for _ in 0..<12 {
            for (p, q) in [(0, 1), (0, 2), (1, 2)] where a[p][q] != 0 {
                let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
                let t = (theta < 0 ? -1 : 1) / (theta.magnitude + (theta * theta + 1).squareRoot())
                let c = 1 / (t * t + 1).squareRoot()
                let s = t * c
                for k in 0..<3 { (a[k][p], a[k][q]) = (c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]) }
                for k in 0..<3 { (a[p][k], a[q][k]) = (c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]) }
                (vectors[p], vectors[q]) = (c * vectors[p] - s * vectors[q], s * vectors[p] + c * vectors[q])
            }
        }
        return ([a[0][0], a[1][1], a[2][2]], vectors)
    }

    /// The symmetric matrix with the same eigenvectors whose eigenvalues are a function of these.
    func mapped(_ function: (Double) -> Double) -> SymmetricMatrix {
        let (values, vectors) = eigen
        var result = SymmetricMatrix(.zero, .zero, .zero)
        for (index, vector) in vectors.enumerated() {
            let scaled = function(values[index]) * vector
            result.columns.0 += scaled * vector.x
            result.columns.1 += scaled * vector.y
            result.columns.2 += scaled * vector.z
        }
        return result
    }
}

/// `x ↦ A x + b` on colours.
struct AffineColourMap: Sendable {
    /// The columns of `A`.
    var columns: (SIMD3<Double>, SIMD3<Double>, SIMD3<Double>)
    var offset: SIMD3<Double>

    func callAsFunction(_ x: SIMD3<Double>) -> SIMD3<Double> {
        offset + columns.0 * x.x + columns.1 * x.y + columns.2 * x.z
    }

    /// The same in single precision, for many pixels.
    var single: @Sendable (SIMD4<Float>) -> SIMD4<Float> {
        func wide(_ v: SIMD3<Double>) -> SIMD4<Float> { SIMD4(Float(v.x), Float(v.y), Float(v.z), 0) }
        let (a, b, c, d) = (wide(columns.0), wide(columns.1), wide(columns.2), wide(offset))
        return { x in d + a * x.x + b * x.y + c * x.z }
    }
}
