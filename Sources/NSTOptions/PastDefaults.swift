/// The defaults of past versions. What a preset in a user's file doesn't say is what the version that wrote it took for
/// granted, not what is usual today.
enum PastDefaults {
    /// The defaults, and the last version that had them; the oldest first.
    ///
    /// Whoever changes a default adds a table of those before the change. Whoever adds an option that is part of a look
    /// adds it to the tables that are there, with the value that has the effect of not having it.
    static let tables: [(version: String, values: [String: String])] = [
        (
            version: "0.9.0",
            values: [
                "size": "512", "iterations": "300", "quality": "good", "strength": "50", "stroke-size": "100",
                "colours": "style",
                "scales": "8", "coarse-share": "2", "detail": "50", "content-weight": "auto", "style-weight": "auto",
                "colour-weight": "0", "variety": "0", "turn-style": "no", "smoothness": "0", "tv-weight": "0.001",
                "smoothing": "even", "losses": "normalised",
                "network": "vgg16",
                "content-layers": "relu4_2", "style-layers": "relu1_1,relu2_1,relu3_1,relu4_1,relu5_1",
                "init": "content", "seed": "0", "optimizer": "lbfgs", "step-size": "auto", "beta1": "0.9",
                "beta2": "0.999",
                "history": "20",
                "stop-when-still": "yes",
                "pooling": "max", "result": "layer",
            ]
        )
    ]

    /// The settings that a version began with.
    ///
    /// - Parameter version: `nil` for one that didn't say: 0.9.0 or an older one.
    static func settings(of version: String?) -> Settings {
        var settings = Settings()
        let numbers = version.map(numbers)
        let table = tables.first { table in
            numbers.map { !Self.numbers(table.version).lexicographicallyPrecedes($0) } ?? true
        }
        for (key, text) in table?.values ?? [:] {
            // A test makes sure that every value can be read.
            try? OptionTable.others.first { $0.key == key }?.set(text, in: &settings)
        }
        return settings
    }

    /// `0.10.1` as numbers, which compare as versions do.
    private static func numbers(_ version: String) -> [Int] {
        version.split(separator: ".").map { Int($0.prefix { $0.isASCII && $0.isNumber }) ?? 0 }
    }
}
