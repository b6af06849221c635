/// The one table of options. Dialog, procedure, messages and documentation are made from it.
public enum OptionTable {
    /// All options, in the order in which they are explained.
    public static let all: [Option] = [
        .integer(
            "size", 16...8192, \.size, label: translatable("S_ize"),
            help: translatable(
                "Longest side, in pixels, at which the picture is painted. Larger shows finer strokes, and takes longer and more memory."
            )),
        .integer(
            "iterations", 1...10000, \.iterations, label: translatable("I_terations"),
            help: translatable(
                "How often the picture is improved, over all scales together. Each is one evaluation of the network and its gradient."
            )),
        .number(
            "strength", 0...100, \.strength, label: translatable("St_rength"),
            help: translatable(
                "How strongly the style replaces the picture. 50 leaves the style weight as it is; 25 points more make it ten times as heavy."
            )),
        .integer(
            "scales", 1...6, \.scales, label: translatable("Sca_les"),
            help: translatable(
                "How many sizes the picture is painted at, from coarse to fine, each twice the one before (pyramid). 1 paints only at the full size."
            )),
        .automaticNumber(
            "content-weight", 0...1e12, \.contentWeight, label: translatable("Content _weight"),
            help: translatable(
                "How much the picture's content counts (α of Gatys et al.). “auto” is 5 with neural-style's losses and 1 with Gatys'."
            )),
        .automaticNumber(
            "style-weight", 0...1e12, \.styleWeight, label: translatable("St_yle weight"),
            help: translatable(
                "How much the style counts (β of Gatys et al.). “auto” is 100 with neural-style's losses and 1000 with Gatys'."
            )),
        .number(
            "tv-weight", 0...1e6, \.totalVariationWeight, label: translatable("S_moothness"),
            help: translatable("How much neighbouring pixels are kept alike (weight of the total variation).")),
        .choice(
            "losses", \.losses, label: translatable("L_osses"),
            help: translatable("How content and style are measured: whose formula and scaling (normalisation).")
        ) { value in
            switch value {
            case .neuralStyle: translatable("neural-style (Johnson)")
            case .gatys: translatable("Gatys et al. 2015")
            }
        },
        .choice(
            "network", \.network, label: translatable("_Network"),
            help: translatable("Which pretrained network looks at the pictures.")
        ) { value in
            switch value {
            case .vgg16: translatable("VGG-16")
            case .vgg19: translatable("VGG-19")
            }
        },
        .layers(
            "content-layers", \.contentLayers, label: translatable("Content lay_ers"),
            help: translatable(
                "Where in the network the content is compared: names such as relu4_2, separated by commas, or “none”."
            )),
        .layers(
            "style-layers", \.styleLayers, label: translatable("Style l_ayers"),
            help: translatable(
                "Where in the network the style is compared (Gram matrices): names such as relu1_1, separated by commas, or “none”."
            )),
        .choice(
            "init", \.initialImage, label: translatable("Start _from"),
            help: translatable("What the painting starts from (initial image).")
        ) { value in
            switch value {
            case .content: translatable("The picture itself")
            case .noise: translatable("Random noise")
            }
        },
        .integer(
            "seed", 0...2_147_483_647, \.seed, label: translatable("See_d"),
            help: translatable("The number that the random noise is made from. The same seed gives the same picture.")),
        .choice(
            "optimizer", \.optimiser, label: translatable("O_ptimiser"),
            help: translatable("How the picture is improved step by step.")
        ) { value in
            switch value {
            case .lbfgs: translatable("L-BFGS")
            case .adam: translatable("Adam")
            }
        },
        .choice(
            "pooling", \.pooling, label: translatable("Poolin_g"),
            help: translatable(
                "How the network shrinks its feature maps. It was trained with maximum; average can look smoother.")
        ) { value in
            switch value {
            case .max: translatable("Maximum")
            case .average: translatable("Average")
            }
        },
        .choice(
            "result", \.result, label: translatable("Res_ult"),
            help: translatable(
                "Where the painting goes: a new layer above the picture, the picture's own place, or a new image.")
        ) { value in
            switch value {
            case .layer: translatable("New layer")
            case .replace: translatable("Replace the layer")
            case .image: translatable("New image")
            }
        },
    ]

    /// The option of this name.
    public static func option(_ key: some StringProtocol) -> Option? { all.first { $0.key == key } }

    /// Reads an options string: words `key=value`, separated by white space; what isn't named keeps its default.
    ///
    /// - Throws: `SettingsError` for the first thing that is wrong.
    public static func parse(_ text: String) throws(SettingsError) -> Settings {
        var settings = Settings()
        var seen: Set<String> = []
        for word in text.split(whereSeparator: \.isWhitespace) {
            guard let equals = word.firstIndex(of: "="), equals != word.startIndex else {
                throw .malformedWord(String(word))
            }
            let key = String(word[..<equals])
            guard let option = option(key) else {
                throw .unknownOption(key, suggestion: mostSimilarKey(to: key))
            }
            guard seen.insert(key).inserted else { throw .repeatedOption(key) }
            try option.assign(&settings, String(word[word.index(after: equals)...]))
        }
        try check(settings)
        return settings
    }

    /// The options string of settings: the words whose values differ from the defaults.
    public static func format(_ settings: Settings) -> String {
        all.filter { $0.text(settings) != $0.defaultText }
            .map { "\($0.key)=\($0.text(settings))" }
            .joined(separator: " ")
    }

    /// What only all options together can tell.
    private static func check(_ settings: Settings) throws(SettingsError) {
        for (key, layers) in [("content-layers", settings.contentLayers), ("style-layers", settings.styleLayers)] {
            for layer in layers where !settings.network.contains(layer) {
                throw .unknownLayer(option: key, value: layer.description, network: settings.network)
            }
        }
        let weights = settings.effectiveWeights
        let usesContent = weights.content > 0 && !settings.contentLayers.isEmpty
        let usesStyle = weights.style > 0 && !settings.styleLayers.isEmpty
        guard usesContent || usesStyle else { throw .nothingToOptimise }
    }

    /// The option whose name takes the fewest changed letters to reach, if that is at most three.
    private static func mostSimilarKey(to key: String) -> String? {
        let ranked = all.map { ($0.key, editDistance($0.key, key)) }.min { $0.1 < $1.1 }
        guard let ranked, ranked.1 <= 3 else { return nil }
        return ranked.0
    }

    /// Levenshtein's distance: insertions, deletions and replacements of letters.
    private static func editDistance(_ a: String, _ b: String) -> Int {
        let b = Array(b)
        var row = Array(0...b.count)
        for (i, letter) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in b.enumerated() {
                let replaced = diagonal + (letter == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[b.count]
    }
}
