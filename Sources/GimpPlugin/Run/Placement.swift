import NSTOptions
import NSTPictures

/// Brings a painting into an image.
struct Placement {
    let host: Host
    let painted: PaintedPart
    /// Whether a new image gets a window.
    let isShown: Bool

    /// Whether a painting can go there; asked before the work.
    static func check(_ placement: ResultPlacement, for layer: Drawable) throws {
        guard placement == .replace else { return }
        guard !layer.isGroup else { throw PluginError.groupCantBeReplaced(name: layer.name) }
        guard !layer.isLocked else { throw PluginError.layerIsLocked(name: layer.name) }
    }

    /// - Parameters:
    ///   - picture: As large as the painted part.
    ///   - keptPictures: Pictures on the way, which become hidden layers beside it.
    ///   - record: What is kept with the layer.
    /// - Returns: The layer that holds the painting.
    func place(
        _ picture: RGBImage, keptPictures: [KeptPicture] = [], as placement: ResultPlacement, title: String,
        record: String
    ) throws -> Int32 {
        guard !keptPictures.isEmpty else { return try place(picture, as: placement, title: title, record: record) }
        host.beginUndoStep(image: painted.layer.image)
        defer { host.endUndoStep(image: painted.layer.image) }
        let layer = try place(picture, as: placement, title: title, record: record)
        // Each goes directly above the layer that was painted, or the new image's: the last one first lies highest.
        let base = placement == .image ? layer : painted.layer.id
        for kept in keptPictures.reversed() {
            guard let model = host.drawable(base) else { throw PluginError.layerIsGone(name: painted.layer.name) }
            let resized = kept.picture.resampled(to: picture.extent)
            var new = newLayer(
                resized, beside: model,
                title: localized(
                    "{name}, iteration {iteration}", ["name": title, "iteration": String(kept.iteration)]), record: "")
            if placement == .image { new.origin = (0, 0) }
            new.isHidden = true
            _ = try host.insert(new)
        }
        return layer
    }

    private func place(
        _ picture: RGBImage, as placement: ResultPlacement, title: String, record: String
    ) throws -> Int32 {
        // The image may have been closed, or the layer been changed, since it was read.
        guard let layer = host.drawable(painted.layer.id) else {
            throw PluginError.layerIsGone(name: painted.layer.name)
        }
        switch placement {
        case .layer:
            return try host.insert(newLayer(picture, beside: layer, title: title, record: record))
        case .image:
            var new = newLayer(picture, beside: layer, title: title, record: record)
            new.origin = (0, 0)
            return try host.makeImage(of: new, isShown: isShown)
        case .replace:
            try Self.check(placement, for: layer)
            guard painted.bounds.intersection(layer.whole) == painted.bounds else {
                throw PluginError.layerIsGone(name: layer.name)
            }
            // The host looks after the selection itself.
            try host.replace(
                painted.bounds, of: layer, with: PixelBuffer(picture, alpha: painted.opacity), record: record)
            return layer.id
        }
    }

    private func newLayer(_ picture: RGBImage, beside layer: Drawable, title: String, record: String) -> NewLayer {
        let alpha = painted.alpha
        // Where the layer stood when it was read, lest a layer that was moved meanwhile shift the selection's part.
        return NewLayer(
            model: layer, name: title,
            origin: (painted.layer.bounds.x + painted.bounds.x, painted.layer.bounds.y + painted.bounds.y),
            pixels: PixelBuffer(picture, alpha: alpha), hasAlpha: alpha != nil || painted.mask != nil,
            mask: painted.mask, record: record)
    }
}
