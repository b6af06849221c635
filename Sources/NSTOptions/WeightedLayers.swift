import NSTVGG

/// Layers at which pictures are compared, each with how much its loss counts: `w_l` of Gatys et al. (2015, eq. 5), times
/// what the losses give every layer. One where nothing is said.
public struct WeightedLayers: Equatable, Sendable {
    /// The layers in the order in which they were named; none twice.
    public private(set) var names: [LayerName] = []
    /// The weights that aren't one.
    private var weights: [LayerName: Double] = [:]

    /// The range of a weight.
    static let range = 0...1e6

    /// Layers that count one.
    public init(_ names: [LayerName]) {
        for name in names { append(name) }
    }

    /// How much the loss of a layer counts.
    public func weight(of layer: LayerName) -> Double { weights[layer] ?? 1 }

    /// Adds a layer, or gives it another weight.
    public mutating func append(_ layer: LayerName, weight: Double = 1) {
        if !names.contains(layer) { names.append(layer) }
        weights[layer] = weight == 1 ? nil : weight
    }

    /// `relu1_1:0.5,relu2_1`, or `none`; `read` reads it back.
    var text: String {
        let words = names.map { name in
            weights[name].map { "\(name):\(PaintingOption.shortText($0))" } ?? name.description
        }
        return words.isEmpty ? "none" : words.joined(separator: ",")
    }

    /// Reads names of layers (`LayerName.init(_:in:)`), each with a weight behind a colon or without one.
    ///
    /// - Throws: `SettingsError` for the first word that isn't a layer with a weight, or names a layer for the second time.
    static func read(_ text: String, option: String, network: Architecture) throws(SettingsError) -> WeightedLayers {
        var layers = WeightedLayers([])
        for word in text == "none" ? [] : text.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard let layer = LayerName(parts[0], in: network), !layers.names.contains(layer) else {
                throw .unknownLayer(option: option, value: String(parts[0]), network: network)
            }
            var weight = 1.0
            if parts.count > 1 {
                let value = String(parts[1])
                guard let number = Double(value), number.isFinite else {
                    throw .notANumber(option: option, value: value, whole: false)
                }
                guard range.contains(number) else {
                    throw .outOfRange(
                        option: option, value: value, minimum: range.lowerBound, maximum: range.upperBound)
                }
                weight = number
            }
            layers.append(layer, weight: weight)
        }
        return layers
    }
}

extension WeightedLayers: RandomAccessCollection, ExpressibleByArrayLiteral {
    /// The first layer's place.
    public var startIndex: Int { names.startIndex }
    /// The place behind the last layer.
    public var endIndex: Int { names.endIndex }
    /// The layer at a place.
    public subscript(place: Int) -> LayerName { names[place] }
    /// Layers that count one.
    public init(arrayLiteral names: LayerName...) { self.init(names) }
}
