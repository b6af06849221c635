/// A tensor's name taken apart: which layer it belongs to, and what it is there.
struct TensorName {
    let layer: String
    let role: StoredTensor.Role

    /// Names such as `features.0.weight`, `conv1_1.bias`, `block1_conv1/block1_conv1_W_1:0` or `layers/conv2d/vars/0`.
    init(_ name: some StringProtocol, rank: Int) {
        var text = Substring(name)
        if let colon = text.lastIndex(of: ":"), text[text.index(after: colon)...].allSatisfy(\.isNumber) {
            text = text[..<colon]
        }
        let separator = text.lastIndex { $0 == "." || $0 == "/" }
        var layer = separator.map { text[..<$0] } ?? ""
        var last = separator.map { text[text.index(after: $0)...] } ?? text
        // Keras 1 repeats the layer's name in the tensor's: `block1_conv1_W_1`.
        var words = last.split(separator: "_", omittingEmptySubsequences: false)
        if words.count > 1, let number = words.last, number.allSatisfy(\.isNumber), Self.word(words[words.count - 2]) {
            words.removeLast()
        }
        if let word = words.last, words.count > 1, Self.word(word) {
            if layer.isEmpty { layer = Substring(words.dropLast().joined(separator: "_")) }
            last = word
        }
        // Keras 3 numbers a layer's variables.
        if last == "0" || last == "1", layer.hasSuffix("/vars") {
            last = last == "0" ? "kernel" : "bias"
            layer = layer.dropLast("/vars".count)
        }
        self.layer = String(layer)
        role =
            switch (rank, last) {
            case (4, "weight"), (4, "kernel"), (4, "W"), (4, "weights"), (4, "w"), (4, "filter"): .kernel
            case (1, "bias"), (1, "b"), (1, "biases"): .bias
            default: .other
            }
    }

    /// Whether a word tells what a tensor is.
    private static func word(_ text: Substring) -> Bool {
        ["weight", "kernel", "W", "weights", "w", "filter", "bias", "b", "biases"].contains(text)
    }
}
