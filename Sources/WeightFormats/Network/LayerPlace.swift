/// A VGG network's place in a layer's name: block and index, and who names layers so.
struct LayerPlace: Hashable {
    enum Style {
        /// `conv4_2`, as the paper's authors did for Caffe.
        case caffe
        /// `block4_conv2`.
        case keras
    }

    let block: Int
    let index: Int
    let style: Style

    /// The place that a name tells of, such as `conv4_2`, `vgg_16/conv4/conv4_2` or `model/block4_conv2/kernel`.
    init?(_ name: String) {
        // The innermost part that tells, so that folders such as `block4_pool` don't.
        for part in name.split(whereSeparator: { $0 == "/" || $0 == "." || $0 == ":" }).reversed() {
            let words = part.split(separator: "_")
            for (first, second) in zip(words, words.dropFirst()) {
                if let block = Self.number(first, after: "conv"), let index = Self.number(second, after: "") {
                    (self.block, self.index, style) = (block, index, .caffe)
                    return
                }
                if let block = Self.number(first, after: "block"), let index = Self.number(second, after: "conv") {
                    (self.block, self.index, style) = (block, index, .keras)
                    return
                }
            }
        }
        return nil
    }

    private static func number(_ text: Substring, after prefix: String) -> Int? {
        guard text.hasPrefix(prefix) else { return nil }
        let digits = text.dropFirst(prefix.count)
        guard digits.utf8.count == 1, let value = Int(digits), value > 0 else { return nil }
        return value
    }
}
