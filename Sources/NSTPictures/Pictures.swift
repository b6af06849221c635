import NSTThreads

/// The picture to paint.
public struct Content: Equatable, Sendable {
    /// The picture, at full size.
    public var image: RGBImage
    /// Which of its pixels count (are opaque and selected), of the same size; `nil` for all. What doesn't count has no part in
    /// any loss.
    public var coverage: Mask?

    /// A picture to paint.
    public init(_ image: RGBImage, coverage: Mask? = nil) {
        self.image = image
        self.coverage = coverage
    }

    /// The same at another size.
    package func resampled(to extent: Extent, pool: ThreadPool = .shared) -> Content {
        Content(
            image.resampled(to: extent, pool: pool),
            coverage: coverage?.resampled(height: extent.height, width: extent.width, pool: pool))
    }
}

/// A picture whose style is taken over.
public struct Style: Equatable, Sendable {
    /// The picture, at full size.
    public var image: RGBImage
    /// Which of its pixels count (are opaque), of the same size; `nil` for all.
    public var coverage: Mask?
    /// How much this style counts beside others for the same region, above 0.
    public var weight: Double
    /// Where in the content this style is used, of any size (it is stretched over the content); `nil` for wherever no other
    /// style's region is.
    public var region: Mask?

    /// A style.
    public init(_ image: RGBImage, coverage: Mask? = nil, weight: Double = 1, region: Mask? = nil) {
        self.image = image
        self.coverage = coverage
        self.weight = weight
        self.region = region
    }

    /// The same at another size; the region keeps its own.
    package func resampled(to extent: Extent, pool: ThreadPool = .shared) -> Style {
        Style(
            image.resampled(to: extent, pool: pool),
            coverage: coverage?.resampled(height: extent.height, width: extent.width, pool: pool), weight: weight,
            region: region)
    }
}
