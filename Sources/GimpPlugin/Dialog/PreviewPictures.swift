import NSTOptions
import NSTPictures

/// The pictures of a preview: what is painted and its styles, made small.
struct PreviewPictures {
    /// The painting's longest side, in pixels.
    static let side = 256
    /// The styles' longest side: their strokes may be larger than the painting's size says.
    private static let styleSide = 512

    let content: Content
    let styles: [Style]
    let names: PictureNames
    /// How much of the painting shows at each of the content's pixels: selection and layer mask; `nil` for all of it.
    let visibility: Mask?
    /// What was chosen as the style when they were read.
    let drawable: Int32

    /// Reads the selected part of the content and the styles.
    init(of content: Drawable, styles: StyleSelection, from host: Host) throws {
        guard let (part, isActive) = host.selection(on: content) else {
            throw PluginError.selectionMissesLayer(name: content.name)
        }
        let pixels = try host.thumbnail(of: content, in: part, longest: Self.side)
        let masks = [
            isActive ? try host.selectionMask(on: content, in: part) : nil, try host.layerMask(of: content, in: part),
        ].map { $0?.resampled(height: pixels.height, width: pixels.width).values }
        visibility = Mask.product(masks, like: pixels)
        self.content = Content(
            pixels.flattened, coverage: Mask.product([pixels.alpha, visibility?.values], like: pixels))
        guard self.content.coverage?.isVisible ?? true else {
            throw PluginError.transparentContent(name: content.name)
        }
        self.styles = try styles.read(for: content, part: part, from: host, longest: Self.styleSide).pictures
        drawable = styles.chosen.id
        names = PictureNames(content: content, styles: styles)
    }

    /// The settings of a painting that shows, at this size, what the whole one will look like: strokes keep their size in
    /// relation to the picture.
    static func settings(for settings: Settings) -> Settings {
        var small = settings
        small.size = min(settings.size, side)
        small.iterations = min(settings.iterations, mostIterations)
        small.result = .layer
        return small
    }

    /// A painting as it will lie over the content.
    func composed(_ painting: RGBImage) -> RGBImage {
        let original = content.image
        var result = painting.resampled(height: original.height, width: original.width)
        guard let visibility else { return result }
        for index in result.values.indices {
            let share = visibility.values[index / 3]
            result.values[index] = share * result.values[index] + (1 - share) * original.values[index]
        }
        return result
    }

    /// Enough to see what it comes to.
    private static let mostIterations = 120
}
