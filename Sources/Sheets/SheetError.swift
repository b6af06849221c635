/// Why a picture's file can't be read, or a sheet can't be drawn or written.
package enum SheetError: Error, Equatable, Sendable {
    /// The file can't be opened, or isn't a picture; `reason` is a clause of whoever tried to read it.
    case unreadable(path: String, reason: String)
    /// The path names a folder, a pipe or a device.
    case notAFile(path: String)
    /// The picture has more pixels than are read.
    case pictureTooLarge(path: String, width: Int, height: Int, most: Int)
    /// The file can't be written.
    case unwritable(path: String, reason: String)
    /// The sheet would be larger than a picture may be.
    case sheetTooLarge(width: Int, height: Int)
    /// The system refused memory for the sheet.
    case outOfMemory(width: Int, height: Int)
}
