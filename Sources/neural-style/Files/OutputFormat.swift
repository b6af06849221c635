import SystemPackage

/// What the painting must become before GIMP can write it in the format of a file's extension.
struct OutputFormat: Equatable {
    /// How the picture is prepared.
    enum Preparation: String {
        /// All layers are kept, and the painting is a new one on top.
        case layered
        /// The painting alone.
        case flat
        /// The painting alone, without transparency.
        case opaque
        /// The painting alone, in 255 colours.
        case indexed
        /// The painting alone, in black and white.
        case bilevel
    }

    /// As the user wrote it: `png`, `XCF`, `xcf.gz`.
    let fileExtension: String

    /// `nil` for a name without an extension.
    init?(path: FilePath) {
        guard let last = path.extension, !last.isEmpty, let stem = path.stem else { return nil }
        // A packed file's format stands before the packing's extension.
        if ["gz", "bz2", "xz"].contains(last.lowercased()), let inner = FilePath(stem).extension, !inner.isEmpty {
            fileExtension = "\(inner).\(last)"
        } else {
            fileExtension = last
        }
    }

    var preparation: Preparation {
        switch fileExtension.lowercased().prefix(while: { $0 != "." }) {
        case "xcf", "psd": .layered
        // GIMP's writers of these refuse transparency, or drop it and leave whatever colour is below.
        case "jpg", "jpeg", "jpe", "pnm", "ppm", "pgm", "pfm", "pcx", "jfif", "ps", "eps", "fits", "fit", "xwd": .opaque
        case "gif": .indexed
        // Of anything else GIMP's writer makes noise.
        case "pbm": .bilevel
        default: .flat
        }
    }
}
