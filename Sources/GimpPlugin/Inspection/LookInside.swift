import CGimpShim
import NSTOptions
import NSTVGG

/// What somebody wants to see of the network: a layer's maps, and more.
struct LookInside: Equatable {
    var network = Architecture.vgg16
    var layer = LayerName(.relu, 3, 1)
    /// How many maps, the strongest.
    var mapCount = 16
    /// The Gram matrix, too.
    var hasGram = false
    /// The first layer's filters, too.
    var hasFilters = false
    /// The longest side at which the network looks at the picture, in pixels.
    var size = 512

    static let mapCounts = 1...512
    static let sizes = 16...4096

    /// The same as a caller's arguments, or as a line of text: names and numbers that may be wrong.
    struct Words: Equatable {
        var network: String
        var layer: String
        var mapCount: Int
        var hasGram: Bool
        var hasFilters: Bool
        var size: Int
    }

    init() {}

    /// - Throws: `SettingsError` or `PluginError.unknownLayer` for the first thing that is wrong.
    init(_ words: Words) throws {
        guard let network = Architecture(rawValue: words.network.isEmpty ? "vgg16" : words.network) else {
            throw SettingsError.unknownChoice(
                option: "network", value: words.network, allowed: Architecture.allCases.map(\.rawValue))
        }
        guard let layer = LayerName(words.layer, in: network), network.contains(layer) else {
            throw PluginError.unknownLayer(words.layer)
        }
        for (option, value, range) in [
            ("maps", words.mapCount, Self.mapCounts), ("size", words.size, Self.sizes),
        ] where !range.contains(value) {
            throw SettingsError.outOfRange(
                option: option, value: "\(value)", minimum: Double(range.lowerBound), maximum: Double(range.upperBound))
        }
        (self.network, self.layer, mapCount, size) = (network, layer, words.mapCount, words.size)
        (hasGram, hasFilters) = (words.hasGram, words.hasFilters)
    }

    /// The choice as a line, for the host's session.
    var text: String {
        "\(network.rawValue) \(layer) \(mapCount) \(hasGram ? 1 : 0) \(hasFilters ? 1 : 0) \(size)"
    }

    /// The choice that such a line tells of; `nil` for any other text.
    init?(text: String) {
        let words = text.split(separator: " ").map(String.init)
        let numbers = words.dropFirst(2).compactMap { Int($0) }
        guard words.count == 6, numbers.count == 4 else { return nil }
        let read = Words(
            network: words[0], layer: words[1], mapCount: numbers[0], hasGram: numbers[1] != 0,
            hasFilters: numbers[2] != 0, size: numbers[3])
        guard let choice = try? LookInside(read) else { return nil }
        self = choice
    }

    /// The layers that a network has, from the picture upwards; those before a ReLU are for scripts.
    static func layers(of network: Architecture) -> [LayerName] {
        network.convolutionsPerBlock.enumerated().flatMap { number, count in
            (1...count).map { LayerName(.relu, number + 1, $0) } + [LayerName(.pool, number + 1)]
        }
    }
}

extension LookInside.Words {
    /// What the program was called with.
    init(_ look: nst_look) {
        self.init(
            network: look.network.map { String(cString: $0) } ?? "",
            layer: look.layer.map { String(cString: $0) } ?? "", mapCount: Int(look.map_count),
            hasGram: look.has_gram != 0, hasFilters: look.has_filters != 0, size: Int(look.size))
    }
}
