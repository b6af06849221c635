import FoundationEssentials
import NSTMessages
import NSTOptions

/// The user's own presets, in a file of GIMP's folder.
struct OwnPresets {
    /// The file's path; `nil` where the host has no folder for the user.
    let path: String?

    init(on host: Host) {
        path = host.userFolder.map { "\($0)/neural-style-transfer/presets.json" }
    }

    /// The built-in presets and the user's own, and what is wrong with those of the user's that can't be offered.
    func all() -> (presets: Presets, problems: [any Error]) {
        do {
            return try read().presets(behind: .builtIn)
        } catch {
            return (.builtIn, [error])
        }
    }

    /// Keeps the look of settings under a title, in the place of the preset that had it.
    ///
    /// - Returns: The preset's name.
    /// - Throws: `PresetError` where the file isn't one of presets: it is left alone. `PluginError.presetsUnwritable`.
    func save(_ settings: Settings, title: String) throws -> String {
        try change { file in
            let name = file.name(titled: title) ?? Self.name(for: title, taken: file.names)
            file.save(settings, name: name, title: title, version: ProgramVersion.current)
            return name
        }
    }

    /// Removes a preset.
    ///
    /// - Throws: As `save`.
    func delete(_ name: String) throws { try change { $0.remove(name: name) } }

    /// Changes the file as it stands now: another GIMP may have written it since it was read for the list.
    private func change<Result>(_ body: (inout PresetFile) -> Result) throws -> Result {
        guard let path else { throw PluginError.presetsUnwritable(path: "") }
        var file = try read()
        let result = body(&file)
        do {
            try FileManager.default.createDirectory(
                at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
            try file.encoded().write(to: Self.target(of: path), options: .atomic)
        } catch {
            throw PluginError.presetsUnwritable(path: path)
        }
        return result
    }

    private func read() throws -> PresetFile {
        guard let path else { return PresetFile() }
        guard let data = FileManager.default.contents(atPath: path) else {
            // One that is there but can't be read must not be replaced.
            guard !FileManager.default.fileExists(atPath: path) else {
                throw PluginError.presetsUnwritable(path: path)
            }
            return PresetFile()
        }
        return try PresetFile(data: Array(data))
    }

    /// Where the file really is: a link to it stays one when the file is replaced.
    private static func target(of path: String) -> URL {
        var target = URL(filePath: path)
        for _ in 0..<mostLinks {
            guard let link = try? FileManager.default.destinationOfSymbolicLink(atPath: target.path) else { break }
            target =
                link.hasPrefix("/")
                ? URL(filePath: link) : target.deletingLastPathComponent().appending(path: link)
        }
        return target
    }

    /// As many as Linux follows.
    private static let mostLinks = 40

    /// A name that no preset has: the title's letters as far as names may have them.
    static func name(for title: String, taken: [String]) -> String {
        let letters = title.lowercased().map { letter in
            letter.isASCII && (letter.isLetter || letter.isNumber) ? letter : "-"
        }
        let base = "my-" + String(letters.prefix(40))
        let all = taken + Presets.builtIn.all.map(\.name)
        if !all.contains(base) { return base }
        var number = 2
        while all.contains("\(base)-\(number)") { number += 1 }
        return "\(base)-\(number)"
    }
}
