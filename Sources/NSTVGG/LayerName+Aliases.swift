/// The names that other programs give to the layers of a VGG network.
extension LayerName {
    /// A layer by one of the names that people know:
    ///
    /// - `relu3_1`, `conv3_1`, `pool3`: see `LayerName`.
    /// - `block3_conv1`, `block3_pool` (Keras, whose convolutions end with their ReLU).
    /// - `conv_5`, `relu_5`, `pool_2` (PyTorch's tutorial): the fifth convolution, its ReLU, the second pooling.
    /// - `21`, `features.21` (torchvision): the place among `features`, counted from 0, where each convolution, ReLU and
    ///   pooling takes one.
    ///
    /// The last two depend on the network. `nil` for a name of another form, or a place that the network doesn't have.
    public init?(_ name: some StringProtocol, in network: Architecture) {
        if let layer = LayerName(name) {
            self = layer
        } else if let layer = Self.keras(name) ?? Self.counted(name, in: network) ?? Self.place(name, in: network) {
            self = layer
        } else {
            return nil
        }
    }

    /// `block3_conv1`, `block3_pool`.
    private static func keras(_ name: some StringProtocol) -> LayerName? {
        let parts = name.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 2, let block = number(parts[0], behind: "block") else { return nil }
        if parts[1] == "pool" { return LayerName(.pool, block) }
        return number(parts[1], behind: "conv").map { LayerName(.relu, block, $0) }
    }

    /// `conv_5`, `relu_5`, `pool_2`.
    private static func counted(_ name: some StringProtocol, in network: Architecture) -> LayerName? {
        for kind in [Kind.conv, .relu, .pool] {
            guard let number = number(name, behind: kind.rawValue + "_") else { continue }
            if kind == .pool { return LayerName(.pool, number) }
            let convolutions = network.convolutions
            guard convolutions.indices.contains(number - 1) else { return nil }
            return LayerName(kind, convolutions[number - 1].block, convolutions[number - 1].index)
        }
        return nil
    }

    /// `21`, `features.21`.
    private static func place(_ name: some StringProtocol, in network: Architecture) -> LayerName? {
        let digits = name.hasPrefix("features.") ? name.dropFirst("features.".count) : name[...]
        guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let place = Int(digits) else { return nil }
        var layers: [LayerName] = []
        for (number, count) in network.convolutionsPerBlock.enumerated() {
            for index in 1...count {
                layers += [LayerName(.conv, number + 1, index), LayerName(.relu, number + 1, index)]
            }
            layers.append(LayerName(.pool, number + 1))
        }
        return layers.indices.contains(place) ? layers[place] : nil
    }

    /// The number from 1 that follows a word.
    private static func number(_ text: some StringProtocol, behind word: String) -> Int? {
        guard text.hasPrefix(word) else { return nil }
        let digits = text.dropFirst(word.count)
        guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digits), number > 0 else { return nil }
        return number
    }
}
