import NSTPictures

/// What is painted: a part of a layer, read before the engine starts.
///
/// Three things decide which of its pixels count: alpha, how much they are selected, and the layer mask. In the result
/// they stay what they are: alpha and selection become the new layer's alpha, the mask its mask.
struct PaintedPart {
    /// The layer that the result belongs to.
    let layer: Drawable
    /// In the layer's own coordinates.
    let bounds: Rectangle
    /// What the engine gets.
    let content: Content
    /// The layer's own alpha, `[height, width]`; `nil` where all is opaque.
    let opacity: [Float]?
    /// How much each pixel is selected; `nil` where nothing is selected, which means all.
    let selection: Mask?
    /// The layer mask.
    let mask: Mask?

    /// Reads the selected part of a layer.
    init(reading part: Rectangle, of layer: Drawable, isSelected: Bool, from host: Host) throws {
        self.layer = layer
        bounds = part
        let pixels = try host.pixels(of: layer, in: part)
        selection = isSelected ? try host.selectionMask(on: layer, in: part) : nil
        mask = try host.layerMask(of: layer, in: part)
        opacity = Self.opacity(of: pixels)
        content = Content(
            pixels.flattened, coverage: Mask.product([opacity, selection?.values, mask?.values], like: pixels))
        guard content.coverage?.isVisible ?? true else { throw PluginError.transparentContent(name: layer.name) }
    }

    /// Reads what a finished painting was made from: the content is another layer's, and what counts is what the
    /// painting shows.
    init(
        continuing painting: Drawable, showing pixels: PixelBuffer, of source: Drawable, part: Rectangle,
        from host: Host
    ) throws {
        layer = painting
        bounds = painting.whole
        selection = nil
        mask = try host.layerMask(of: painting, in: painting.whole)
        opacity = Self.opacity(of: pixels)
        content = Content(
            try host.pixels(of: source, in: part).flattened,
            coverage: Mask.product([opacity, mask?.values], like: pixels))
        guard content.coverage?.isVisible ?? true else { throw PluginError.transparentContent(name: painting.name) }
    }

    /// The alpha of a new layer: the layer's own, where the selection lets it through; `nil` where all is opaque.
    var alpha: [Float]? {
        guard let selection else { return opacity }
        guard let opacity else { return selection.values }
        return zip(opacity, selection.values).map { $0 * $1 }
    }

    private static func opacity(of pixels: PixelBuffer) -> [Float]? {
        let alpha = pixels.alpha
        return alpha.contains { $0 < 1 } ? alpha : nil
    }
}
