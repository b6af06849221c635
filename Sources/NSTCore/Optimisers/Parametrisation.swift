import NSTKernels

/// How an optimiser's free values become a picture whose channels stay within 0…1 (Mordvintsev, Pezzotti, Schubert & Olah
/// 2018, "Differentiable Image Parameterizations").
///
/// Peers let the optimiser leave the gamut and clamp when they save; the saved picture then has several times the loss
/// that they print. Here no picture outside the gamut is ever evaluated.
protocol Parametrisation {
    /// Writes the free values of a picture, `[height, width, 3]`.
    func encode(_ image: UnsafePointer<Float>, to values: UnsafeMutablePointer<Float>, space: VectorSpace)

    /// Writes the picture of free values.
    func decode(_ values: UnsafePointer<Float>, to image: UnsafeMutablePointer<Float>, space: VectorSpace)

    /// Turns the gradient per unit of the picture, with which the memory begins, into that per unit of the free values
    /// (chain rule).
    func pullBack(_ gradient: UnsafeMutablePointer<Float>, at image: UnsafePointer<Float>, space: VectorSpace)
}
