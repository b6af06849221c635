import NSTPictures
import NSTVGG
import TestSupport

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

extension InputConvention {
    /// Caffe's and Keras' VGG.
    static let bgrMean = InputConvention(
        channelOrder: .bgr, scale: 255, mean: [103.939, 116.779, 123.68], standardDeviation: [1, 1, 1])
    /// Torchvision's VGG.
    static let rgbMeanDeviation = InputConvention(
        channelOrder: .rgb, scale: 1, mean: [0.485, 0.456, 0.406], standardDeviation: [0.229, 0.224, 0.225])
}
