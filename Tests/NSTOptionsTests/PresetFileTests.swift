import FoundationEssentials
import NSTPictures
import NSTVGG
import Testing

@testable import NSTOptions

@Suite struct `A file of presets` {
    private func file(_ entries: String...) throws -> PresetFile {
        try PresetFile(data: Array(#"{"presets": [\#(entries.joined(separator: ","))], "theme": {"dark": true}}"#.utf8))
    }

    private func entry(_ name: String, _ options: String, more: String = "") -> String {
        #"{"name": "\#(name)", "title": "T \#(name)", "description": "D.", "options": \#(options)\#(more)}"#
    }

    private func json(_ file: PresetFile) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: file.encoded())
    }

    @Test func `keeps everything of others when one preset is saved, replaced or removed`() throws {
        let others = [
            entry("cited", #"{"strength": 30}"#, more: #", "source": "A paper.", "stars": 4.5"#),
            entry("new", #"{"glow": "9"}"#, more: #", "version": "77.0.1", "tags": [null, false, "x"]"#), "17",
        ]
        var changed = try file(others[0], others[1], others[2], entry("mine", "{}"))
        changed.save(Settings(), name: "another", title: "Another", version: "0.9.0")
        changed.save(Settings(), name: "another", title: "Another", version: "0.9.1")
        changed.remove(name: "mine")
        changed.remove(name: "another")
        #expect(try json(changed) == json(file(others[0], others[1], others[2])))
        changed.save(Settings(), name: "cited", title: "Cited", version: "0.9.0")
        let text = String(decoding: try changed.encoded(), as: UTF8.self)
        #expect(text.contains("A paper.") && text.contains("4.5") && !text.contains("T cited"))
        #expect(changed.names == ["cited", "new"])
        #expect(changed.name(titled: "T new") == "new")
    }

    @Test func `offers the presets that are right, and tells what is wrong with each of the others`() throws {
        let file = try file(
            entry("a", "{}"), entry("new", #"{"glow": "9"}"#, more: #", "version": "77.0""#), entry("Wrong", "{}"),
            #"{"name": "b"}"#, entry("a", "{}"), entry("bold", "{}"), entry("c", #"{"seed": 4}"#))
        let (presets, problems) = file.presets(behind: .builtIn)
        #expect(presets.all.map(\.name) == Presets.builtIn.all.map(\.name) + ["a", "c"])
        #expect(
            problems == [
                .wrongOption(preset: "new", .unknownOption("glow", suggestion: nil)), .invalidName("Wrong"),
                .malformed(place: "presets[3].title"), .repeatedName("a"), .repeatedName("bold"),
            ])
    }

    @Test func `holds the whole look with the version, whatever the defaults, and nothing of the session`() throws {
        var settings = Settings()
        (settings.detail, settings.initialImage, settings.initialLayer) = (62.5, .layer, 57)
        var file = PresetFile()
        file.save(settings, name: "mine", title: "Mine", version: "1.2.3")
        guard case .object(let members) = try json(file), case .array(let entries)? = members["presets"],
            case .object(let entry)? = entries.first, case .object(let options)? = entry["options"]
        else {
            Issue.record("not the form of a file of presets")
            return
        }
        #expect(entry["version"] == .string("1.2.3"))
        #expect(Set(options.keys) == Set(OptionTable.others.filter { $0.scope == .look }.map(\.key)))
        #expect(options["detail"] == .string("62.5"))
        settings.initialLayer = 0
        settings.preset = "mine"
        #expect(file.presets().presets["mine"]?.settings == settings)

        // What belongs to one painting is kept where it was meant, that is: where it isn't the default.
        (settings.size, settings.seed, settings.result) = (2048, 3, .image)
        file.save(settings, name: "mine", title: "Mine", version: "1.2.3")
        #expect(file.presets().presets["mine"]?.settings == settings)
    }

    @Test func `of 0.9.0, which named no version, has that version's defaults and forgets its layers`() throws {
        let old = try #require(
            try file(entry("old", #"{"strength": "60", "init": "layer", "init-layer": "57"}"#)).presets().presets["old"]
        )
        var expected = PastDefaults.settings(of: nil)
        (expected.preset, expected.strength, expected.initialImage) = ("old", 60, .layer)
        #expect(old.settings == expected)
        // A table of what 0.9.0 did: it never changes.
        #expect(expected.totalVariationWeight == 1e-3)
        #expect(expected.smoothness == 0)
        #expect(expected.iterations == 300)
        #expect(expected.styleLayers.map(\.description).joined(separator: ",").hasSuffix("relu4_1,relu5_1"))
    }

    @Test func `knows past defaults of every option that a look may hold`() throws {
        for (version, values) in PastDefaults.tables {
            let kept = OptionTable.others.filter { $0.scope != .occasion }
            #expect(Set(values.keys) == Set(kept.map(\.key)), "add what is new with the value that has no effect")
            let settings = PastDefaults.settings(of: version)
            for option in kept { #expect(option.text(settings) == values[option.key], "\(version): \(option.key)") }
        }
        #expect(PastDefaults.settings(of: "0.8.11") == PastDefaults.settings(of: nil))
        #expect(PastDefaults.settings(of: "99.0") == Settings())
    }

    @Test func `of which a preset is taken changes nothing that it doesn't speak of`() throws {
        var last = Settings()
        (last.size, last.seed, last.result, last.initialLayer, last.strength) = (48, 7, .image, 12, 90)
        let presets = try file(entry("a", "{}"), entry("b", #"{"size": "512", "seed": 1}"#)).presets().presets
        let (a, b) = (
            try #require(presets["a"]).settings(after: last), try #require(presets["b"]).settings(after: last)
        )
        #expect((a.size, a.seed, a.result, a.initialLayer, a.strength) == (48, 7, .image, 12, 50))
        #expect((b.size, b.seed, b.result, b.initialLayer, b.strength) == (512, 1, .image, 12, 50))
        // All others are taken from the preset.
        var other = last
        for option in OptionTable.all where option.scope == .look {
            try option.set(option.text(try #require(presets["a"]).settings), in: &other)
        }
        #expect(a == other)
    }
}
