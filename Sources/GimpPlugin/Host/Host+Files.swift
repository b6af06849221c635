import CGimpShim
import NSTPictures

extension Host {
    /// Lets the user choose a file; `nil` where none was chosen.
    ///
    /// - Parameters:
    ///   - folder: Where to begin; `nil` for where such files usually are.
    ///   - isPicture: Whether it is to be a picture.
    func chooseFile(
        title: String, okLabel: String, cancelLabel: String, folder: String? = nil, isPicture: Bool = false
    ) -> String? {
        take(functions.pointee.choose_file(context, title, okLabel, cancelLabel, folder, isPicture ? 1 : 0))
    }

    /// Opens a picture's file as the only layer of an image that isn't shown; `nil` where that can't be done. Whoever
    /// opens it closes it.
    func loadImage(_ path: String) -> Drawable? { drawable(functions.pointee.load_image(context, path)) }

    /// Removes an image that `loadImage` made.
    func deleteImage(of layer: Drawable) { functions.pointee.delete_image(context, layer.image) }

    /// The pixels of a part of a drawable, made smaller.
    ///
    /// - Parameters:
    ///   - part: In the drawable's own coordinates.
    ///   - longest: The longest side that comes back, in pixels; smaller parts stay what they are.
    func thumbnail(of drawable: Drawable, in part: Rectangle, longest: Int) throws -> PixelBuffer {
        let whole = Extent(height: part.height, width: part.width)
        guard whole.longest > longest else { return try pixels(of: drawable, in: part) }
        let size = whole.scaled(toLongestSide: longest)
        let rgba = try read(count: 4 * size.pixels, from: drawable) { target in
            functions.pointee.read_thumbnail(
                context, drawable.id, part.plain, Int32(size.width), Int32(size.height), target)
        }
        guard let buffer = PixelBuffer(height: size.height, width: size.width, rgba: rgba) else {
            throw PluginError.unreadable(name: drawable.name)
        }
        return buffer
    }

    /// The folder with the user's own settings of the host.
    var userFolder: String? { take(functions.pointee.copy_user_folder(context)) }
}
