import NSTCore
import NSTPictures

/// The styles of a selection that have something to show where the content is painted.
struct ReadStyles {
    /// Their numbers in the selection.
    var numbers: [Int] = []
    var pictures: [Style] = []
}

/// The styles that one drawable stands for: itself, or the visible layers of a layer group.
///
/// In a group, a layer's opacity is its weight, and a group inside it is one style, as it looks. A layer mask says where
/// in the content its style is used: mask and content lie over each other as they do in the image; where the style is in
/// another image, the mask is stretched over the part that is painted.
struct StyleSelection {
    /// One style.
    struct Source {
        var layer: Drawable
        /// Above 0.
        var weight: Double
    }

    /// What was chosen: a layer, a mask, a channel or a group.
    let chosen: Drawable
    /// From the group's top to its bottom; at least one.
    let sources: [Source]

    /// The weight below which a layer of a group counts as hidden.
    private static let leastWeight = 0.001
    /// A result is named after each of so many styles; after the group if there are more.
    private static let mostNames = 3

    /// Finds out what a drawable stands for, without reading pixels.
    init(_ id: Int32, for content: Drawable, on host: Host) throws {
        guard id > 0 else { throw PluginError.noStyle }
        guard id != content.id else { throw PluginError.styleIsContent(name: content.name) }
        guard let chosen = host.drawable(id) else { throw PluginError.styleIsGone(id: Int(id)) }
        self.chosen = chosen
        guard chosen.isGroup else {
            sources = [Source(layer: chosen, weight: 1)]
            return
        }
        sources = host.children(of: chosen)
            .filter { $0.isVisible && $0.opacity >= Self.leastWeight }
            .map { Source(layer: $0, weight: $0.opacity) }
        guard !sources.isEmpty else { throw PluginError.noVisibleStyle(name: chosen.name) }
        guard !sources.contains(where: { $0.layer.id == content.id }) else {
            throw PluginError.styleIsContent(name: content.name)
        }
    }

    /// What a result is named after.
    var name: String {
        sources.count <= Self.mostNames
            ? sources.map(\.layer.name).joined(separator: " + ") : chosen.name
    }

    /// The styles' full sizes.
    var extents: [Extent] {
        sources.map { Extent(height: $0.layer.bounds.height, width: $0.layer.bounds.width) }
    }

    /// How many of them have a layer mask, which says where they are used.
    var regionCount: Int { sources.count { $0.layer.mask != nil } }

    /// Names the style that an error is about, as far as that can be told.
    func name(of error: PaintingError) -> String {
        guard case .styleTooSmall(let width, let height, _) = error else { return name }
        return sources.first { $0.layer.bounds.width == width && $0.layer.bounds.height == height }?.layer.name ?? name
    }

    /// Reads the styles for a part of the content, which is in the content's own coordinates. A style whose mask lets
    /// nothing of it through there is left out.
    ///
    /// - Parameter longest: Styles are made smaller to this longest side, in pixels; `nil` for full size.
    func read(
        for content: Drawable, part: Rectangle, from host: Host, longest: Int? = nil
    ) throws -> ReadStyles {
        let place = part.moved(byX: content.bounds.x, y: content.bounds.y)
        var styles = ReadStyles()
        for (number, source) in sources.enumerated() {
            let region = try region(of: source.layer, in: place, ofImage: content.image, from: host)
            if let region, !region.values.contains(where: { $0 > 0 }) { continue }
            let pixels = try host.thumbnail(of: source.layer, in: source.layer.whole, longest: longest ?? .max)
            guard !pixels.isTransparent else { throw PluginError.transparentStyle(name: source.layer.name) }
            styles.numbers.append(number)
            styles.pictures.append(
                Style(
                    pixels.flattened, coverage: Mask.product([pixels.alpha], like: pixels), weight: source.weight,
                    region: region))
        }
        guard !styles.pictures.isEmpty else { throw PluginError.styleNowhere(name: chosen.name) }
        return styles
    }

    /// Where a style is used; `nil` for everywhere.
    ///
    /// - Parameter place: What is painted, in the coordinates of the content's image.
    private func region(
        of layer: Drawable, in place: Rectangle, ofImage image: Int32, from host: Host
    ) throws -> Mask? {
        guard layer.mask != nil else { return nil }
        guard layer.image == image else { return try host.layerMask(of: layer, in: layer.whole) }
        var values = [Float](repeating: 0, count: place.width * place.height)
        if let shared = place.intersection(layer.bounds) {
            let inLayer = shared.moved(byX: -layer.bounds.x, y: -layer.bounds.y)
            let inPlace = shared.moved(byX: -place.x, y: -place.y)
            let mask = try host.layerMask(of: layer, in: inLayer)?.values ?? []
            for y in 0..<(mask.count / shared.width) {
                for x in 0..<shared.width {
                    values[(inPlace.y + y) * place.width + inPlace.x + x] = mask[y * shared.width + x]
                }
            }
        }
        return Mask(height: place.height, width: place.width, values: values)
    }
}
