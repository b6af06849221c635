import ArgumentParser
import NSTPictures
import NSTVGG

/// `neural-style-bench make-weights`: a network is as fast with random weights as with its own.
struct MakeWeights: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Write a weights file with random values.")

    @Option(help: "The network.")
    var network = Architecture.vgg19

    @Option(help: "The number that the random values are made from.")
    var seed: UInt64 = 1

    @Argument(help: "The file.")
    var file: String

    func run() throws {
        try WeightFile.write(Self.contents(network, seed: seed), to: file)
    }

    /// Uniform weights whose variance keeps the activations' size through ReLUs (He et al. 2015, eq. 10), small biases.
    static func contents(_ network: Architecture, seed: UInt64) -> WeightContents {
        var random = SplitMix64(seed: seed)
        var tensors: [String: [Float]] = [:]
        for convolution in network.convolutions {
            let bound = (6 / Float(9 * convolution.inputChannels)).squareRoot()
            tensors[convolution.weight.name] = (0..<convolution.weight.count).map { _ in
                (2 * random.unit() - 1) * bound
            }
            tensors[convolution.bias.name] = (0..<convolution.bias.count).map { _ in 0.1 * (random.unit() - 0.5) }
        }
        return WeightContents(
            architecture: network, inputConvention: .keras, origin: "random numbers from seed \(seed)",
            licence: "none: not a work", tensors: tensors)
    }
}
