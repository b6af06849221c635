import NSTVGG
import Testing

@testable import NSTOptions

@Suite("Presets") struct PresetTests {
    static let names = Presets.builtIn.all.map(\.name)

    @Test("The built-in file can be read, and holds the looks of our own and those of the literature")
    func builtIn() throws {
        #expect(try Presets.load(data: PackageResources.presets_json) == .builtIn)
        for name in [
            "painterly", "subtle", "bold", "draft", "statistics", "gatys-2015", "neural-style", "vgg16-normalised",
            "pytorch-tutorial",
            "texture", "reconstruction",
            "gatys-style-1", "gatys-style-5",
        ] { #expect(Self.names.contains(name), "\(name)") }
        for preset in Presets.builtIn.all {
            #expect(!preset.title.isEmpty)
            #expect(preset.summary.hasSuffix("."), "\(preset.name)")
            #expect(preset.settings.preset == preset.name)
            // Ours are smooth in the way of relative losses, others' as they were.
            #expect((preset.settings.smoothness > 0) == preset.source.isEmpty)
            #expect(preset.settings.totalVariationWeight == 0 || !preset.source.isEmpty)
        }
        // What repeats others' work says whose.
        #expect(Presets.builtIn["neural-style"]?.source.contains("Johnson") == true)
        #expect(Presets.builtIn["gatys-2015"]?.source.contains("1508.06576") == true)
    }

    @Test("The standard preset is the defaults")
    func standard() throws {
        #expect(Presets.builtIn["painterly"]?.settings == Settings())
        #expect(try OptionTable.parse("preset=painterly") == Settings())
    }

    @Test("A preset sets what its source says")
    func sources() throws {
        let gatys = try OptionTable.parse("preset=gatys-2015")
        #expect(gatys.losses == .gatys)
        #expect(gatys.effectiveWeights.content / gatys.effectiveWeights.style == 1e-3)
        #expect(gatys.pooling == .average)
        #expect(gatys.initialImage == .noise)
        #expect(gatys.contentLayers == [LayerName(.relu, 4, 2)])
        #expect(gatys.styleLayers.names == (1...5).map { LayerName(.relu, $0, 1) })
        #expect(gatys.totalVariationWeight == 0)
        let johnson = try OptionTable.parse("preset=neural-style")
        #expect(johnson.losses == .neuralStyle)
        #expect(johnson.effectiveWeights == (5, 100))
        #expect(johnson.totalVariationWeight == 1e-3)
        #expect(johnson.contentLayers == [LayerName(.relu, 4, 2)])
        #expect(johnson.styleLayers.names == (1...5).map { LayerName(.relu, $0, 1) })
        let hvass = try OptionTable.parse("preset=vgg16-normalised")
        #expect(hvass.losses == .logarithmic)
        #expect(hvass.effectiveWeights == (1.5, 10))
        #expect(hvass.totalVariationWeight == 0.3)
        #expect(hvass.styleLayers.count == 13)
        #expect(hvass.initialImage == .grey)
        #expect(hvass.optimiser == .descent)
        #expect(hvass.stepSize == 10)
        #expect(hvass.iterations == 120)
        let tutorial = try OptionTable.parse("preset=pytorch-tutorial")
        #expect(tutorial.losses == .pytorchTutorial)
        #expect(tutorial.effectiveWeights == (1, 1e6))
        #expect(tutorial.styleLayers.last == LayerName(.conv, 3, 1))
        #expect(tutorial.iterations == 300)
        for number in 1...5 {
            let settings = try OptionTable.parse("preset=gatys-style-\(number)")
            #expect(settings.styleLayers.names == (1...number).map { LayerName(.relu, $0, 1) })
            #expect(settings.contentLayers.isEmpty)
        }
        #expect(try OptionTable.parse("preset=texture").contentLayers.isEmpty)
        #expect(try OptionTable.parse("preset=reconstruction").styleLayers.isEmpty)
    }

    @Test("A preset of others' work names every option that its result depends on", arguments: names)
    func complete(name: String) throws {
        let preset = try #require(Presets.builtIn[name])
        guard !preset.source.isEmpty else { return }
        for option in OptionTable.others where option.scope == .look {
            #expect(preset.namedOptions.contains(option.key), "\(option.key)")
        }
    }

    @Test("Other words change a preset, wherever it stands", arguments: names)
    func words(name: String) throws {
        var expected = try #require(Presets.builtIn[name]).settings
        expected.seed = 77
        expected.strokeSize = 55
        for text in [
            "preset=\(name) seed=77 stroke-size=55", "seed=77 preset=\(name) stroke-size=55",
            "stroke-size=55 seed=77 preset=\(name)",
        ] { #expect(try OptionTable.parse(text) == expected, "\(text)") }
    }

    @Test("Settings of a preset are written as its name and what differs, and read back the same", arguments: names)
    func roundTrip(name: String) throws {
        var settings = try #require(Presets.builtIn[name]).settings
        let prefix = name == "painterly" ? "" : "preset=\(name)"
        #expect(OptionTable.format(settings) == prefix)
        settings.seed = 5
        settings.strength = 50
        settings.colours = .content
        let text = OptionTable.format(settings)
        #expect(text.hasPrefix(prefix))
        #expect(try OptionTable.parse(text) == settings, "\(text)")
        // Back to the defaults' own value is a difference, too.
        settings.losses = Settings().losses
        #expect(try OptionTable.parse(OptionTable.format(settings)) == settings)
    }

    @Test("A user's file is read in the same form, its numbers as strings or numbers, and its presets can be named")
    func own() throws {
        let file = try PresetFile(
            data: Array(
                #"""
                {"presets": [{"name": "mine-2", "title": "Mine", "description": "My look.",
                              "options": {"size": 300, "tv-weight": 0.5, "strength": "62.5", "init": "noise"}}]}
                """#.utf8))
        let (all, problems) = file.presets(behind: .builtIn)
        #expect(problems.isEmpty)
        // The file names no version: it is of a time without smoothness and nearest features.
        var expected = PastDefaults.settings(of: nil)
        #expect(expected.losses == .normalised && expected.smoothness == 0)
        (expected.preset, expected.size, expected.totalVariationWeight) = ("mine-2", 300, 0.5)
        (expected.strength, expected.initialImage) = (62.5, .noise)
        #expect(try OptionTable.parse("preset=mine-2", presets: all) == expected)
        #expect(OptionTable.format(expected, presets: all) == "preset=mine-2")
        expected.size = 301
        #expect(OptionTable.format(expected, presets: all) == "preset=mine-2 size=301")
        #expect(try OptionTable.parse("preset=bold", presets: all) == OptionTable.parse("preset=bold"))
        // Who doesn't know the preset gets its values.
        let replayed = try OptionTable.parse(OptionTable.format(expected))
        expected.preset = "painterly"
        #expect(replayed == expected)
    }

    @Test("A preset's name can't be taken twice")
    func taken() throws {
        let own = try PresetFile(data: Array(Self.file(name: "bold", options: "{}").utf8))
        #expect(own.presets(behind: .builtIn).problems == [.repeatedName("bold")])
        let entry = #"{"name": "a", "title": "", "description": "", "options": {}}"#
        #expect(throws: PresetError.repeatedName("a")) { try load(#"{"presets": [\#(entry), \#(entry)]}"#) }
    }

    @Test("What is wrong with a file is told with its place")
    func malformed() {
        let cases: [(text: String, place: String)] = [
            ("", ""), ("presets", ""), ("[]", ""), ("{}", "presets"), (#"{"presets": 3}"#, "presets"),
            (#"{"presets": [{"title": "x"}]}"#, "presets[0].name"),
            (Self.file(name: "a", options: "[]"), "presets[0].options"),
            (Self.file(name: "a", options: #"{"size": [1]}"#), "presets[0].options.size"),
            (Self.file(name: "a", options: #"{"size": null}"#), "presets[0].options.size"),
        ]
        for (text, place) in cases {
            #expect(throws: PresetError.malformed(place: place), "\(text)") { try load(text) }
        }
        for name in ["", "Two words", "größer", "a=b", "A", String(repeating: "a", count: 65)] {
            #expect(throws: PresetError.invalidName(name)) { try load(Self.file(name: name, options: "{}")) }
        }
    }

    @Test("An option that is wrong in a preset is wrong in the same way as in an options string")
    func wrongOptions() {
        let cases: [(options: String, error: SettingsError)] = [
            (#"{"sise": "1"}"#, .unknownOption("sise", suggestion: "size")),
            (#"{"size": "1"}"#, .outOfRange(option: "size", value: "1", minimum: 16, maximum: 8192)),
            (#"{"size": 1.5}"#, .notANumber(option: "size", value: "1.5", whole: true)),
            (#"{"preset": "bold"}"#, .unknownOption("preset", suggestion: nil)),
            (#"{"memory": "4G"}"#, .notOfPresets("memory")),
            (#"{"seed": "1 size=32"}"#, .notANumber(option: "seed", value: "1 size=32", whole: true)),
        ]
        for (options, error) in cases {
            #expect(throws: PresetError.wrongOption(preset: "a", error), "\(options)") {
                try load(Self.file(name: "a", options: options))
            }
        }
    }

    @Test("An unknown preset is named in its turn, with a similar one")
    func unknown() {
        #expect(throws: SettingsError.unknownPreset("bolt", suggestion: "bold", allowed: Self.names)) {
            try OptionTable.parse("size=64 preset=bolt seed=x")
        }
        #expect(throws: SettingsError.notANumber(option: "seed", value: "x", whole: true)) {
            try OptionTable.parse("seed=x preset=bolt")
        }
        #expect(throws: SettingsError.repeatedOption("preset")) { try OptionTable.parse("preset=bold preset=bold") }
    }

    private static func file(name: String, options: String) -> String {
        #"{"presets": [{"name": "\#(name)", "title": "T", "description": "D.", "options": \#(options)}]}"#
    }

    private func load(_ text: String) throws -> Presets { try Presets.load(data: Array(text.utf8)) }
}
