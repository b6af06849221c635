import Glibc
import NSTVGG

/// The file that gets a drawing.
enum DrawingFile {
    /// Writes a text into a file, whole or not at all. Only a file is replaced, and never the one that was read.
    ///
    /// - Parameter inputPath: The file that the text was made of.
    static func write(_ text: String, to path: String, inputPath: String?) throws {
        var information = stat()
        var destination = path
        if stat(path, &information) == 0 {
            guard information.st_mode & S_IFMT == S_IFREG else { throw ToolError.outputNotAFile(path: path) }
            var input = stat()
            if let inputPath, stat(inputPath, &input) == 0, input.st_dev == information.st_dev,
                input.st_ino == information.st_ino
            {
                throw ToolError.outputIsInput(path: path)
            }
            // A link stays a link: what it points to is replaced.
            if let resolved = realpath(path, nil) {
                destination = String(cString: resolved)
                free(resolved)
            }
        }
        try AtomicFile.write(text, to: destination)
    }
}
