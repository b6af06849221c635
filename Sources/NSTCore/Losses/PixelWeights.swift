import NSTPictures
import NSTVGG

/// How much the pixels of a feature map count.
struct PixelWeights: Equatable {
    /// `[height, width]`, 0…1; `nil` where all count fully.
    let values: [Float]?
    /// Their sum: how many pixels there are.
    let sum: Double

    /// How many pixels the map has, whether they count or not.
    var count: Int { values?.count ?? Int(sum) }

    /// How much a pixel must count to offer its features: half as much as the one that counts most, since a style may be
    /// translucent everywhere.
    var leastOffered: Float { (values?.max() ?? 1) / 2 }

    /// A map on which all pixels count fully.
    init(all pixels: Int) {
        values = nil
        sum = Double(pixels)
    }

    /// The pixels of a mask of the map's size.
    init(_ mask: Mask) {
        values = mask.isFull ? nil : mask.values
        sum = mask.values.reduce(0) { $0 + Double($1) }
    }

    /// How much the pixels count if other weights are multiplied; `nil` where all count fully.
    func combined(_ others: [Float]?) -> [Float]? {
        guard let values, let others else { return values ?? others }
        return zip(values, others).map(*)
    }

    /// Hands over the values, as the kernels want them.
    func withValues(_ body: (_ weights: UnsafePointer<Float>?) -> Void) {
        guard let values else { return body(nil) }
        values.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}

/// How much a picture's pixels count in the feature maps of every size.
///
/// A value of a map counts as much as the pixels of its own cell do in the mean, not as all that its receptive field
/// reaches: that spreads over the whole picture in the deep layers (Gatys et al. 2017, "Controlling perceptual factors
/// in neural style transfer", arXiv:1611.07865, section 4.2, compare several ways).
struct WeightPyramid {
    /// By the number of poolings.
    private let levels: [PixelWeights]

    /// The weights of a picture's pixels, and of the maps of `layers`.
    ///
    /// - Parameters:
    ///   - extent: The picture's size.
    ///   - mask: Of that size; `nil` where all pixels count fully.
    init(_ mask: Mask?, extent: Extent, layers: some Collection<LayerName>) {
        let deepest = layers.map(\.poolings).max() ?? 0
        guard let mask else {
            levels = (0...deepest).map { PixelWeights(all: (extent.height >> $0) * (extent.width >> $0)) }
            return
        }
        var masks = [mask]
        for _ in 0..<deepest { masks.append(masks[masks.count - 1].pooled()) }
        levels = masks.map { PixelWeights($0) }
    }

    /// The weights of the picture's own pixels.
    var picture: PixelWeights { levels[0] }

    /// The weights in the feature map of one of the layers.
    subscript(layer: LayerName) -> PixelWeights { levels[layer.poolings] }

    /// Values of memory for a mask and all its levels.
    static func count(extent: Extent, layers: some Collection<LayerName>) -> Int {
        (0...(layers.map(\.poolings).max() ?? 0)).reduce(0) { $0 + (extent.height >> $1) * (extent.width >> $1) }
    }
}

extension Style {
    /// How much the picture's pixels count in maps of several sizes.
    func weights(layers: [LayerName]) -> WeightPyramid {
        let extent = image.extent
        return WeightPyramid(
            coverage?.resampled(height: extent.height, width: extent.width).clamped, extent: extent, layers: layers)
    }
}
