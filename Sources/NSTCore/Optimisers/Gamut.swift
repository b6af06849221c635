import Glibc
import NSTKernels

/// How an optimiser's free values become a picture whose channels stay within 0…1.
///
/// Peers let the optimiser leave the gamut and clamp when they save; the saved picture then has several times the loss
/// that they print. Here no picture outside the gamut is ever evaluated.
enum Gamut {
    /// `image = 1 / (1 + exp(−4 z))`: smooth and unbounded in `z`, with slope 1 in the middle of the range. For
    /// methods that measure curvature and must not meet a wall.
    case sigmoid
    /// The values are the picture; the optimiser clamps them.
    case clamped

    private static let steepness: Float = 4
    /// Pure black and white lie at infinity for the sigmoid. Two 8-bit levels away from them the slope is still large enough
    /// for the optimiser to come back: losses were 1 % lower than from half a level.
    static let margin: Float = 1 / 128

    /// The free values of a picture.
    func encode(_ image: [Float], margin: Float = Gamut.margin) -> [Float] {
        switch self {
        case .clamped: image.map { min(1, max(0, $0)) }
        case .sigmoid:
            image.map { value in
                let inside = min(1 - margin, max(margin, value))
                return logf(inside / (1 - inside)) / Self.steepness
            }
        }
    }

    /// The picture of free values.
    func decode(_ values: [Float], into image: inout [Float], backend: Backend? = nil) {
        switch self {
        case .clamped: image = values
        case .sigmoid:
            let space = VectorSpace(backend: backend, count: values.count)
            image.withUnsafeMutableBufferPointer { buffer in
                values.withUnsafeBufferPointer { values in
                    guard let target = buffer.baseAddress, let values = values.baseAddress else { return }
                    space.split { range in
                        let start = range.lowerBound
                        VectorMath.sigmoid(
                            values + start, steepness: Self.steepness, image: target + start, count: range.count)
                    }
                }
            }
        }
    }

    /// Turns the gradient per unit of the picture into that per unit of the free values (chain rule).
    func pullBack(_ gradient: inout [Float], at image: [Float], backend: Backend? = nil) {
        switch self {
        case .clamped: break
        case .sigmoid:
            let space = VectorSpace(backend: backend, count: gradient.count)
            gradient.withUnsafeMutableBufferPointer { buffer in
                image.withUnsafeBufferPointer { image in
                    guard let target = buffer.baseAddress, let image = image.baseAddress else { return }
                    space.split { range in
                        for index in range { target[index] *= Self.steepness * image[index] * (1 - image[index]) }
                    }
                }
            }
        }
    }
}
