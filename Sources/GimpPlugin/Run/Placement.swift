import NSTOptions
import NSTPictures

/// Brings a painting into an image.
struct Placement {
    let host: Host
    let subject: Subject
    /// Whether a new image gets a window.
    let isShown: Bool

    /// Whether a painting can go there; asked before the work.
    static func check(_ placement: ResultPlacement, for layer: Drawable) throws {
        guard placement == .replace else { return }
        guard !layer.isGroup else { throw PluginError.groupCantBeReplaced(name: layer.name) }
        guard !layer.isLocked else { throw PluginError.layerIsLocked(name: layer.name) }
    }

    /// - Parameters:
    ///   - picture: As large as the subject's part.
    ///   - record: What is kept with the layer.
    /// - Returns: The layer that holds the painting.
    func place(_ picture: RGBImage, as placement: ResultPlacement, title: String, record: String) throws -> Int32 {
        // The image may have been closed, or the layer been changed, since it was read.
        guard let layer = host.drawable(subject.layer.id) else {
            throw PluginError.layerIsGone(name: subject.layer.name)
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
            guard subject.part.intersection(layer.whole) == subject.part else {
                throw PluginError.layerIsGone(name: layer.name)
            }
            // The host looks after the selection itself.
            try host.replace(
                subject.part, of: layer, with: PixelBuffer(picture, alpha: subject.opacity), record: record)
            return layer.id
        }
    }

    private func newLayer(_ picture: RGBImage, beside layer: Drawable, title: String, record: String) -> NewLayer {
        let alpha = subject.alpha
        // Where the layer stood when it was read, lest a layer that was moved meanwhile shift the selection's part.
        return NewLayer(
            model: layer, name: title,
            origin: (subject.layer.bounds.x + subject.part.x, subject.layer.bounds.y + subject.part.y),
            pixels: PixelBuffer(picture, alpha: alpha), hasAlpha: alpha != nil || subject.mask != nil,
            mask: subject.mask, record: record)
    }
}
