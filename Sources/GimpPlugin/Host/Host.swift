import CGimpShim
import NSTCore

/// A layer, mask or channel as the host describes it.
struct Drawable: Equatable {
    enum Kind { case layer, mask, channel }

    var id: Int32
    var image: Int32
    var kind: Kind
    var name: String
    /// In image coordinates.
    var bounds: Rectangle
    var isInIndexedImage: Bool
}

/// A rectangle of whole pixels.
struct Rectangle: Equatable {
    var x: Int
    var y: Int
    var width: Int
    var height: Int
}

/// GIMP (or a stub of it) behind the C host interface, in Swift's terms. Use it from the main thread only.
struct Host {
    private let functions: UnsafePointer<nst_host>
    private var context: UnsafeMutableRawPointer? { functions.pointee.context }

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
                height: Int(description.height)), isInIndexedImage: description.is_indexed != 0)
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

    /// How much each pixel of a part of a drawable is selected, `[height, width]`, 0…1.
    func selectionMask(on drawable: Drawable, in part: Rectangle) throws -> [Float] {
        try read(count: part.width * part.height, from: drawable) { target in
            functions.pointee.read_selection(context, drawable.id, part.plain, target)
        }
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

    /// Fills an array through one of the host's functions; the one place where a refusal becomes an error.
    private func read(
        count: Int, from drawable: Drawable, _ body: (UnsafeMutablePointer<Float>) -> Int32
    ) throws -> [Float] {
        var values = [Float](repeating: 0, count: max(1, count))
        let succeeded = values.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.map { body($0) != 0 } ?? false
        }
        guard succeeded, count > 0 else { throw PluginError.unreadable(name: drawable.name) }
        return values
    }

    // MARK: Writing

    /// Adds a layer above another one, in one undo step.
    ///
    /// - Parameters:
    ///   - origin: The layer's top left corner, in image coordinates.
    /// - Returns: The new layer's number.
    func insertLayer(
        _ buffer: PixelBuffer, above: Drawable, origin: (x: Int, y: Int), name: String, hasAlpha: Bool
    ) throws -> Int32 {
        var layer: Int32 = -1
        let bounds = Rectangle(x: origin.x, y: origin.y, width: buffer.width, height: buffer.height).plain
        let succeeded = name.withCString { name in
            var description = nst_new_layer(
                image: above.image, above: above.id, name: name, bounds: bounds, has_alpha: hasAlpha ? 1 : 0)
            return functions.pointee.insert_layer(context, &description, buffer.rgba, &layer)
        }
        guard succeeded != 0, layer > 0 else { throw PluginError.resultRefused }
        return layer
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

    // MARK: Dialog and memory

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

    /// Lets the user choose a file; `nil` where none was chosen.
    func chooseFile(title: String, okLabel: String, cancelLabel: String) -> String? {
        take(functions.pointee.choose_file(context, title, okLabel, cancelLabel))
    }

    /// A text that was remembered under a key in this session of the host.
    func remembered(_ key: String) -> String? { take(functions.pointee.copy_memory(context, key)) }

    /// Remembers a text until the host ends.
    func remember(_ value: String, as key: String) { functions.pointee.remember(context, key, value) }

    /// Takes over a string of the host's.
    private func take(_ text: UnsafeMutablePointer<CChar>?) -> String? {
        guard let text else { return nil }
        defer { nst_free(text) }
        return String(cString: text)
    }
}

extension Rectangle {
    /// The same for C.
    fileprivate var plain: nst_rectangle {
        nst_rectangle(x: Int32(x), y: Int32(y), width: Int32(width), height: Int32(height))
    }
}
