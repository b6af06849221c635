/// Where a style comes from.
enum StyleSource: Equatable {
    /// A layer, or a group of them, that is open in the host.
    case drawable(Int32)
    /// A picture's file, by its absolute path.
    case file(String)

    /// Reads what `text` wrote.
    init(text: String) {
        self = text.hasPrefix("/") ? .file(text) : .drawable(Int32(text) ?? -1)
    }

    /// As it is remembered.
    var text: String {
        switch self {
        case .drawable(let id): String(id)
        case .file(let path): path
        }
    }

    /// The file's path; `nil` for what is open.
    var file: String? {
        if case .file(let path) = self { path } else { nil }
    }

    /// Calls `body` with the drawable, which is open meanwhile.
    func withDrawable<Result>(on host: Host, _ body: (Int32) throws -> Result) throws -> Result {
        switch self {
        case .drawable(let id): return try body(id)
        case .file(let path):
            guard let layer = host.loadImage(path) else { throw PluginError.styleFileUnreadable(path: path) }
            defer { host.deleteImage(of: layer) }
            return try body(layer.id)
        }
    }
}
