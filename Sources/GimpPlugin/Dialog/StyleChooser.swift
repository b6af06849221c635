import CGimpShim
import FoundationEssentials

/// The list of styles: layers, the pictures of a folder, and an entry that chooses a file.
final class StyleChooser {
    /// What is chosen; `nil` for nothing.
    private(set) var source: StyleSource?
    /// Why the last choice isn't what is chosen.
    private(set) var problem: PluginError?
    /// The pictures that are offered below the layers, by their paths.
    private(set) var files: [String] = []

    private let host: Host
    /// The layer of the file that is chosen.
    private var opened: Drawable?

    /// What GIMP opens, by its name's ending; what it can't open tells so when it is chosen.
    private static let endings: Set<String> = [
        "png", "jpg", "jpeg", "tif", "tiff", "webp", "bmp", "gif", "xcf", "psd", "heic", "avif", "ppm",
    ]
    /// A list can hold so many entries that one still finds something.
    private static let mostFiles = 100

    init(_ source: StyleSource, on host: Host) {
        self.host = host
        if case .file(let path) = source {
            files = Self.pictures(beside: path)
            open(path)
        } else {
            self.source = source
        }
    }

    /// The drawable that is chosen; -1 for none.
    var drawable: Int32 {
        switch source {
        case .drawable(let id): id
        case .file: opened?.id ?? -1
        case nil: -1
        }
    }

    /// The entries below the layers.
    var choices: [String] {
        files.map { URL(filePath: $0).lastPathComponent } + [localized("From a file…")]
    }

    /// The control's value for what is chosen.
    var value: Double {
        switch source {
        case .drawable(let id): return Double(id)
        case .file(let path):
            let index = files.firstIndex(of: path) ?? files.count
            return Double(Int(NST_CHOICE_BELOW_LAYERS) - index)
        case nil: return -1
        }
    }

    /// Takes over what the user chose; may open a window to choose a file in.
    func choose(_ value: Double) {
        problem = nil
        guard let value = Int(exactly: value), value <= Int(NST_CHOICE_BELOW_LAYERS) else {
            close()
            source = value > 0 ? .drawable(Int32(clamping: Int(value))) : nil
            return
        }
        let index = Int(NST_CHOICE_BELOW_LAYERS) - value
        if files.indices.contains(index) {
            open(files[index])
        } else if let path = chooseFile() {
            files = Self.pictures(beside: path)
            open(path)
        }
    }

    /// Lets go of the file.
    func close() {
        if let opened { host.deleteImage(of: opened) }
        opened = nil
    }

    private func open(_ path: String) {
        guard let layer = host.loadImage(path) else {
            problem = .styleFileUnreadable(path: path)
            return
        }
        close()
        opened = layer
        source = .file(path)
    }

    private func chooseFile() -> String? {
        var folder: String?
        if let file = files.first { folder = URL(filePath: file).deletingLastPathComponent().path }
        return host.chooseFile(
            title: localized("Choose a Style"), okLabel: localized("_Open"), cancelLabel: localized("_Cancel"),
            folder: folder, isPicture: true)
    }

    /// The pictures in a file's folder, that file among them, in the order of their names.
    static func pictures(beside path: String) -> [String] {
        let folder = URL(filePath: path).deletingLastPathComponent()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let pictures = names.filter { name in
            !name.hasPrefix(".") && endings.contains(URL(filePath: name).pathExtension.lowercased())
        }
        .sorted().prefix(mostFiles).map { folder.appending(path: $0).path }
        return pictures.contains(path) ? pictures : [path] + pictures
    }
}
