import Glibc
import NSTVGG

/// What weights mean in the papers, whose network is *normalised*: its weights are scaled so that each filter's mean
/// activation over pictures and places is one (Gatys et al. 2016, section 2). In VGG as it was published, that of conv1_1 is
/// 25, of conv3_1 171, of conv5_1 4; the content's loss grows with the square of the activations, the style's with their
/// fourth power, and so some layers would count a million times as much as others.
///
/// What would be done to the network is done to the weights: content × (u/m)², style × (u/m)⁴ for a layer with the mean
/// activation m and the wanted one u.
enum NormalisedNetwork {
    /// The mean activations of VGG-16 (Oxford's weights, average pooling, 512 pixels) over photographs and paintings;
    /// `benchmarks/activations.py` measures them. A picture has 0.6 to 1.4 times as much. VGG-19, which was trained in the
    /// same way, is taken to be like it.
    static let meanActivations: [LayerName: Double] = [
        LayerName(.relu, 1, 1): 25.3, LayerName(.relu, 2, 1): 161, LayerName(.relu, 2, 2): 188,
        LayerName(.relu, 3, 1): 171, LayerName(.relu, 4, 1): 58.4, LayerName(.relu, 4, 2): 27.8,
        LayerName(.relu, 5, 1): 4.33,
    ]

    /// The mean activation that all layers are given. It says what α/β means, as the content's loss grows with its square and
    /// the style's with its fourth power. With one, as in the papers, everything from 10⁻⁵ to 10⁻² would be a photograph,
    /// so they must count otherwise somewhere; with this one, it leads from a texture to the photograph, as in figure 3 of
    /// 2015, whatever the layers of the style. It was found by looking, at 96, 256 and 512 pixels.
    static let unit = 400.0

    /// The longest side, in pixels, at which α/β means what it says.
    static let referenceSize = 512.0

    /// The word for style layers, with their weights relative to one another: conv4_1 has 1.
    static func styleLayers(_ layers: [LayerName]) -> String {
        let words = layers.map { layer in
            let weight = pow(mean(reference) / mean(layer), 4)
            return weight == 1 ? "\(layer)" : "\(layer):\(rounded(weight))"
        }
        return "style-layers=\(words.joined(separator: ","))"
    }

    /// The words for a ratio of content to style that shows the same at every size; `styleLayers` must go with them.
    ///
    /// The content's loss is a sum over the places of a feature map (Gatys et al. 2015, eq. 1), the style's a mean (eq. 4,
    /// where each Gram matrix is divided by the number of places): a picture with half the side has a quarter of the
    /// content's loss, and the same ratio would show less of it. The paper names no size; here the numbers are those of
    /// pictures with 512 pixels, and the content counts (512/size)² times as much at others.
    ///
    /// - Parameters:
    ///   - ratio: α/β, above 0.
    ///   - layer: Where the content is met.
    ///   - size: The longest side, in pixels.
    static func weights(ratio: Double, content layer: LayerName, size: Int) -> [String] {
        let content = pow(unit / mean(layer), 2) * pow(referenceSize / Double(size), 2)
        let style = pow(unit / mean(reference), 4) / ratio
        return ["content-layers=\(layer)", "content-weight=\(rounded(content))", "style-weight=\(rounded(style))"]
    }

    /// The layer whose weight is 1: with it, all weights are within the ranges of their options.
    private static let reference = LayerName(.relu, 4, 1)

    /// A layer that nobody has measured is left as it is.
    private static func mean(_ layer: LayerName) -> Double { meanActivations[layer] ?? unit }

    /// Four digits, so that options stay legible.
    private static func rounded(_ value: Double) -> Double {
        guard value > 0 else { return 0 }
        let scale = pow(10, 3 - floor(log10(value)))
        return (value * scale).rounded() / scale
    }
}
