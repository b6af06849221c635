import CPangoCairo
import Glibc
import NSTPictures

/// A white picture that pictures, frames and text are drawn on, with cairo and Pango.
final class Canvas {
    /// Where a text stands in its box.
    enum Alignment { case left, centre, right }

    private let surface: OpaquePointer
    private let context: OpaquePointer
    private let layout: OpaquePointer

    /// cairo's own limit.
    private static let mostPixels = 32_767

    /// A white canvas.
    init(width: Int, height: Int) throws(SheetError) {
        guard max(width, height) <= Self.mostPixels else { throw .sheetTooLarge(width: width, height: height) }
        // cairo answers with objects in a state of error; Pango and GLib end the program where memory is short.
        guard let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height)) else {
            throw .outOfMemory(width: width, height: height)
        }
        guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS, let context = cairo_create(surface) else {
            cairo_surface_destroy(surface)
            throw .outOfMemory(width: width, height: height)
        }
        guard let layout = pango_cairo_create_layout(context) else {
            cairo_destroy(context)
            cairo_surface_destroy(surface)
            throw .outOfMemory(width: width, height: height)
        }
        (self.surface, self.context, self.layout) = (surface, context, layout)
        cairo_set_source_rgb(context, 1, 1, 1)
        cairo_paint(context)
    }

    deinit {
        g_object_unref(UnsafeMutableRawPointer(layout))
        cairo_destroy(context)
        cairo_surface_destroy(surface)
    }

    // MARK: Pictures and lines

    /// Draws a picture with its upper left corner at a point, each pixel enlarged to `scale`.
    func draw(_ picture: RGBImage, x: Double, y: Double, scale: Double) {
        guard
            let source = cairo_image_surface_create(
                CAIRO_FORMAT_RGB24, Int32(picture.width), Int32(picture.height))
        else { return }
        defer { cairo_surface_destroy(source) }
        guard let data = cairo_image_surface_get_data(source) else { return }
        let stride = Int(cairo_image_surface_get_stride(source))
        cairo_surface_flush(source)
        func level(_ value: Float) -> UInt32 { value > 0 ? UInt32((255 * min(1, value)).rounded()) : 0 }
        picture.values.withUnsafeBufferPointer { values in
            for row in 0..<picture.height {
                let line = UnsafeMutableRawPointer(data + row * stride)
                for column in 0..<picture.width {
                    let first = 3 * (row * picture.width + column)
                    let pixel =
                        level(values[first]) << 16 | level(values[first + 1]) << 8 | level(values[first + 2])
                    line.storeBytes(of: pixel, toByteOffset: 4 * column, as: UInt32.self)
                }
            }
        }
        cairo_surface_mark_dirty(source)
        cairo_save(context)
        cairo_translate(context, x, y)
        cairo_scale(context, scale, scale)
        cairo_set_source_surface(context, source, 0, 0)
        // Enlarged, each value stays a square that can be told from its neighbours.
        cairo_pattern_set_filter(cairo_get_source(context), scale >= 1 ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_GOOD)
        cairo_rectangle(context, 0, 0, Double(picture.width), Double(picture.height))
        cairo_fill(context)
        cairo_restore(context)
    }

    /// Draws a frame that is seen on dark and light: yellow within black.
    func drawFrame(_ box: SheetLayout.Box) {
        for (width, colour) in [(4.0, (0.0, 0.0, 0.0)), (2.0, (1.0, 0.85, 0.0))] {
            cairo_set_source_rgb(context, colour.0, colour.1, colour.2)
            cairo_set_line_width(context, width)
            cairo_rectangle(context, box.x, box.y, box.width, box.height)
            cairo_stroke(context)
        }
    }

    /// Draws a thin grey line.
    func drawLine(fromX x: Double, y: Double, toX endX: Double, y endY: Double) {
        cairo_set_source_rgb(context, 0.5, 0.5, 0.5)
        cairo_set_line_width(context, 1)
        cairo_move_to(context, x, y)
        cairo_line_to(context, endX, endY)
        cairo_stroke(context)
    }

    // MARK: Text

    /// The height of a text that is broken at some width.
    func height(of text: String, _ style: TextStyle, width: Double) -> Double {
        set(text, style, size: style.size, width: width)
        return textSize.height
    }

    /// Writes a text into a box, broken where it is too long.
    func write(_ text: String, _ style: TextStyle, in box: SheetLayout.Box) {
        set(text, style, size: style.size, width: box.width)
        show(style, x: box.x, y: box.y)
    }

    /// Writes one line, smaller where it is too long for its box, and at last with “…” for its end.
    func writeLine(_ text: String, _ style: TextStyle, in box: SheetLayout.Box, _ alignment: Alignment = .centre) {
        var size = style.size
        set(text, style, size: size, width: nil)
        while textSize.width > box.width, size > Self.smallestSize {
            size = max(Self.smallestSize, size - 0.5)
            set(text, style, size: size, width: nil)
        }
        if textSize.width > box.width {
            pango_layout_set_width(layout, Int32(box.width) * PANGO_SCALE)
            pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END)
        }
        let room = max(0, box.width - textSize.width)
        let indent = alignment == .left ? 0 : alignment == .right ? room : (room / 2).rounded(.down)
        show(style, x: box.x + indent, y: box.y)
    }

    /// Letters below this can't be read.
    private static let smallestSize = 8.5

    private func set(_ text: String, _ style: TextStyle, size: Double, width: Double?) {
        guard let font = pango_font_description_from_string(style.isBold ? "sans bold" : "sans") else { return }
        pango_font_description_set_absolute_size(font, size * Double(PANGO_SCALE))
        pango_layout_set_font_description(layout, font)
        pango_font_description_free(font)
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_NONE)
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
        pango_layout_set_width(layout, width.map { Int32($0) * PANGO_SCALE } ?? -1)
        pango_layout_set_text(layout, text, -1)
    }

    private var textSize: (width: Double, height: Double) {
        var (width, height): (Int32, Int32) = (0, 0)
        pango_layout_get_pixel_size(layout, &width, &height)
        return (Double(width), Double(height))
    }

    private func show(_ style: TextStyle, x: Double, y: Double) {
        cairo_set_source_rgb(context, style.grey, style.grey, style.grey)
        cairo_move_to(context, x, y)
        pango_cairo_show_layout(context, layout)
    }

    // MARK: File

    /// Writes the canvas as a PNG file, whole or not at all.
    func writePNG(to path: String) throws(SheetError) {
        // A link stays a link: what it points to is replaced.
        let target = realpath(path, nil).map { resolved in
            defer { free(resolved) }
            return String(cString: resolved)
        }
        let destination = target ?? path
        let temporary = "\(destination).\(String(UInt32.random(in: .min ... .max), radix: 36))"
        defer { unlink(temporary) }
        cairo_surface_flush(surface)
        errno = 0
        let status = cairo_surface_write_to_png(surface, temporary)
        guard status == CAIRO_STATUS_SUCCESS else {
            let reason = errno != 0 ? String(cString: strerror(errno)) : String(cString: cairo_status_to_string(status))
            throw .unwritable(path: path, reason: reason)
        }
        guard rename(temporary, destination) == 0 else {
            throw .unwritable(path: path, reason: String(cString: strerror(errno)))
        }
    }
}
