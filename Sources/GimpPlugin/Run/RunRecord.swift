import FoundationEssentials
import NSTMessages
import NSTOptions

/// What a result was made with, kept with its layer as JSON: enough to make it again, and to go on from it.
///
/// It names no time, so that the same call leaves the same record.
struct RunRecord: Codable, Equatable {
    /// A layer that a result was made from, in a way that finds it again after its image was saved and loaded.
    struct Source: Codable, Equatable {
        var name: String
        /// In the session that made the result.
        var id: Int32
        var tattoo: Int32
        /// The name of the file of the layer's image; empty where that has none, `nil` where it is the result's own image.
        var image: String?
        /// The absolute path of the file that it was read from for the run only; `nil` for what was open.
        var file: String?
    }

    /// One of the styles.
    struct StyleWeight: Codable, Equatable {
        var name: String
        var weight: Double
    }

    /// The network and its weights' SHA-256.
    struct NetworkIdentity: Codable, Equatable {
        var name: String
        var sha256: String
    }

    /// The form of this record.
    var format = 1
    /// The plug-in's version.
    var version = ProgramVersion.current
    /// The preset that the settings began as, where there are presets.
    var preset: String?
    /// Every option that belongs to the painting, with its value, whether default or not, so that it means the same when defaults and presets change.
    var options: String
    /// Also among the options.
    var seed: Int
    var network: NetworkIdentity
    /// Evaluations of the run, and of each continuation.
    var iterations: [Int]
    var content: Source
    /// What was chosen as the style: a layer, or a group of layers.
    var style: Source
    /// The styles that were found there.
    var styles: [StyleWeight]
    /// The part of the content that was painted, in the content's own coordinates.
    var part: Rectangle

    private static let presetKey = "preset"

    /// Names every option, and today's version: what this one doesn't know yet is as its own version had it.
    func renewed() throws(SettingsError) -> RunRecord {
        var record = self
        record.options = Self.options(of: try settings(replacing: [:]))
        record.version = ProgramVersion.current
        return record
    }

    private static func options(of settings: Settings) -> String {
        OptionTable.all.filter { $0.key != presetKey && $0.scope != .occasion }
            .map { "\($0.key)=\($0.text(settings))" }.joined(separator: " ")
    }

    /// The settings, some options with other values.
    func settings(replacing changes: [String: String]) throws(SettingsError) -> Settings {
        let kept = options.split(separator: " ").filter { word in changes[String(word.prefix { $0 != "=" })] == nil }
        let changed = changes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return try OptionTable.parse(
            (kept.map(String.init) + changed).joined(separator: " "), writtenBy: version)
    }

    /// As it is kept.
    var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Nothing in it can fail to be encoded.
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Reads what was kept; `nil` for anything else.
    init?(text: String) {
        guard let record = try? JSONDecoder().decode(RunRecord.self, from: Data(text.utf8)), record.format == 1 else {
            return nil
        }
        self = record
    }

    /// What a run leaves behind.
    init(
        of painting: FinishedPainting, settings: Settings, content: Source, style: Source, styles: StyleSelection,
        part: Rectangle
    ) {
        preset = OptionTable.option(Self.presetKey)?.text(settings)
        options = Self.options(of: settings)
        seed = settings.seed
        network = NetworkIdentity(name: settings.network.rawValue, sha256: painting.weights)
        iterations = [painting.iterations]
        self.content = content
        self.style = style
        self.styles = styles.sources.map { StyleWeight(name: $0.layer.name, weight: $0.weight) }
        self.part = part
    }
}

extension RunRecord.Source {
    /// Describes a layer, as seen from the image that the result will be in (`nil` for a new one).
    ///
    /// - Parameter file: The file that it was read from for the run only.
    init(_ drawable: Drawable, from image: Int32?, file: String? = nil, on host: Host) {
        self.file = file
        name = drawable.name
        id = drawable.id
        tattoo = drawable.tattoo
        self.image = drawable.image == image ? nil : host.imageName(drawable.image) ?? ""
    }

    /// The layer, if it is still open, or open again.
    ///
    /// - Parameter painting: The result.
    func drawable(for painting: Drawable, on host: Host) -> Drawable? {
        guard let image else { return host.drawable(ofImage: painting.image, tattoo: tattoo) }
        // Numbers begin anew with each session, so name and tattoo must be right, too.
        if let same = host.drawable(id), same.tattoo == tattoo, same.name == name { return same }
        guard !image.isEmpty else { return nil }
        return host.images.lazy.filter { host.imageName($0) == image }
            .compactMap { host.drawable(ofImage: $0, tattoo: tattoo) }
            .first { $0.name == name }
    }
}
