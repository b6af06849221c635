/// The convolutional part of one of the VGG networks (Simonyan & Zisserman 2015, table 1, columns D and E).
///
/// Both have five blocks of 3×3 convolutions (stride 1, zero padding 1), each followed by a ReLU, with a 2×2 pooling
/// of stride 2 behind every block; they differ in how many convolutions blocks three to five have.
public enum Architecture: String, CaseIterable, Sendable, Codable {
    case vgg16
    case vgg19

    /// One 3×3 convolution of the network.
    public struct Convolution: Hashable, Sendable {
        /// The block, counted from 1.
        public let block: Int
        /// The place in its block, counted from 1.
        public let index: Int
        /// How many channels the input feature map has.
        public let inputChannels: Int
        /// How many channels the output feature map has.
        public let outputChannels: Int

        /// A convolution by its place and widths.
        public init(block: Int, index: Int, inputChannels: Int, outputChannels: Int) {
            self.block = block
            self.index = index
            self.inputChannels = inputChannels
            self.outputChannels = outputChannels
        }

        /// The field's name of the convolution, such as `conv4_2`.
        public var name: String { "conv\(block)_\(index)" }
    }

    /// How many convolutions each of the five blocks has.
    public var convolutionsPerBlock: [Int] {
        switch self {
        case .vgg16: [2, 2, 3, 3, 3]
        case .vgg19: [2, 2, 4, 4, 4]
        }
    }

    /// How many channels the feature maps of each block have.
    public var channelsPerBlock: [Int] { [64, 128, 256, 512, 512] }

    /// The convolutions from the image upwards.
    public var convolutions: [Convolution] {
        var inputChannels = 3
        var result: [Convolution] = []
        for (block, (count, channels)) in zip(convolutionsPerBlock, channelsPerBlock).enumerated() {
            for index in 1...count {
                result.append(
                    Convolution(
                        block: block + 1, index: index, inputChannels: inputChannels, outputChannels: channels))
                inputChannels = channels
            }
        }
        return result
    }
}
