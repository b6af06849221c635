import NSTOptions
import NSTPictures
import NSTThreads

extension InitialImage {
    /// The picture that a run starts from, at the size of its coarsest scale.
    ///
    /// - Parameters:
    ///   - styles: The style pictures, at any size.
    ///   - styleExtents: The sizes of the style pictures at the coarsest scale.
    ///   - layer: The picture that `.layer` means, at any size.
    func picture(
        _ extent: Extent, content: RGBImage, styles: [Style], styleExtents: [Extent], layer: RGBImage? = nil, seed: Int,
        pool: ThreadPool = .shared
    ) -> RGBImage {
        switch self {
        case .content: content.resampled(to: extent, pool: pool)
        case .noise: .noise(height: extent.height, width: extent.width, seed: seed)
        case .style: .spotNoise(extent, styles: styles, styleExtents: styleExtents, seed: seed, pool: pool)
        case .layer: (layer ?? content).resampled(to: extent, pool: pool)
        }
    }
}
