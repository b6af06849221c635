/// A place in a VGG network where its feature map can be looked at: `conv4_2` (before the ReLU), `relu4_2` (after it)
/// or `pool4` (after the pooling behind block 4).
public struct LayerName: Hashable, Sendable, CustomStringConvertible {
    /// Which of a convolution's results is meant.
    public enum Kind: String, Sendable {
        /// The convolution's result with its bias.
        case conv
        /// The same after the ReLU. Caffe rectifies in place, so this is also what papers call `conv4_2`.
        case relu
        /// The pooled feature map behind a block.
        case pool
    }

    /// Which of the results is meant.
    public let kind: Kind
    /// The block, counted from 1.
    public let block: Int
    /// The convolution's place in its block, counted from 1; 0 for a pooling layer.
    public let index: Int

    /// A layer by its parts.
    public init(_ kind: Kind, _ block: Int, _ index: Int = 0) {
        self.kind = kind
        self.block = block
        self.index = kind == .pool ? 0 : index
    }

    /// A layer by its usual name; `nil` where the name isn't of the form `conv4_2`, `relu4_2` or `pool4`.
    public init?(_ name: some StringProtocol) {
        let prefix = name.prefix(4)
        guard let kind = Kind(rawValue: String(prefix)) else { return nil }
        let numbers = name.dropFirst(4).split(separator: "_", omittingEmptySubsequences: false)
        guard numbers.count == (kind == .pool ? 1 : 2) else { return nil }
        let values = numbers.compactMap { digits in
            digits.count == 1 ? digits.first?.wholeNumberValue : nil
        }
        guard values.count == numbers.count, values.allSatisfy({ $0 >= 1 }) else { return nil }
        self.init(kind, values[0], values.count > 1 ? values[1] : 0)
    }

    /// How many poolings lie between the picture and the layer: its map has `height >> poolings` rows.
    package var poolings: Int { kind == .pool ? block : block - 1 }

    /// The usual name, such as `relu4_2`.
    public var description: String { kind == .pool ? "pool\(block)" : "\(kind.rawValue)\(block)_\(index)" }
}

extension Architecture {
    /// Whether the network has a layer of this name.
    public func contains(_ layer: LayerName) -> Bool {
        guard convolutionsPerBlock.indices.contains(layer.block - 1) else { return false }
        return layer.kind == .pool || (1...convolutionsPerBlock[layer.block - 1]).contains(layer.index)
    }
}
