import CGimpShim
import NSTPictures

/// A layer to be made.
struct NewLayer {
    /// The layer to stand above, and whose opacity and mode to take over; or, for a new image, whose image to imitate.
    var model: Drawable
    var name: String
    /// The top left corner, in image coordinates.
    var origin: (x: Int, y: Int)
    var pixels: PixelBuffer
    var hasAlpha: Bool
    /// The layer mask, as large as the pixels.
    var mask: Mask?
    /// What is kept with the layer; empty for nothing.
    var record: String
    var isHidden = false
    /// A layer group to stand in, at its lower end, instead of above the model.
    var group: Int32?
}

extension Host {
    /// Adds a layer above another one, in one undo step.
    ///
    /// - Returns: The new layer's number.
    func insert(_ layer: NewLayer) throws -> Int32 {
        try make(layer, refusal: .resultRefused) { description, id in
            functions.pointee.insert_layer(context, description, id)
        }
    }

    /// Adds an empty layer group above a layer.
    ///
    /// - Returns: The new group's number.
    func insertGroup(named name: String, above model: Drawable) throws -> Int32 {
        var id: Int32 = -1
        guard functions.pointee.insert_group(context, model.image, model.id, name, &id) != 0, id > 0 else {
            throw PluginError.resultRefused
        }
        return id
    }

    /// Removes a layer, or a group with what is in it.
    func removeLayer(_ id: Int32) { functions.pointee.remove_layer(context, id) }

    /// What is done to the image until `endUndoStep` becomes one step to undo.
    func beginUndoStep(image: Int32) { functions.pointee.begin_undo_step(context, image) }

    func endUndoStep(image: Int32) { functions.pointee.end_undo_step(context, image) }

    /// Makes an image whose only layer this is, and shows it in a window where that is wanted.
    ///
    /// - Returns: The new layer's number.
    func makeImage(of layer: NewLayer, isShown: Bool) throws -> Int32 {
        try make(layer, refusal: .imageRefused) { description, id in
            functions.pointee.make_image(context, description, isShown ? 1 : 0, id)
        }
    }

    /// Puts pixels in the place of a layer's, as far as they are selected, in one undo step.
    ///
    /// - Parameter part: In the layer's own coordinates; as large as the pixels.
    func replace(_ part: Rectangle, of layer: Drawable, with pixels: PixelBuffer, record: String) throws {
        guard functions.pointee.replace_pixels(context, layer.id, part.plain, pixels.rgba, record) != 0 else {
            throw PluginError.replacementRefused(name: layer.name)
        }
    }

    /// What was kept with a layer, if anything was.
    func record(of layer: Drawable) -> String? { take(functions.pointee.copy_record(context, layer.id)) }

    private func make(
        _ layer: NewLayer, refusal: PluginError,
        _ body: (UnsafePointer<nst_new_layer>, UnsafeMutablePointer<Int32>) -> Int32
    ) throws -> Int32 {
        var id: Int32 = -1
        var strings = CStrings()
        defer { strings.free() }
        let bounds = Rectangle(
            x: layer.origin.x, y: layer.origin.y, width: layer.pixels.width, height: layer.pixels.height)
        let succeeded = layer.pixels.rgba.withUnsafeBufferPointer { pixels in
            (layer.mask?.values ?? []).withUnsafeBufferPointer { mask in
                var description = nst_new_layer(
                    image: layer.model.image, model: layer.model.id, name: strings.copy(layer.name),
                    bounds: bounds.plain, has_alpha: layer.hasAlpha ? 1 : 0, rgba: pixels.baseAddress,
                    mask: layer.mask == nil ? nil : mask.baseAddress,
                    record: layer.record.isEmpty ? nil : strings.copy(layer.record),
                    is_hidden: layer.isHidden ? 1 : 0, group: layer.group ?? -1)
                return body(&description, &id)
            }
        }
        guard succeeded != 0, id > 0 else { throw refusal }
        return id
    }
}
