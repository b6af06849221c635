import NSTOptions
import NSTPictures
import NSTThreads

extension InitialImage {
    /// The picture that a painting starts from, at the size of its coarsest scale.
    ///
    /// - Parameters:
    ///   - styles: The style pictures, at any size.
    ///   - styleExtents: The sizes of the style pictures at the coarsest scale.
    func picture(
        _ extent: Extent, content: RGBImage, styles: [Style], styleExtents: [Extent], seed: Int,
        pool: ThreadPool = .shared
    ) -> RGBImage {
        switch self {
        // A layer is a picture that is handed to the painting; without one it is the content.
        case .content, .layer: content.resampled(to: extent, pool: pool)
        case .noise: .noise(height: extent.height, width: extent.width, seed: seed)
        case .grey: .noise(height: extent.height, width: extent.width, range: 128 / 255...129 / 255, seed: seed)
        case .style: .spotNoise(extent, styles: styles, styleExtents: styleExtents, seed: seed, pool: pool)
        }
    }
}
