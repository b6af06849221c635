/// A tensor of a weights file: its name and its shape.
public struct TensorDescription: Hashable, Sendable {
    /// Such as `conv4_2.weight`.
    public let name: String
    /// The sizes of its dimensions, outermost first.
    public let shape: [Int]

    /// How many values it has.
    public var count: Int { shape.reduce(1, *) }
}

extension Architecture.Convolution {
    /// The kernels: `[outputChannels, inputChannels, 3, 3]`.
    public var weight: TensorDescription {
        TensorDescription(name: "\(name).weight", shape: [outputChannels, inputChannels, 3, 3])
    }

    /// The biases: `[outputChannels]`.
    public var bias: TensorDescription { TensorDescription(name: "\(name).bias", shape: [outputChannels]) }
}

extension Architecture {
    /// All tensors that a weights file of this architecture has, from the image upwards.
    public var tensors: [TensorDescription] { convolutions.flatMap { [$0.weight, $0.bias] } }
}
