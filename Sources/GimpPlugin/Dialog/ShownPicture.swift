import CGimpShim

/// The preview's picture where C draws it from: it stays where it is until the next one.
final class ShownPicture {
    private var buffers: [UnsafeMutableBufferPointer<UInt8>] = []

    deinit { free(buffers) }

    /// Hands over the next picture.
    func show(_ next: Preview.Picture, in dialog: inout nst_dialog) {
        let old = buffers
        let (picture, original) = (Self.copy(next.painting), Self.copy(next.original))
        buffers = [picture, original]
        dialog.picture = UnsafePointer(picture.baseAddress)
        dialog.original = UnsafePointer(original.baseAddress)
        dialog.picture_width = Int32(next.width)
        dialog.picture_height = Int32(next.height)
        dialog.picture_serial += 1
        free(old)
    }

    private static func copy(_ bytes: [UInt8]) -> UnsafeMutableBufferPointer<UInt8> {
        let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        _ = buffer.initialize(from: bytes)
        return buffer
    }

    private func free(_ buffers: [UnsafeMutableBufferPointer<UInt8>]) {
        for buffer in buffers { buffer.deallocate() }
    }
}
