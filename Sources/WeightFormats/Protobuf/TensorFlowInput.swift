import NSTVGG

/// Understands what a TensorFlow graph does with a picture before its first convolution: nothing, or what the converters
/// of Caffe's networks put there, which is to multiply by 255, to split the picture into its channels, to subtract each
/// one's mean, and to put them together in another order.
struct TensorFlowInput {
    /// What the network's first convolution takes; `nil` where the graph doesn't tell.
    let description: InputConvention?

    init(_ network: StoredNetwork, _ graph: LayerGraph) {
        description = Self.describe(network, graph)
    }

    private static func describe(_ network: StoredNetwork, _ graph: LayerGraph) -> InputConvention? {
        guard let first = graph.convolutions.first?.node.inputs.first, var node = graph.producer(of: first) else {
            return nil
        }
        var scale: Float = 1
        if node.operation == "Concat" || node.operation == "ConcatV2" {
            let parts = node.operation == "Concat" ? node.inputs.dropFirst() : node.inputs.dropLast()
            guard parts.count == 3 else { return nil }
            var (mean, order): ([Float], [Int]) = ([], [])
            var source = ""
            for part in parts {
                guard let sub = graph.producer(of: part), sub.operation == "Sub", sub.inputs.count == 2,
                    let value = scalar(sub.inputs[1], network), let split = graph.producer(of: sub.inputs[0]),
                    split.operation.hasPrefix("Split"), let channel = split.outputs.firstIndex(of: sub.inputs[0]),
                    // Split's first input is the axis, SplitV's the value.
                    let input = split.operation == "Split" ? split.inputs.last : split.inputs.first
                else { return nil }
                mean.append(value)
                order.append(channel)
                source = input
            }
            guard order == [2, 1, 0] || order == [0, 1, 2] else { return nil }
            if let multiply = graph.producer(of: source), multiply.operation == "Mul", multiply.inputs.count == 2 {
                guard let factor = scalar(multiply.inputs[1], network) ?? scalar(multiply.inputs[0], network),
                    factor.isFinite, factor > 0
                else { return nil }
                scale = factor
            } else {
                // Without a factor it is the caller who brings 0…255.
                scale = 255
            }
            guard mean.allSatisfy(\.isFinite) else { return nil }
            return InputConvention(
                channelOrder: order == [2, 1, 0] ? .bgr : .rgb, scale: scale, mean: mean, standardDeviation: [1, 1, 1])
        }
        for _ in 0..<8 where node.operation == "Identity" {
            guard let input = node.inputs.first, let next = graph.producer(of: input) else { return nil }
            node = next
        }
        // Keras leaves it to the caller, and its names tell what it wants.
        let isKeras = graph.convolutions.allSatisfy { LayerPlace($0.node.name)?.style == .keras }
        return node.operation == "Placeholder" && isKeras ? .keras : nil
    }

    /// The value of a constant that is one number.
    private static func scalar(_ name: String, _ network: StoredNetwork) -> Float? {
        guard let tensor = network.tensors.first(where: { $0.name == name }), tensor.count == 1 else { return nil }
        return (try? network.elements(of: tensor))?.first
    }
}
