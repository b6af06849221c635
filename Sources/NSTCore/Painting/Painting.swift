import NSTKernels
import NSTPictures

/// How far a painting has come, after one evaluation of the network.
public struct Progress: Equatable, Sendable {
    /// The scale, counted from 1.
    public var scale: Int
    /// How many scales there are.
    public var scaleCount: Int
    /// The evaluation over all scales, counted from 1.
    public var iteration: Int
    /// How many there will be at the most.
    public var iterations: Int
    /// The loss of the picture that was just evaluated.
    public var losses: LossValues
    /// The share of the work that is done, 0…1; never falls.
    public var fraction: Double
    /// Since the painting began, in seconds.
    public var secondsElapsed: Double
    /// The time that is left, in seconds, if the rest goes as fast as what is done.
    public var secondsLeft: Double
}

/// A painting that is being made: what plug-in, preview, command and bench know of it, however it is painted.
///
/// It is a sequence of `Progress` values; `picture` is the best so far at any time, so whoever takes the values may stop
/// between any two of them.
///
/// ```swift
/// let plan = try Plan(for: pictures, settings: Settings(), memoryLimit: limit)
/// let painting = try OptimisedPainting(
///     content: Content(photograph), styles: [Style(painting)], network: network, plan: plan)
/// while let progress = try painting.next() { print(progress.losses.total) }
/// let result = painting.result(of: plan.pictures.content)
/// ```
public protocol Painting: AnyObject {
    /// What it takes.
    var plan: Plan { get }
    /// The best picture so far, in whatever size it has been painted at, and with the colours that it is painted with.
    var picture: RGBImage { get }
    /// What happened that a user may want to know.
    var remarks: Set<Remark> { get }

    /// Paints on.
    ///
    /// - Returns: How far the painting has come; `nil` when it is done.
    /// - Throws: `PaintingError` where it can't go on.
    func next() throws(PaintingError) -> Progress?

    /// The best picture so far at any size, with the colours that the settings ask for.
    ///
    /// - Parameter extent: `nil` for the content's own size.
    func result(_ extent: Extent?) -> RGBImage
}

extension Painting {
    /// The best picture so far in the content's own size, with the colours that the settings ask for.
    public func result() -> RGBImage { result(nil) }
}
