/// How GIMP writes a format: the procedure and its parameters, as Script-Fu.
///
/// `gimp-file-save` hands most exporters zeros, which is the worst quality for WebP, AVIF and HEIC, five bits a channel for
/// BMP, and text for PNM. So each exporter that has parameters gets them.
struct FileWriter {
    let format: OutputFormat
    /// How much of the picture the formats keep that lose something, 1…100.
    var quality = usualQuality
    /// Whether nothing is to be seen through, even where the format could.
    var isOnPaper = false

    /// The quality if nobody says: no loss that is seen at full size.
    static let usualQuality = 95

    /// Defines `(write-file image layer file)`, and `preparation` for `prepare`.
    var text: String {
        let preparation = isOnPaper && format.preparation == .flat ? .opaque : format.preparation
        return """
            (define preparation '\(preparation.rawValue))
            (define (write-file image layer file)
              \(call))
            """
    }

    /// - Parameter parameters: What stands behind the file's name in the call.
    private func call(_ procedure: String, _ parameters: String = "") -> String {
        "(\(procedure) RUN-NONINTERACTIVE image layer file file\(parameters.isEmpty ? "" : " " + parameters))"
    }

    private var call: String {
        switch format.fileExtension.lowercased() {
        case "jpg", "jpeg", "jpe", "jfif":
            // Smoothing, optimised, not progressive, comment, chroma of full size, baseline, no restarts, exact integers.
            return call("file-jpeg-save", "\(Double(quality) / 100) 0 TRUE FALSE \"\" 2 TRUE 0 0")
        case "webp":
            // Preset, lossless, quality, that of alpha, four of animations, EXIF, IPTC and XMP, …, two of animations.
            let common = "0 FALSE \(quality) 100 FALSE FALSE FALSE 0 TRUE TRUE TRUE"
            return """
                (if (= 1 (car (gimp-procedural-db-proc-exists "file-webp-save2")))
                    \(call("file-webp-save2", common + " FALSE 0 FALSE"))
                    \(call("file-webp-save", common + " 0 FALSE")))
                """
        case "avif": return call("file-heif-av1-save", "\(quality) FALSE")
        case "heic", "heif": return call("file-heif-save", "\(quality) FALSE")
        case "bmp":
            // No run lengths, colour space said, 8 bits a channel.
            return call(
                "file-bmp-save2", "FALSE TRUE (if (= TRUE (car (gimp-drawable-has-alpha layer))) 4 3)")
        case "pnm": return call("file-pnm-save", "TRUE")
        case "ppm": return call("file-ppm-save", "TRUE")
        case "pgm": return call("file-pgm-save", "TRUE")
        case "pbm": return call("file-pbm-save", "TRUE")
        case "sgi", "rgb", "rgba", "bw", "icon": return call("file-sgi-save", "1")
        case "mng":
            // PNG alone, at its densest; the rest is of JPEG and of animations.
            return call("file-mng-save", "FALSE 9 1 0 FALSE 100 2 0 FALSE FALSE TRUE FALSE")
        // As large as the picture in the units of its resolution, level 2: level 1 has no colours.
        case "ps": return call("file-ps-save", "0 0 0 0 0 TRUE 0 FALSE 0 2")
        case "eps": return call("file-eps-save", "0 0 0 0 0 TRUE 0 TRUE 0 2")
        case "pdf": return call("file-pdf-save2", "FALSE TRUE TRUE FALSE FALSE")
        // Exporters without parameters, or whose zeros are right. (Those of TGA and XPM need a display in GIMP 2.10,
        // whatever they are given: they are refused before anything is painted.)
        default: return call("gimp-file-save")
        }
    }
}
