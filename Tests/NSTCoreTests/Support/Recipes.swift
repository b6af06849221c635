@testable import NSTCore

/// How a small network or a picture is made from a seed, as `Fixtures/reference.py` makes them.
struct NetworkRecipe: Decodable, Sendable {
    let seed: UInt64
    /// Convolutions per block.
    let counts: [Int]
    /// Channels per block.
    let channels: [Int]

    /// Weights uniform in ±√(6 / (9·inputs)), biases in ±0.1; formed in `Double` and rounded once.
    func make() -> [(convolution: Architecture.Convolution, parameters: Network.Parameters)] {
        var random = SplitMix64(seed: seed)
        var inputs = 3
        var result: [(convolution: Architecture.Convolution, parameters: Network.Parameters)] = []
        for (block, (count, outputs)) in zip(counts, channels).enumerated() {
            for index in 1...count {
                let bound = (6.0 / (9.0 * Double(inputs))).squareRoot()
                let weight = (0..<(outputs * inputs * 9)).map { _ in Float(random.signedUnit() * bound) }
                let bias = (0..<outputs).map { _ in Float(random.signedUnit() * 0.1) }
                result.append(
                    (
                        Architecture.Convolution(
                            block: block + 1, index: index, inputChannels: inputs, outputChannels: outputs),
                        Network.Parameters(weight: weight, bias: bias)
                    ))
                inputs = outputs
            }
        }
        return result
    }

    func network(_ convention: InputConvention) throws -> Network {
        let parts = make()
        return try Network(
            convolutions: parts.map(\.convolution), parameters: parts.map(\.parameters), inputConvention: convention)
    }
}

/// An 8-bit picture: three parts of a ramp per channel and one part noise.
struct PictureRecipe: Decodable, Sendable {
    let seed: UInt64
    let height: Int
    let width: Int

    var bytes: [UInt8] {
        var random = SplitMix64(seed: seed)
        var result: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                let right = 255 * x / max(1, width - 1)
                let down = 255 * y / max(1, height - 1)
                for ramp in [right, down, 255 - (right + down) / 2] {
                    result.append(UInt8((3 * ramp + Int(random.next() >> 56)) / 4))
                }
            }
        }
        return result
    }

    var image: RGBImage { RGBImage(height: height, width: width, bytes: bytes) }
}

/// An 8-bit mask: about a third zero, then a noisy slope, then a third 255.
struct MaskRecipe: Decodable, Sendable {
    enum Direction: String, Decodable { case right, down }

    let seed: UInt64
    let height: Int
    let width: Int
    let towards: Direction

    /// The mask; `nil` for a size that is none.
    var mask: Mask? {
        var random = SplitMix64(seed: seed)
        var values: [Float] = []
        for y in 0..<height {
            for x in 0..<width {
                let ramp = towards == .right ? 255 * x / max(1, width - 1) : 255 * y / max(1, height - 1)
                values.append(Float(Double(min(255, max(0, 3 * ramp - 255 + Int(random.next() >> 57)))) / 255))
            }
        }
        return Mask(height: height, width: width, values: values)
    }
}

extension RGBImage {
    /// A picture from 8-bit values, divided in `Double` and rounded once as the fixtures' generator does.
    init(height: Int, width: Int, bytes: [UInt8]) {
        self.init(height: height, width: width)
        values = bytes.map { Float(Double($0) / 255) }
    }
}

extension InputConvention {
    /// Caffe's and Keras' VGG.
    static let bgrMean = InputConvention(
        channelOrder: .bgr, scale: 255, mean: [103.939, 116.779, 123.68], standardDeviation: [1, 1, 1])
    /// Torchvision's VGG.
    static let rgbMeanDeviation = InputConvention(
        channelOrder: .rgb, scale: 1, mean: [0.485, 0.456, 0.406], standardDeviation: [0.229, 0.224, 0.225])
}
