import NSTOptions
import NSTPictures
import NSTVGG
import Testing
import TestSupport

@testable import NSTCore

@Suite("Losses by finite differences") struct LossGradientTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var losses: LossNormalisation
        var pooling: PoolingKind
        var content: [String]
        var style: [String]
        var variation: Double
        var smoothness = 0.0
        var testDescription: String {
            let layers = "content \(content.joined(separator: " ")), style \(style.joined(separator: " "))"
            let smooth = "total variation \(variation), smoothness \(smoothness)"
            return "\(losses.rawValue), \(pooling.rawValue) pooling, \(layers), \(smooth)"
        }
    }

    /// Layers of every kind, alone and together, for all normalisations and both kinds of pooling.
    static let cases: [Case] = {
        let choices: [(content: [String], style: [String], variation: Double)] = [
            (["conv1_2"], [], 0), (["relu2_1"], [], 0), (["pool1"], [], 0), ([], ["conv1_1"], 0),
            ([], ["relu2_2"], 0), ([], ["pool1", "pool2"], 0), ([], [], 0.01),
            (["relu2_1", "conv2_2"], ["relu1_1", "relu2_1"], 0.001),
        ]
        var result: [Case] = []
        // The losses of nearest features have tests of their own.
        for losses in LossNormalisation.allCases where losses != .nearest {
            for pooling in PoolingKind.allCases {
                for (content, style, variation) in choices {
                    result.append(
                        Case(losses: losses, pooling: pooling, content: content, style: style, variation: variation))
                }
                result.append(
                    Case(
                        losses: losses, pooling: pooling, content: ["relu2_1"], style: ["relu1_1"], variation: 0.001,
                        smoothness: 80))
            }
        }
        return result
    }()

    static let recipe = NetworkRecipe(seed: 31, counts: [2, 2], channels: [3, 4])
    static let content = PictureRecipe(seed: 32, height: 5, width: 7).image
    static let style = PictureRecipe(seed: 33, height: 6, width: 4).image
    static let image = PictureRecipe(seed: 34, height: 5, width: 7).image

    static func map(_ image: RGBImage) -> Oracle.Map {
        Oracle.Map(height: image.height, width: image.width, channels: 3, image.values)
    }

    @Test("The gradient is that of the loss in double precision", arguments: cases)
    func gradient(entry: Case) throws {
        var settings = Settings()
        settings.losses = .neuralStyle
        settings.losses = entry.losses
        settings.pooling = entry.pooling
        settings.contentLayers = WeightedLayers(entry.content.compactMap { LayerName($0) })
        settings.styleLayers = WeightedLayers(entry.style.compactMap { LayerName($0) })
        settings.contentWeight = 2
        settings.styleWeight = 3
        settings.totalVariationWeight = entry.variation
        settings.smoothness = entry.smoothness
        let objective = try Objective(
            content: Self.content, style: Self.style, network: Self.recipe.network(.rgbMeanDeviation),
            settings: settings)
        var gradient = [Float](repeating: .nan, count: Self.image.values.count)
        let losses = objective.evaluate(Self.image.values, gradient: &gradient)

        let oracle = Oracle.Objective(
            recipe: Self.recipe, convention: .rgbMeanDeviation, settings: settings, content: Self.map(Self.content),
            style: Self.map(Self.style))
        let total = oracle.total(Self.map(Self.image))
        #expect(total.isFinite && total != 0)
        // `Float` against `Double`, with differences of Gram matrices that lose about a digit.
        #expect(abs(losses.total - total) <= 1e-5 * abs(total))
        // A step of 1e-6 hardly ever crosses a ReLU's or a maximum's kink; rounding over the step is 1e-10.
        let expected = Oracle.gradient(at: Self.map(Self.image), step: 1e-6) { oracle.total($0) }
        #expect(Comparison.relativeError(gradient, expected) <= 5e-5)
    }

    @Test("The content's own picture has no content loss and the style's own no style loss")
    func minima() throws {
        var settings = Settings()
        settings.losses = .neuralStyle
        settings.contentLayers = [LayerName(.relu, 2, 1)]
        settings.styleLayers = [LayerName(.relu, 1, 1), LayerName(.relu, 2, 2)]
        settings.totalVariationWeight = 0
        let objective = try Objective(
            content: Self.content, style: Self.content, network: Self.recipe.network(.bgrMean), settings: settings)
        var gradient = [Float](repeating: .nan, count: Self.content.values.count)
        let losses = objective.evaluate(Self.content.values, gradient: &gradient)
        #expect([losses.content, losses.style, losses.totalVariation, losses.colour] == [0, 0, 0, 0])
        #expect(gradient.allSatisfy { $0 == 0 })
    }

    @Test("Losses grow in proportion to their weights, and strength multiplies the style's by ten per 25")
    func weights() throws {
        func losses(_ change: (inout Settings) -> Void) throws -> LossValues {
            var settings = Settings()
            settings.losses = .neuralStyle
            settings.contentLayers = [LayerName(.relu, 2, 1)]
            settings.styleLayers = [LayerName(.relu, 1, 1)]
            settings.totalVariationWeight = 1e-3
            change(&settings)
            let objective = try Objective(
                content: Self.content, style: Self.style, network: Self.recipe.network(.bgrMean), settings: settings)
            var gradient = [Float](repeating: 0, count: Self.image.values.count)
            return objective.evaluate(Self.image.values, gradient: &gradient)
        }
        func close(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-12 * abs(b) }
        let plain = try losses { _ in }
        #expect(try close(losses { $0.contentWeight = 15 }.content, 3 * plain.content))
        #expect(try close(losses { $0.styleWeight = 50 }.style, plain.style / 2))
        #expect(try close(losses { $0.totalVariationWeight *= 7 }.totalVariation, 7 * plain.totalVariation))
        let strong = try losses { $0.strength = 75 }
        #expect(close(strong.style, 10 * plain.style))
        #expect(strong.content == plain.content)
        #expect(try losses { $0.totalVariationWeight = 0 }.totalVariation == 0)
        #expect(try losses { $0.contentWeight = 0 }.content == 0)
        #expect(try losses { $0.styleWeight = 0 }.style == 0)
    }

    @Test("A part whose weight is zero needs no layer to exist")
    func unusedLayers() throws {
        var settings = Settings()
        settings.losses = .neuralStyle
        settings.contentLayers = [LayerName(.relu, 5, 3)]
        settings.styleLayers = [LayerName(.relu, 1, 1)]
        let network = try Self.recipe.network(.bgrMean)
        #expect(throws: NetworkError.unknownLayer(LayerName(.relu, 5, 3))) {
            _ = try Objective(content: Self.content, style: Self.style, network: network, settings: settings)
        }
        settings.contentWeight = 0
        _ = try Objective(content: Self.content, style: Self.style, network: network, settings: settings)
    }
}
