import NSTOptions
import NSTPictures
import NSTVGG
import Testing
import TestSupport

@testable import NSTCore

@Suite("Feature maps") struct FeaturePassTests {
    /// `Fixtures/features.json`.
    struct Features: Decodable {
        struct Case: Decodable, CustomTestStringConvertible {
            let network: String
            let convention: String
            let pooling: PoolingKind
            /// `convX_Y` and `poolX`.
            let maps: [String: Fixture.FloatArray]
            var testDescription: String { "\(network), \(convention), \(pooling.rawValue) pooling" }
        }

        struct Probe: Decodable {
            let splitMix64Seed42: [String]
            let image: [UInt8]
            let threeBlocksConv1_1: Fixture.FloatArray
            let threeBlocksConv3_3Bias: Fixture.FloatArray
        }

        let networks: [String: NetworkRecipe]
        let pictures: [String: PictureRecipe]
        let cases: [Case]
        let probe: Probe
    }

    static func features() throws -> Features { try Fixture.read("features.json") }

    @Test("Weights and pictures made here from a seed are bit for bit those that PyTorch was given")
    func recipes() throws {
        let features = try Self.features()
        var random = SplitMix64(seed: 42)
        #expect(features.probe.splitMix64Seed42 == (0..<4).map { _ in String(random.next()) })
        let picture = try #require(features.pictures["image"])
        let bytes = picture.bytes
        let corner = [0, 1, picture.width, picture.width + 1].flatMap { bytes[(3 * $0)..<(3 * $0 + 3)] }
        #expect(features.probe.image == corner)
        let parts = try #require(features.networks["three blocks"]).make()
        #expect(features.probe.threeBlocksConv1_1.values == Array(parts[0].parameters.weight.prefix(8)))
        #expect(features.probe.threeBlocksConv3_3Bias.values == parts.last?.parameters.bias)
    }

    @Test("Every layer of small seeded networks has PyTorch's feature map", arguments: 0..<4)
    func fixtures(number: Int) throws {
        let features = try Self.features()
        let entry = features.cases[number]
        let recipe = try #require(features.networks[entry.network])
        let image = try #require(features.pictures["image"]).image
        let network = try recipe.network(Fixture.convention(entry.convention))
        var names: [(layer: LayerName, fixture: String)] = []
        for name in entry.maps.keys {
            let layer = try #require(LayerName(name))
            names.append((layer, name))
            if layer.kind == .conv { names.append((LayerName(.relu, layer.block, layer.index), name)) }
        }
        let pass = try FeaturePass(
            network: network, layers: names.map(\.layer), pooling: entry.pooling, height: image.height,
            width: image.width)
        pass.forward(image.values)
        for (layer, fixture) in names {
            let map = try #require(pass.featureMap(layer))
            let stored = try #require(entry.maps[fixture])
            #expect([map.channels, map.height, map.width] == stored.shape, "\(layer)")
            let expected = layer.kind == .relu ? stored.channelsLast.map { max(0, $0) } : stored.channelsLast
            // 13 convolutions of up to 72 products in `Float`, each rounding to 6e-8: below 5e-6 of the greatest value.
            #expect(Comparison.relativeError(map.array, expected) <= 5e-6, "\(entry.testDescription): \(layer)")
        }
        #expect(names.count == 2 * recipe.counts.reduce(0, +) + recipe.counts.count)
    }

    @Test("A layer's map is the same whether it is asked for alone or with all others", arguments: PoolingKind.allCases)
    func alone(pooling: PoolingKind) throws {
        let recipe = NetworkRecipe(seed: 5, counts: [2, 1], channels: [4, 5])
        let network = try recipe.network(.bgrMean)
        let image = PictureRecipe(seed: 6, height: 9, width: 7).image
        let names = ["conv1_1", "relu1_1", "conv1_2", "relu1_2", "pool1", "conv2_1", "relu2_1", "pool2"]
        let layers = names.compactMap { LayerName($0) }
        let together = try FeaturePass(
            network: network, layers: layers, pooling: pooling, height: 9, width: 7)
        together.forward(image.values)
        for layer in layers {
            let pass = try FeaturePass(network: network, layers: [layer], pooling: pooling, height: 9, width: 7)
            pass.forward(image.values)
            #expect(pass.featureMap(layer)?.array == together.featureMap(layer)?.array, "\(layer)")
            for other in layers where other != layer { #expect(pass.featureMap(other) == nil) }
        }
    }

    @Test("A pass that is run a second time knows nothing of the first")
    func reuse() throws {
        let recipe = NetworkRecipe(seed: 5, counts: [2, 1], channels: [4, 5])
        let (first, second) = (
            PictureRecipe(seed: 6, height: 9, width: 7).image, PictureRecipe(seed: 7, height: 9, width: 7).image
        )
        let layers = ["conv1_2", "relu2_1"].compactMap { LayerName($0) }
        func run(_ images: [RGBImage]) throws -> (features: [Float], gradient: [Float]) {
            let pass = try FeaturePass(
                network: recipe.network(.rgbMeanDeviation), layers: layers, pooling: .max, height: 9, width: 7)
            var gradient = [Float](repeating: .nan, count: first.values.count)
            var features: [Float] = []
            for image in images {
                pass.forward(image.values)
                features = try #require(pass.featureMap(layers[1])).array
                pass.backward(imageGradient: &gradient) { _, features, target, accumulate in
                    for index in 0..<features.count {
                        target.values[index] = (accumulate ? target.values[index] : 0) + features.values[index]
                    }
                }
            }
            return (features, gradient)
        }
        let (once, twice) = (try run([second]), try run([first, second]))
        #expect(once.features == twice.features)
        #expect(once.gradient == twice.gradient)
    }

    @Test("A layer that the network doesn't have and a picture too small for a layer are told apart")
    func errors() throws {
        let network = try NetworkRecipe(seed: 5, counts: [2, 1], channels: [4, 5]).network(.bgrMean)
        let missing = LayerName(.relu, 3, 1)
        #expect(throws: NetworkError.unknownLayer(missing)) {
            _ = try FeaturePass(network: network, layers: [missing], pooling: .max, height: 9, width: 7)
        }
        #expect(throws: NetworkError.self) {
            _ = try FeaturePass(
                network: network, layers: [LayerName(.relu, 2, 1)], pooling: .max, height: 1, width: 7)
        }
        // Enough for the layer before the pooling.
        _ = try FeaturePass(network: network, layers: [LayerName(.relu, 1, 2)], pooling: .max, height: 1, width: 1)
    }

    @Test("Weights that don't fit their convolution are refused, with its name")
    func shapeMismatch() {
        var parts = NetworkRecipe(seed: 5, counts: [2, 1], channels: [4, 5]).make()
        parts[1].parameters.weight.removeLast()
        #expect(throws: NetworkError.shapeMismatch(layer: "conv1_2")) {
            _ = try Network(
                convolutions: parts.map(\.convolution), parameters: parts.map(\.parameters), inputConvention: .bgrMean)
        }
        parts = NetworkRecipe(seed: 5, counts: [2, 1], channels: [4, 5]).make()
        parts[2].parameters.bias.append(0)
        #expect(throws: NetworkError.shapeMismatch(layer: "conv2_1")) {
            _ = try Network(
                convolutions: parts.map(\.convolution), parameters: parts.map(\.parameters), inputConvention: .bgrMean)
        }
    }

    @Test("The input convention orders, scales and shifts the channels, and its gradient undoes the first two")
    func inputConvention() {
        let convention = InputConvention(
            channelOrder: .bgr, scale: 255, mean: [1, 2, 3], standardDeviation: [1, 2, 4])
        var input = [Float](repeating: .nan, count: 3)
        convention.encode([1, 0.5, 0], pixels: 1, into: &input)
        // Blue, green, red: (0 − 1) / 1, (127.5 − 2) / 2, (255 − 3) / 4.
        #expect(Comparison.relativeError(input, [-1, 62.75, 63]) <= 1e-6)
        var gradient = [Float](repeating: .nan, count: 3)
        convention.decodeGradient([10, 20, 40], pixels: 1, into: &gradient)
        #expect(Comparison.relativeError(gradient, [2550, 2550, 2550]) <= 1e-6)
    }
}
