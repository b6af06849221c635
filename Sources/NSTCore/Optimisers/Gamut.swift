import Glibc
import NSTKernels

/// The picture's own values as free values, kept within 0…1.
enum Gamut: Parametrisation {
    /// `image = 1 / (1 + exp(−4 z))`: smooth and unbounded in `z`, with slope 1 in the middle of the range. For
    /// methods that measure curvature and must not meet a wall.
    case sigmoid
    /// The values are the picture; the optimiser clamps them.
    case clamped

    private static let steepness: Float = 4
    /// Pure black and white lie at infinity for the sigmoid. Two 8-bit levels away from them the slope is still large enough
    /// for the optimiser to come back: losses were 1 % lower than from half a level.
    static let margin: Float = 1 / 128

    func encode(_ image: UnsafePointer<Float>, to values: UnsafeMutablePointer<Float>, space: VectorSpace) {
        encode(image, margin: Self.margin, to: values, space: space)
    }

    /// The same with another margin.
    func encode(
        _ image: UnsafePointer<Float>, margin: Float, to values: UnsafeMutablePointer<Float>, space: VectorSpace
    ) {
        switch self {
        case .clamped: space.split { range in for index in range { values[index] = min(1, max(0, image[index])) } }
        case .sigmoid:
            space.split { range in
                for index in range {
                    let inside = min(1 - margin, max(margin, image[index]))
                    values[index] = logf(inside / (1 - inside)) / Self.steepness
                }
            }
        }
    }

    func decode(_ values: UnsafePointer<Float>, to image: UnsafeMutablePointer<Float>, space: VectorSpace) {
        switch self {
        case .clamped: space.copy(values, to: image)
        case .sigmoid:
            space.split { range in
                let start = range.lowerBound
                VectorMath.sigmoid(
                    values + start, steepness: Self.steepness, image: image + start, count: range.count)
            }
        }
    }

    func pullBack(_ gradient: UnsafeMutablePointer<Float>, at image: UnsafePointer<Float>, space: VectorSpace) {
        switch self {
        case .clamped: break
        case .sigmoid:
            space.split { range in
                for index in range { gradient[index] *= Self.steepness * image[index] * (1 - image[index]) }
            }
        }
    }
}
