import NSTVGG
import Testing

@testable import NSTOptions

@Suite("The option table") struct OptionTableTests {
    /// A value of an option that isn't the default, and what it does to the settings.
    struct Good: Sendable, CustomTestStringConvertible {
        var key: String
        var value: String
        var change: @Sendable (inout Settings) -> Void
        var testDescription: String { "\(key)=\(value)" }

        init(_ key: String, _ value: String, _ change: @escaping @Sendable (inout Settings) -> Void) {
            (self.key, self.value, self.change) = (key, value, change)
        }
    }

    static let good: [Good] = [
        Good("preset", "bold") { $0 = Presets.builtIn["bold"]?.settings ?? $0 },
        Good("stroke-size", "10") { $0.strokeSize = 10 }, Good("stroke-size", "62.5") { $0.strokeSize = 62.5 },
        Good("stroke-size", "400") { $0.strokeSize = 400 },
        Good("colours", "content") { $0.colours = .content }, Good("colours", "matched") { $0.colours = .matched },
        Good("smoothing", "content") { $0.smoothing = .content },
        Good("history", "1") { $0.history = 1 }, Good("history", "100") { $0.history = 100 },
        Good("stop-when-still", "no") { $0.stopsWhenStill = false },
        Good("size", "16") { $0.size = 16 }, Good("size", "8192") { $0.size = 8192 },
        Good("iterations", "1") { $0.iterations = 1 }, Good("iterations", "10000") { $0.iterations = 10000 },
        Good("scales", "1") { $0.scales = 1 }, Good("scales", "6") { $0.scales = 6 },
        Good("coarse-share", "0.05") { $0.coarseShare = 0.05 }, Good("coarse-share", "8") { $0.coarseShare = 8 },
        Good("detail", "25") { $0.detail = 25 }, Good("detail", "100") { $0.detail = 100 },
        Good("strength", "0") { $0.strength = 0 }, Good("strength", "62.5") { $0.strength = 62.5 },
        Good("strength", "100") { $0.strength = 100 },
        Good("content-weight", "0") { $0.contentWeight = 0 },
        Good("content-weight", "2.5e3") { $0.contentWeight = 2500 },
        Good("style-weight", "1e12") { $0.styleWeight = 1e12 }, Good("style-weight", "0.5") { $0.styleWeight = 0.5 },
        Good("smoothness", "0") { $0.smoothness = 0 }, Good("smoothness", "62.5") { $0.smoothness = 62.5 },
        Good("smoothness", "100") { $0.smoothness = 100 },
        Good("tv-weight", "0.001") { $0.totalVariationWeight = 1e-3 },
        Good("tv-weight", "0.25") { $0.totalVariationWeight = 0.25 },
        Good("quality", "quick") { $0.quality = .quick }, Good("quality", "full") { $0.quality = .full },
        Good("colour-weight", "0") { $0.colourWeight = 0 }, Good("colour-weight", "10000") { $0.colourWeight = 10000 },
        Good("variety", "0") { $0.variety = 0 }, Good("variety", "1") { $0.variety = 1 },
        Good("turn-style", "no") { $0.turnsStyles = false },
        Good("losses", "normalised") { $0.losses = .normalised }, Good("losses", "gatys") { $0.losses = .gatys },
        Good("losses", "pytorch-tutorial") { $0.losses = .pytorchTutorial },
        Good("losses", "neural-style") { $0.losses = .neuralStyle },
        Good("losses", "logarithmic") { $0.losses = .logarithmic },
        Good("network", "vgg19") { $0.network = .vgg19 },
        Good("content-layers", "conv1_1,pool3") { $0.contentLayers = [LayerName(.conv, 1, 1), LayerName(.pool, 3)] },
        Good("content-layers", "none") { $0.contentLayers = [] },
        Good("style-layers", "relu5_3") { $0.styleLayers = [LayerName(.relu, 5, 3)] },
        Good("style-layers", "relu1_1:0.5,relu2_1,relu3_1:2") {
            $0.styleLayers = WeightedLayers([])
            $0.styleLayers.append(LayerName(.relu, 1, 1), weight: 0.5)
            $0.styleLayers.append(LayerName(.relu, 2, 1))
            $0.styleLayers.append(LayerName(.relu, 3, 1), weight: 2)
        },
        Good("style-layers", "none") { $0.styleLayers = [] },
        Good("keep-every", "20") { $0.keepInterval = 20 },
        Good("init", "grey") { $0.initialImage = .grey },
        Good("step-size", "0.5") { $0.stepSize = 0.5 }, Good("optimizer", "descent") { $0.optimiser = .descent },
        Good("beta1", "0") { $0.adamDecay.mean = 0 }, Good("beta2", "0.99") { $0.adamDecay.variance = 0.99 },
        Good("init", "noise") { $0.initialImage = .noise }, Good("init", "style") { $0.initialImage = .style },
        Good("init", "layer") { $0.initialImage = .layer },
        Good("init-layer", "12") { $0.initialLayer = 12 },
        Good("seed", "2147483647") { $0.seed = 2_147_483_647 },
        Good("optimizer", "adam") { $0.optimiser = .adam }, Good("optimizer", "lbfgs") { $0.optimiser = .lbfgs },
        Good("optimizer", "pyramid") { $0.optimiser = .pyramid },
        Good("pooling", "average") { $0.pooling = .average },
        Good("memory", "256M") { $0.memory = .bytes(256 << 20) }, Good("memory", "1T") { $0.memory = .bytes(1 << 40) },
        Good("memory", "1.5G") { $0.memory = .bytes(1536 << 20) },
        Good("memory", "8GiB") { $0.memory = .bytes(8 << 30) },
        Good("result", "replace") { $0.result = .replace }, Good("result", "image") { $0.result = .image },
    ]

    /// What is wrong with a value.
    enum Fault: Sendable {
        case notANumber, notWhole, outOfRange(Double, Double), unknownChoice([String]), unknownLayer, unknownPreset
        case notAMemorySize, memoryOutOfRange
    }

    static let bad: [(key: String, values: [String], fault: Fault)] = [
        ("size", ["15", "8193", "-512", "0", "99999999999999999999"], .outOfRange(16, 8192)),
        ("size", ["", "big", "512px", "512.5", "nan", "inf", "５１２"], .notWhole),
        ("iterations", ["0", "10001", "-1"], .outOfRange(1, 10000)),
        ("iterations", ["", "many", "1.5"], .notWhole),
        ("scales", ["0", "9"], .outOfRange(1, 8)),
        ("coarse-share", ["0", "8.1", "inf"], .outOfRange(0.05, 8)),
        ("coarse-share", ["", "half"], .notANumber),
        ("detail", ["-1", "100.5"], .outOfRange(0, 100)),
        ("detail", ["", "50%", "nan"], .notANumber),
        ("scales", ["two", "1.5", "nan"], .notWhole),
        ("init-layer", ["-1", "2147483648"], .outOfRange(0, 2_147_483_647)),
        ("init-layer", ["", "Background"], .notWhole),
        ("seed", ["-1", "2147483648"], .outOfRange(0, 2_147_483_647)),
        ("seed", ["x", "0.5"], .notWhole),
        ("strength", ["-0.001", "100.1", "inf", "-inf", "1e400"], .outOfRange(0, 100)),
        ("strength", ["", "strong", "nan", "50%", "1,5"], .notANumber),
        ("content-weight", ["-1", "1.1e12", "inf"], .outOfRange(0, 1e12)),
        ("content-weight", ["", "nan", "-nan", "Auto", "none"], .notANumber),
        ("style-weight", ["-1e-9", "1e13"], .outOfRange(0, 1e12)),
        ("style-weight", ["nan", "much"], .notANumber),
        ("smoothness", ["-1", "101", "inf"], .outOfRange(0, 100)),
        ("smoothness", ["nan", "calm", ""], .notANumber),
        ("tv-weight", ["-1", "1e7"], .outOfRange(0, 1e6)),
        ("tv-weight", ["nan", "auto", ""], .notANumber),
        ("quality", ["", "best", "Good"], .unknownChoice(["quick", "good", "full"])),
        ("colour-weight", ["-1", "10001", "inf"], .outOfRange(0, 10000)),
        ("colour-weight", ["", "auto", "nan"], .notANumber),
        ("variety", ["-0.1", "1.1"], .outOfRange(0, 1)), ("variety", ["", "fair"], .notANumber),
        ("turn-style", ["", "90", "true"], .unknownChoice(["yes", "no"])),
        ("losses", ["", "Gatys", "johnson"], .unknownChoice(LossNormalisation.allCases.map(\.rawValue))),
        ("network", ["vgg", "vgg11", "VGG16", ""], .unknownChoice(["vgg16", "vgg19"])),
        ("init", ["picture", "random", ""], .unknownChoice(["content", "noise", "grey", "style", "layer"])),
        ("preset", ["", "Painterly", "gatys2021", "a.b"], .unknownPreset),
        ("stroke-size", ["9.9", "401", "-100", "inf"], .outOfRange(10, 400)),
        ("stroke-size", ["", "100%", "nan"], .notANumber),
        ("colours", ["", "Style", "original", "yes"], .unknownChoice(["style", "content", "matched"])),
        ("smoothing", ["", "0", "edges"], .unknownChoice(["even", "content"])),
        ("history", ["0", "101"], .outOfRange(1, 100)),
        ("history", ["", "all", "2.5"], .notWhole),
        ("stop-when-still", ["", "true", "1", "Yes"], .unknownChoice(["yes", "no"])),
        ("optimizer", ["sgd", "L-BFGS", ""], .unknownChoice(["auto", "pyramid", "lbfgs", "adam", "descent"])),
        ("step-size", ["0", "256", "-1"], .outOfRange(0.001, 255)), ("step-size", ["", "big", "nan"], .notANumber),
        ("beta1", ["1", "-0.1"], .outOfRange(0, 0.9999)), ("beta2", ["1", "-0.1"], .outOfRange(0, 0.999999)),
        ("keep-every", ["-1", "10001"], .outOfRange(0, 10000)), ("keep-every", ["", "all", "2.5"], .notWhole),
        ("pooling", ["mean", "avg", ""], .unknownChoice(["max", "average"])),
        (
            "memory", ["", "4", "4GB", "4g", "G", "Auto", "nanG", "-1G", "1e3G", "0x4G", ".G", "1.G"],
            .notAMemorySize
        ),
        ("memory", ["255M", "0G", "1.1T", "262143K", "99999999999999999999T"], .memoryOutOfRange),
        ("result", ["here", "layers", ""], .unknownChoice(["layer", "replace", "image"])),
        ("content-layers", ["", "relu4", "relu6_1", "relu4_4", "conv1_3", "fc6", "None"], .unknownLayer),
        ("style-layers", ["", "relu0_1", "pool6", "relu5_4"], .unknownLayer),
    ]

    @Test("A good value sets its own field, and nothing else", arguments: good)
    func accepted(good: Good) throws {
        var expected = Settings()
        good.change(&expected)
        #expect(expected != Settings(), "the test changes nothing")
        #expect(try OptionTable.parse("\(good.key)=\(good.value)") == expected)
    }

    @Test("A bad value gives an error with the option, the value and what would be right")
    func refused() {
        for (key, values, fault) in Self.bad {
            for value in values {
                let expected: SettingsError =
                    switch fault {
                    case .notANumber: .notANumber(option: key, value: value, whole: false)
                    case .notWhole: .notANumber(option: key, value: value, whole: true)
                    case .outOfRange(let minimum, let maximum):
                        .outOfRange(option: key, value: value, minimum: minimum, maximum: maximum)
                    case .unknownChoice(let allowed): .unknownChoice(option: key, value: value, allowed: allowed)
                    case .unknownLayer: .unknownLayer(option: key, value: value, network: .vgg16)
                    case .notAMemorySize: .notAMemorySize(option: key, value: value)
                    case .memoryOutOfRange:
                        .memoryOutOfRange(option: key, value: value, minimum: 256 << 20, maximum: 1 << 40)
                    case .unknownPreset:
                        .unknownPreset(
                            value, suggestion: ["Painterly": "painterly", "gatys2021": "gatys-2015"][value],
                            allowed: Presets.builtIn.all.map(\.name))
                    }
                #expect(throws: expected, "\(key)=\(value)") { try OptionTable.parse("\(key)=\(value)") }
            }
        }
    }

    @Test(
        "A whole number in another notation is read or refused, but not called out of range",
        arguments: ["512.0", "0x200"])
    func notation(text: String) {
        do throws(SettingsError) {
            let settings = try OptionTable.parse("size=\(text)")
            #expect(settings.size == 512)
        } catch {
            #expect(error == .notANumber(option: "size", value: text, whole: true))
        }
    }

    @Test("Every option of the table is tested here with good and with bad values")
    func complete() {
        let keys = Set(OptionTable.all.map(\.key))
        #expect(keys.count == OptionTable.all.count)
        #expect(Set(Self.good.map(\.key)) == keys)
        #expect(Set(Self.bad.map(\.key)) == keys)
    }

    @Test("Every default is a value that the option itself accepts, and that changes nothing")
    func defaults() throws {
        #expect(try OptionTable.parse("") == Settings())
        for option in OptionTable.all {
            #expect(try OptionTable.parse("\(option.key)=\(option.defaultText)") == Settings(), "\(option.key)")
            #expect(!option.title.isEmpty)
            #expect(option.help.count > 20, "\(option.key)")
            #expect(option.label.split(separator: "_", omittingEmptySubsequences: false).count == 2, "\(option.key)")
        }
    }

    @Test("Settings written as text read back as the same settings", arguments: good)
    func roundTrip(good: Good) throws {
        var settings = Settings()
        good.change(&settings)
        let text = OptionTable.format(settings)
        #expect(text.hasPrefix("\(good.key)="))
        #expect(try OptionTable.parse(text) == settings)
    }

    @Test("Words are separated by any white space, in any order")
    func whiteSpace() throws {
        var expected = Settings()
        expected.size = 64
        expected.pooling = .average
        expected.seed = 7
        #expect(try OptionTable.parse("  size=64\tpooling=average\n seed=7 ") == expected)
        #expect(try OptionTable.parse("seed=7 size=64 pooling=average") == expected)
        #expect(OptionTable.format(expected) == "size=64 seed=7 pooling=average")
        #expect(OptionTable.format(Settings()) == "")
    }

    @Test("A word without a name or a value, an unknown option and a repeated one are told apart")
    func words() {
        for word in ["size", "=512", "512", "="] {
            #expect(throws: SettingsError.malformedWord(word)) { try OptionTable.parse("seed=1 \(word)") }
        }
        #expect(throws: SettingsError.unknownOption("sise", suggestion: "size")) { try OptionTable.parse("sise=512") }
        #expect(throws: SettingsError.unknownOption("Seed", suggestion: "seed")) { try OptionTable.parse("Seed=1") }
        #expect(throws: SettingsError.unknownOption("style_weight", suggestion: "style-weight")) {
            try OptionTable.parse("style_weight=1")
        }
        #expect(throws: SettingsError.unknownOption("brushstrokes", suggestion: nil)) {
            try OptionTable.parse("brushstrokes=1")
        }
        #expect(throws: SettingsError.repeatedOption("size")) { try OptionTable.parse("size=64 seed=1 size=64") }
    }

    @Test("The first wrong word is the one that is named")
    func firstError() {
        #expect(throws: SettingsError.outOfRange(option: "size", value: "1", minimum: 16, maximum: 8192)) {
            try OptionTable.parse("seed=3 size=1 colour=red")
        }
    }

    @Test("A layer that only the other network has is refused, whichever option comes first")
    func layersOfNetwork() throws {
        #expect(try OptionTable.parse("style-layers=relu5_4 network=vgg19").styleLayers == [LayerName(.relu, 5, 4)])
        #expect(try OptionTable.parse("network=vgg19 style-layers=relu5_4").network == .vgg19)
        #expect(
            throws: SettingsError.unknownLayer(option: "style-layers", value: "relu5_4", network: .vgg16)
        ) { try OptionTable.parse("style-layers=relu1_1,relu5_4") }
    }

    @Test("Layers have the names that people know, whichever option names the network first, and are written as ours")
    func namesOfLayers() throws {
        let settings = try OptionTable.parse("style-layers=0,5,block3_conv1:0.5 content-layers=21:2 network=vgg19")
        #expect(OptionTable.option("style-layers")?.text(settings) == "conv1_1,conv2_1,relu3_1:0.5")
        #expect(OptionTable.option("content-layers")?.text(settings) == "conv4_2:2")
        #expect(settings.contentLayers.weight(of: LayerName(.conv, 4, 2)) == 2)
        #expect(settings.styleLayers.weight(of: LayerName(.conv, 1, 1)) == 1)
    }

    @Test(
        "A layer's weight must be a number that isn't negative", arguments: ["", "x", "nan", "-1", "inf", "2e6", "1:2"])
    func weightsOfLayers(weight: String) {
        #expect(throws: SettingsError.self) { try OptionTable.parse("style-layers=relu1_1:\(weight)") }
    }

    @Test("Of several layers the wrong one is named, and a layer named twice is wrong")
    func layerLists() {
        for (text, wrong) in [
            ("relu1_1,relu9_9", "relu9_9"), ("relu1_1,,relu2_1", ""), ("relu1_1,", ""), ("relu1_1,relu1_1", "relu1_1"),
            ("relu1_1,none", "none"),
        ] {
            #expect(
                throws: SettingsError.unknownLayer(option: "style-layers", value: wrong, network: .vgg16), "\(text)"
            ) {
                try OptionTable.parse("style-layers=\(text)")
            }
        }
    }

    @Test(
        "A run that would compare neither content nor style is refused",
        arguments: [
            "content-layers=none style-layers=none", "content-weight=0 style-weight=0",
            "content-layers=none style-weight=0",
            "content-weight=0 style-layers=none tv-weight=1",
        ])
    func nothing(text: String) {
        #expect(throws: SettingsError.nothingToOptimise) { try OptionTable.parse(text) }
    }

    @Test("Weights left to the losses are those of the literature; strength is exact where it should be")
    func effectiveWeights() throws {
        let ours = try OptionTable.parse("").effectiveWeights
        #expect(ours == (0.08, 1))
        #expect(try OptionTable.parse("losses=normalised").effectiveWeights == (1, 10))
        let johnson = try OptionTable.parse("losses=neural-style").effectiveWeights
        #expect(johnson.content == 5)
        #expect(johnson.style == 100)
        let gatys = try OptionTable.parse("losses=gatys").effectiveWeights
        #expect(gatys.content == 1)
        #expect(gatys.style == 1000)
        // Powers of ten; the library's rounding is in the last digit.
        let factors = [("0", 0.01), ("25", 0.1), ("75", 10), ("100", 100)]
        for (strength, factor) in factors {
            let weights = try OptionTable.parse("losses=neural-style strength=\(strength)").effectiveWeights
            #expect(abs(weights.style / (100 * factor) - 1) <= 1e-12)
            #expect(weights.content == 5)
        }
    }
}
