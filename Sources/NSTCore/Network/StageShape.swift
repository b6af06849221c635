import NSTVGG

/// One stage of a network on a picture of some size: which layer it is and how large its feature map gets. From these
/// a pass allocates its memory, and a plan knows beforehand how much that will be.
struct StageShape {
    /// The layer of the stage's result: `relu4_2` or `pool4`.
    let layer: LayerName
    /// The convolution's number, `nil` for a pooling stage.
    let convolution: Int?
    /// Whether the values before the ReLU are wanted too.
    let keepsUnrectified: Bool
    let height: Int
    let width: Int
    let channels: Int

    var count: Int { height * width * channels }

    /// The layer before the ReLU, such as `conv4_2`.
    var unrectifiedLayer: LayerName { LayerName(.conv, layer.block, layer.index) }

    /// The stages up to the deepest of `layers`.
    static func stages(
        of convolutions: [Architecture.Convolution], asFarAs layers: some Collection<LayerName>, height: Int,
        width: Int
    ) -> [StageShape] {
        var result: [StageShape] = []
        var wanted = Set(layers)
        var (rows, columns) = (height, width)
        for (number, convolution) in convolutions.enumerated() where !wanted.isEmpty {
            let before = LayerName(.conv, convolution.block, convolution.index)
            let after = LayerName(.relu, convolution.block, convolution.index)
            result.append(
                StageShape(
                    layer: after, convolution: number, keepsUnrectified: wanted.contains(before), height: rows,
                    width: columns, channels: convolution.outputChannels))
            wanted.subtract([before, after])

            let endsBlock = number + 1 == convolutions.count || convolutions[number + 1].block != convolution.block
            guard endsBlock, !wanted.isEmpty else { continue }
            let pool = LayerName(.pool, convolution.block)
            (rows, columns) = (rows / 2, columns / 2)
            result.append(
                StageShape(
                    layer: pool, convolution: nil, keepsUnrectified: false, height: rows, width: columns,
                    channels: convolution.outputChannels))
            wanted.remove(pool)
        }
        return result
    }
}
