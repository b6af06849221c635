/// What the header of a weights file says about the weights.
struct WeightMetadata {
    /// The name and version of these keys' meaning.
    static let format = "neural-style-weights 1"

    enum Key {
        static let format = "format"
        static let architecture = "architecture"
        static let origin = "origin"
        static let licence = "licence"
        static let sha256 = "sha256"
    }

    var architecture: Architecture
    var inputConvention: InputConvention
    var origin: String
    var licence: String
    var sha256: String

    /// Reads what a file says.
    ///
    /// - Throws: `WeightError.notOurs` for the first key that is missing or makes no sense.
    init(_ metadata: [String: String], path: String) throws(WeightError) {
        func text(_ key: String) throws(WeightError) -> String {
            guard let value = metadata[key] else { throw .notOurs(path: path, key: key) }
            return value
        }
        guard try text(Key.format) == Self.format else { throw .notOurs(path: path, key: Key.format) }
        guard let architecture = Architecture(rawValue: try text(Key.architecture)) else {
            throw .notOurs(path: path, key: Key.architecture)
        }
        self.architecture = architecture
        inputConvention = try InputConvention(metadata: metadata, path: path)
        origin = try text(Key.origin)
        licence = try text(Key.licence)
        sha256 = try text(Key.sha256)
    }

    /// What is written, but for the checksum, which covers this.
    static func dictionary(for contents: WeightContents) -> [String: String] {
        contents.inputConvention.metadata.merging([
            Key.format: format,
            Key.architecture: contents.architecture.rawValue,
            Key.origin: singleLine(contents.origin),
            Key.licence: singleLine(contents.licence),
        ]) { $1 }
    }

    /// The text without control characters, which JSON would write in more than one way.
    private static func singleLine(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }
        return String(String.UnicodeScalarView(scalars))
    }
}
