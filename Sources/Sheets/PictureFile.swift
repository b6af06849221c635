import CGdkPixbuf
import Glibc
import NSTPictures

/// Reads pictures with gdk-pixbuf: PNG, JPEG, TIFF, GIF, BMP and what else is installed.
package enum PictureFile {
    /// A picture with more pixels isn't read: as numbers it would take more than a gigabyte.
    package static let mostPixels = 100_000_000

    /// Reads a picture, the right way up if its EXIF data tell how. Its numbers are taken for sRGB, whatever colour profile
    /// it has; what is transparent shows the mean colour of the rest.
    package static func read(_ path: String) throws(SheetError) -> RGBImage {
        try checkIsFile(path)
        try checkSize(path)
        var problem: UnsafeMutablePointer<GError>?
        guard let loaded = gdk_pixbuf_new_from_file(path, &problem) else {
            defer { g_clear_error(&problem) }
            throw .unreadable(path: path, reason: reason(problem, path: path))
        }
        let turned = gdk_pixbuf_apply_embedded_orientation(loaded)
        g_object_unref(UnsafeMutableRawPointer(loaded))
        guard let turned else { throw .unreadable(path: path, reason: "there is not enough memory for it") }
        defer { g_object_unref(UnsafeMutableRawPointer(turned)) }
        guard let image = image(turned) else { throw .unreadable(path: path, reason: "its pixels are of another kind") }
        return image
    }

    /// Opening a pipe would wait for whoever writes to it.
    private static func checkIsFile(_ path: String) throws(SheetError) {
        var status = stat()
        guard stat(path, &status) == 0, access(path, R_OK) == 0 else {
            throw .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
    }

    /// A small file can tell of a huge picture.
    private static func checkSize(_ path: String) throws(SheetError) {
        var (width, height): (gint, gint) = (0, 0)
        guard gdk_pixbuf_get_file_info(path, &width, &height) != nil else { return }
        guard Int(width) * Int(height) <= mostPixels else {
            throw .pictureTooLarge(path: path, width: Int(width), height: Int(height), most: mostPixels)
        }
    }

    /// The 8-bit pixels as numbers; `nil` where they aren't RGB.
    private static func image(_ pixbuf: OpaquePointer) -> RGBImage? {
        let (width, height) = (Int(gdk_pixbuf_get_width(pixbuf)), Int(gdk_pixbuf_get_height(pixbuf)))
        let channels = Int(gdk_pixbuf_get_n_channels(pixbuf))
        let stride = Int(gdk_pixbuf_get_rowstride(pixbuf))
        guard
            gdk_pixbuf_get_bits_per_sample(pixbuf) == 8, channels == 3 || channels == 4, width > 0, height > 0,
            let pixels = gdk_pixbuf_read_pixels(pixbuf)
        else { return nil }
        func value(_ x: Int, _ y: Int, _ channel: Int) -> Float {
            Float(pixels[y * stride + x * channels + channel]) / 255
        }
        guard channels == 4 else {
            return RGBImage(height: height, width: width) { values in
                for y in 0..<height {
                    for x in 0..<width {
                        for channel in 0..<3 { values[3 * (y * width + x) + channel] = value(x, y, channel) }
                    }
                }
            }
        }
        var rgba: [Float] = []
        rgba.reserveCapacity(4 * width * height)
        for y in 0..<height {
            for x in 0..<width {
                for channel in 0..<4 { rgba.append(value(x, y, channel)) }
            }
        }
        return PixelBuffer(height: height, width: width, rgba: rgba)?.flattened
    }

    /// What gdk-pixbuf says, as a clause.
    private static func reason(_ problem: UnsafeMutablePointer<GError>?, path: String) -> String {
        guard let text = problem?.pointee.message.map({ String(cString: $0) }), !text.isEmpty else {
            return "no reason given"
        }
        return text.last == "." ? String(text.dropLast()) : text
    }
}
