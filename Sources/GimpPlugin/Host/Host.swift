import CGimpShim
import NSTPictures

/// GIMP (or a stub of it) behind the C host interface, in Swift's terms. Use it from the main thread only.
struct Host {
    let functions: UnsafePointer<nst_host>
    var context: UnsafeMutableRawPointer? { functions.pointee.context }

    /// - Parameter functions: Must outlive the value.
    init(_ functions: UnsafePointer<nst_host>) { self.functions = functions }

    // MARK: Reading

    /// What the host knows of a drawable, `nil` if there is none of this number.
    func drawable(_ id: Int32) -> Drawable? {
        var description = nst_drawable()
        guard id > 0, functions.pointee.get_drawable(context, id, &description) != 0 else { return nil }
        let kind: Drawable.Kind =
            switch Int(description.kind) {
            case NST_DRAWABLE_LAYER: .layer
            case NST_DRAWABLE_MASK: .mask
            default: .channel
            }
        return Drawable(
            id: id, image: description.image, kind: kind,
            name: take(functions.pointee.copy_drawable_name(context, id)) ?? "",
            bounds: Rectangle(
                x: Int(description.offset_x), y: Int(description.offset_y), width: Int(description.width),
                height: Int(description.height)), isInIndexedImage: description.is_indexed != 0,
            hasAlpha: description.has_alpha != 0,
            isGroup: description.is_group != 0, isVisible: description.is_visible != 0,
            isLocked: description.is_locked != 0, mask: description.mask > 0 ? description.mask : nil,
            tattoo: description.tattoo, opacity: description.opacity)
    }

    /// The layers of a group, from top to bottom.
    func children(of group: Drawable) -> [Drawable] {
        list { ids, capacity in functions.pointee.list_children(context, group.id, ids, capacity) }
            .compactMap(drawable)
    }

    /// All open images.
    var images: [Int32] { list { ids, capacity in functions.pointee.list_images(context, ids, capacity) } }

    /// The name of an image's file, `nil` where it has none.
    func imageName(_ image: Int32) -> String? { take(functions.pointee.copy_image_name(context, image)) }

    /// The layer or channel with a tattoo.
    func drawable(ofImage image: Int32, tattoo: Int32) -> Drawable? {
        drawable(functions.pointee.find_drawable(context, image, tattoo))
    }

    /// Takes over a list of the host's, which is asked for twice: how long it is, and what it holds.
    private func list(_ body: (UnsafeMutablePointer<Int32>?, Int32) -> Int32) -> [Int32] {
        let count = body(nil, 0)
        guard count > 0 else { return [] }
        var ids = [Int32](repeating: 0, count: Int(count))
        let found = ids.withUnsafeMutableBufferPointer { body($0.baseAddress, count) }
        return Array(ids.prefix(Int(max(0, found))))
    }

    /// The part of a drawable that the selection covers, in the drawable's own coordinates, and whether anything is
    /// selected at all; `nil` where the two don't meet.
    func selection(on drawable: Drawable) -> (bounds: Rectangle, isActive: Bool)? {
        var bounds = nst_rectangle()
        var isActive: Int32 = 0
        guard functions.pointee.selection_bounds(context, drawable.id, &bounds, &isActive) != 0 else { return nil }
        return (
            Rectangle(x: Int(bounds.x), y: Int(bounds.y), width: Int(bounds.width), height: Int(bounds.height)),
            isActive != 0
        )
    }

    /// How much each pixel of a part of a drawable is selected.
    func selectionMask(on drawable: Drawable, in part: Rectangle) throws -> Mask {
        try mask(of: drawable, in: part) { target in
            functions.pointee.read_selection(context, drawable.id, part.plain, target)
        }
    }

    /// A part of the layer mask that is applied to a layer, in the layer's own coordinates; `nil` where it has none.
    func layerMask(of layer: Drawable, in part: Rectangle) throws -> Mask? {
        guard let id = layer.mask else { return nil }
        return try mask(of: layer, in: part) { target in
            functions.pointee.read_mask(context, id, part.plain, target)
        }
    }

    private func mask(
        of drawable: Drawable, in part: Rectangle, _ body: (UnsafeMutablePointer<Float>) -> Int32
    ) throws -> Mask {
        let values = try read(count: part.width * part.height, from: drawable, body)
        guard let mask = Mask(height: part.height, width: part.width, values: values) else {
            throw PluginError.unreadable(name: drawable.name)
        }
        return mask
    }

    /// The pixels of a part of a drawable, in the drawable's own coordinates.
    func pixels(of drawable: Drawable, in part: Rectangle) throws -> PixelBuffer {
        let rgba = try read(count: 4 * part.width * part.height, from: drawable) { target in
            functions.pointee.read_pixels(context, drawable.id, part.plain, target)
        }
        guard let buffer = PixelBuffer(height: part.height, width: part.width, rgba: rgba) else {
            throw PluginError.unreadable(name: drawable.name)
        }
        return buffer
    }

    /// Fills an array through one of the host's functions, which writes all `count` values or refuses; the one place
    /// where a refusal becomes an error.
    func read(
        count: Int, from drawable: Drawable, _ body: (UnsafeMutablePointer<Float>) -> Int32
    ) throws -> [Float] {
        guard count > 0 else { throw PluginError.unreadable(name: drawable.name) }
        // Not filled with zeros first: a large layer is a gigabyte.
        return try [Float](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            guard let target = buffer.baseAddress, body(target) != 0 else {
                throw PluginError.unreadable(name: drawable.name)
            }
            initializedCount = count
        }
    }

    // MARK: Progress

    /// Shows the progress bar with a text.
    func beginProgress(_ text: String) { functions.pointee.begin_progress(context, text) }

    /// Moves the progress bar; `fraction` is 0…1.
    func updateProgress(_ fraction: Double, _ text: String) {
        functions.pointee.update_progress(context, fraction, text)
    }

    /// Removes the progress bar.
    func endProgress() { functions.pointee.end_progress(context) }

    /// Sleeps for about this long while the interface stays alive.
    func wait(seconds: Double) { functions.pointee.wait(context, seconds) }

    // MARK: Dialog, session and messages

    /// How a dialog was left.
    enum Answer { case ok, cancel, extra }

    /// Shows a dialog; unless it was cancelled, its controls hold what the user chose.
    func runDialog(_ dialog: inout nst_dialog) throws -> Answer {
        switch Int(functions.pointee.run_dialog(context, &dialog)) {
        case NST_ANSWER_OK: return .ok
        case NST_ANSWER_EXTRA: return .extra
        case NST_ANSWER_CANCEL: return .cancel
        default: throw PluginError.noDisplay
        }
    }

    /// The text that was kept under a key in this session of the host.
    func sessionValue(forKey key: String) -> String? { take(functions.pointee.copy_session_value(context, key)) }

    /// Keeps a text until the host ends.
    func setSessionValue(_ value: String, forKey key: String) {
        functions.pointee.set_session_value(context, key, value)
    }

    /// Shows a message where the host shows them.
    func showMessage(_ text: String) { functions.pointee.show_message(context, text) }

    /// Takes over a string of the host's.
    func take(_ text: UnsafeMutablePointer<CChar>?) -> String? {
        guard let text else { return nil }
        defer { nst_free(text) }
        return String(cString: text)
    }
}

extension Rectangle {
    /// The same for C.
    var plain: nst_rectangle {
        nst_rectangle(x: Int32(x), y: Int32(y), width: Int32(width), height: Int32(height))
    }
}
