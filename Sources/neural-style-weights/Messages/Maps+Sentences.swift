import NSTCore
import NSTMessages
import NSTVGG
import Sheets

extension InspectionError {
    /// What was wrong and what to do.
    var sentence: String {
        switch self {
        case .pictureTooSmall(let width, let height, let layer, let minimum):
            "The picture is too small for \(layer) (\(width)×\(height) pixels); each side needs at least \(minimum): take a "
                + "larger --size or picture, or a layer nearer to the input."
        case .notEnoughMemory(let size, let needed, let available, let largest):
            "The maps of \(size) pixels take \(Message.bytes(needed).english) of memory, and \(Message.bytes(available).english) "
                + "are free: "
                + (largest.map { "take --size \($0) or less, or close other programs." }
                    ?? "close other programs, or take a layer nearer to the input.")
        case .notFinite(let layer):
            "The maps of \(layer) have values beyond all numbers, so the network's weights are no trained network's: take "
                + "another file."
        case .network(.unknownLayer(let layer)):
            "The network has no layer '\(layer)': take another."
        case .network(.imageTooSmall(let layer, let width, let height)):
            "\(width)×\(height) pixels are too few for \(layer): take a larger --size or picture."
        case .network(.shapeMismatch(let layer)):
            "The network's weights don't fit together at '\(layer)': take another file."
        case .network(.outOfMemory(let bytes)):
            "The system didn't give the \(Message.bytes(bytes).english) of memory that this needs: take a smaller --size, or "
                + "close other programs."
        }
    }
}

extension SheetError {
    /// What was wrong and what to do.
    var sentence: String {
        switch self {
        case .unreadable(let path, let reason):
            "\(path) can't be read as a picture (\(reason)): take a PNG, JPEG or TIFF file."
        case .notAFile(let path):
            "\(path) isn't a file: take a PNG, JPEG or TIFF file."
        case .pictureTooLarge(let path, let width, let height, let most):
            "\(path) has \(width)×\(height) pixels, more than \(most / 1_000_000) million: scale it down first."
        case .unwritable(let path, let reason):
            "\(path) can't be written (\(reason)): check the folder's permissions and the free disk space."
        case .sheetTooLarge(let width, let height):
            "The sheet would have \(width)×\(height) pixels, more than a picture can have: take a smaller --count."
        case .outOfMemory(let width, let height):
            "There is no memory for a sheet of \(width)×\(height) pixels: take a smaller --count, or close other programs."
        }
    }
}
