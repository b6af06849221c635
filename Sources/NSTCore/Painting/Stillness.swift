import NSTKernels
import NSTPictures

/// Notices when a picture no longer changes visibly.
struct Stillness {
    /// How many evaluations lie between two looks.
    static let window = 12
    /// The root mean square of the change over a window below which the picture is still: half a level of an 8-bit picture.
    static let threshold = 0.5 / 255

    /// Whether the picture was still over the last window.
    private(set) var isReached = false
    private var evaluations = 0
    private var last: RGBImage?

    /// Takes the best picture after an evaluation.
    mutating func observe(_ picture: RGBImage) {
        evaluations += 1
        guard evaluations % Self.window == 0 else { return }
        if let last {
            let change = VectorMath.squaredDistance(picture.values, last.values, count: picture.values.count)
            isReached = (change / Double(max(1, picture.values.count))).squareRoot() < Self.threshold
        }
        last = picture
    }
}
