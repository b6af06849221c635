import NSTCore

/// The pictures of a preview: what is painted and its styles, made small.
struct PreviewPictures {
    /// The painting's longest side, in pixels.
    static let side = 256
    /// The styles' longest side: their strokes may be larger than the painting's size says.
    private static let styleSide = 512

    let content: Content
    let styles: [Style]
    let names: PictureNames
    /// What was chosen as the style when they were read.
    let drawable: Int32

    /// Reads the selected part of the content and the styles.
    init(of content: Drawable, styles: StyleSelection, from host: Host) throws {
        guard let part = host.selection(on: content)?.bounds else {
            throw PluginError.selectionMissesLayer(name: content.name)
        }
        let pixels = try host.thumbnail(of: content, in: part, longest: Self.side)
        let alpha = pixels.alpha.map { min(1, max(0, $0)) }
        let coverage = Mask(height: pixels.height, width: pixels.width, values: alpha)
        self.content = Content(pixels.flattened, coverage: alpha.contains { $0 < 1 } ? coverage : nil)
        self.styles = try styles.read(for: content, part: part, from: host, longest: Self.styleSide)
        drawable = styles.chosen.id
        names = PictureNames(content: content, styles: styles)
    }

    /// The settings of a run that shows, at this size, what the whole run will look like: strokes keep their size in
    /// relation to the picture.
    static func settings(for settings: Settings) -> Settings {
        var small = settings
        small.size = min(settings.size, side)
        small.iterations = min(settings.iterations, mostIterations)
        small.result = .layer
        return small
    }

    /// Enough to see what it comes to.
    private static let mostIterations = 120
}
