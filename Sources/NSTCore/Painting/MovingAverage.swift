import Glibc
import NSTKernels
import NSTPictures

/// The mean of the pictures that an optimiser walks through, in which newer ones count more (Polyak & Juditsky 1992, with
/// exponential weights).
///
/// Adam's steps on a pyramid are few and large: values swing around what they go to, and where targets change from one
/// evaluation to the next, they follow each of them. In one picture both are grain in calm areas; in the mean they cancel
/// out, and contours stay.
struct MovingAverage {
    /// The share that what is there keeps when a picture is added.
    let persistence: Float

    /// Pictures that lie farther back than some five steps hardly count: a longer memory makes contours soft.
    private static let greatestPersistence = 0.75
    /// After all steps, the first picture counts at most so much: it is an enlarged one of the scale before.
    private static let shareOfFirst = 0.05

    /// - Parameter steps: How many pictures will follow the first one.
    init(steps: Int) {
        let persistence = pow(Self.shareOfFirst, 1 / Double(max(1, steps)))
        self.persistence = Float(min(Self.greatestPersistence, persistence))
    }

    /// Adds a picture to the mean of those before it.
    func add(_ picture: RGBImage, to mean: inout RGBImage, backend: Backend) {
        let share = 1 - persistence
        picture.values.withUnsafeBufferPointer { picture in
            mean.values.withUnsafeMutableBufferPointer { mean in
                nonisolated(unsafe) let (picture, mean) = (picture, mean)
                VectorSpace(backend: backend, count: mean.count).split { range in
                    for index in range { mean[index] += share * (picture[index] - mean[index]) }
                }
            }
        }
    }
}
