/// A tensor of a weights file: its name and its shape.
package struct TensorDescription: Hashable, Sendable {
    /// Such as `conv4_2.weight`.
    package let name: String
    /// The sizes of its dimensions, outermost first.
    package let shape: [Int]

    /// How many values it has.
    package var count: Int { shape.reduce(1, *) }
}

extension Architecture.Convolution {
    /// The kernels: `[outputChannels, inputChannels, 3, 3]`.
    package var weight: TensorDescription {
        TensorDescription(name: "\(name).weight", shape: [outputChannels, inputChannels, 3, 3])
    }

    /// The biases: `[outputChannels]`.
    package var bias: TensorDescription { TensorDescription(name: "\(name).bias", shape: [outputChannels]) }
}

extension Architecture {
    /// All tensors that a weights file of this architecture has, from the image upwards.
    package var tensors: [TensorDescription] { convolutions.flatMap { [$0.weight, $0.bias] } }
}
