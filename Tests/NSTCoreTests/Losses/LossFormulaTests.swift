import Glibc
import NSTOptions
import NSTPictures
import NSTVGG
import Testing
import TestSupport

@testable import NSTCore

@Suite("Loss formulas against PyTorch") struct LossFormulaTests {
    /// `Fixtures/formulas.json`.
    struct Cases: Decodable {
        let recipes: Fixture.Recipes
        let cases: [Case]

        private enum Key: String, CodingKey { case cases }

        init(from decoder: any Decoder) throws {
            recipes = try Fixture.Recipes(from: decoder)
            cases = try decoder.container(keyedBy: Key.self).decode([Case].self, forKey: .cases)
        }
    }

    struct Case: Decodable {
        let problem: Fixture.Problem
        let expected: Expected

        private enum Key: String, CodingKey { case expected }

        init(from decoder: any Decoder) throws {
            problem = try Fixture.Problem(from: decoder)
            expected = try decoder.container(keyedBy: Key.self).decode(Expected.self, forKey: .expected)
        }
    }

    struct Expected: Decodable {
        /// With their weights.
        struct Parts: Decodable {
            let content: Double
            let style: Double
            let variation: Double
        }
        let parts: Parts
        let total: Double
        let gradient: Fixture.FloatArray
    }

    @Test("Values and image gradients of the newer formulas are PyTorch's", arguments: 0..<6)
    func values(number: Int) throws {
        let file: Cases = try Fixture.read("formulas.json")
        #expect(file.cases.count == 6)
        let (problem, expected) = (file.cases[number].problem, file.cases[number].expected)
        let objective = try file.recipes.objective(problem)
        let image = try #require(file.recipes.pictures["image"]).image
        var gradient = [Float](repeating: .nan, count: image.values.count)
        let losses = objective.evaluate(image.values, gradient: &gradient)
        // As for the other formulas (`LossFixtureTests`); a logarithm's absolute error is its argument's relative one.
        let tolerance = LossFixtureTests.lossTolerance
        func check(_ actual: Double, _ wanted: Double, _ part: String) {
            let scale = problem.losses == .logarithmic ? max(1, abs(wanted)) : abs(wanted)
            #expect(abs(actual - wanted) <= tolerance * scale, "\(problem.testDescription): \(part)")
        }
        check(losses.content, expected.parts.content, "content")
        check(losses.style, expected.parts.style, "style")
        check(losses.totalVariation, expected.parts.variation, "total variation")
        check(losses.total, expected.total, "total")
        let cosine = Comparison.cosine(gradient, expected.gradient.values)
        #expect(cosine >= 1 - LossFixtureTests.cosineTolerance, "\(problem.testDescription)")
        #expect(
            Comparison.relativeError(gradient, expected.gradient.values) <= 5e-5, "\(problem.testDescription): gradient"
        )
    }
}

@Suite("What a weight means") struct LossScaleTests {
    static let content = PictureRecipe(seed: 60, height: 40, width: 44).image
    static let style = PictureRecipe(seed: 61, height: 38, width: 52).image
    static let image = PictureRecipe(seed: 62, height: 40, width: 44).image
    static let recipe = NetworkRecipe(seed: 63, counts: [2, 2], channels: [6, 8])

    /// The recipe's network with all features multiplied by a number: biases of the first convolution grow with it,
    /// the others' with the features that come in.
    static func network(scaledBy factor: Float) throws -> Network {
        let parts = recipe.make()
        let parameters = parts.enumerated().map { number, part in
            Network.Parameters(
                weight: number == 0 ? part.parameters.weight.map { $0 * factor } : part.parameters.weight,
                bias: part.parameters.bias.map { $0 * factor })
        }
        return try Network(
            convolutions: parts.map(\.convolution), parameters: parameters, inputConvention: .bgrMean)
    }

    static func losses(
        _ text: String, factor: Float = 1, content: RGBImage = content, style: RGBImage = style, of image: RGBImage
    ) throws -> LossValues {
        let settings = try OptionTable.parse("content-layers=relu2_1 style-layers=relu1_1,relu2_2 \(text)")
        let objective = try Objective(
            content: content, style: style, network: network(scaledBy: factor), settings: settings)
        var gradient = [Float](repeating: 0, count: image.values.count)
        return objective.evaluate(image.values, gradient: &gradient)
    }

    @Test("Normalised, the content's own picture has a style loss of one per unit of weight")
    func one() throws {
        let losses = try Self.losses(
            "losses=normalised content-weight=2 style-weight=3",
            style: RGBImage(height: 30, width: 30, filledWith: (0.9, 0.1, 0.1)), of: Self.content)
        #expect(abs(losses.style - 3) <= 1e-5)
        #expect(losses.content == 0)
    }

    @Test(
        "With coverage and regions, the loss falls along its gradient as fast as that says",
        arguments: [LossNormalisation.normalised, .logarithmic])
    func regions(losses: LossNormalisation) throws {
        var settings = try OptionTable.parse("content-layers=relu2_1 style-layers=relu1_1,relu2_2")
        settings.losses = losses
        let masks = try (64...65).map { seed in
            try #require(MaskRecipe(seed: seed, height: 40, width: 44, towards: seed == 64 ? .right : .down).mask)
        }
        let objective = try Objective(
            content: Content(Self.content, coverage: masks[0]),
            styles: [Style(Self.style, region: masks[1]), Style(Self.image)], network: Self.network(scaledBy: 1),
            settings: settings)
        func evaluate(_ values: [Float]) -> (loss: Double, gradient: [Float]) {
            var gradient = [Float](repeating: .nan, count: values.count)
            return (objective.evaluate(values, gradient: &gradient).total, gradient)
        }
        let start = Self.image.values
        let gradient = evaluate(start).gradient
        let length = gradient.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        let step = 0.02
        func moved(_ sign: Double) -> [Float] {
            zip(start, gradient).map { Float(Double($0) + sign * step * Double($1) / length) }
        }
        let slope = (evaluate(moved(1)).loss - evaluate(moved(-1)).loss) / (2 * step)
        // The step is long enough for `Float` and crosses a few kinks.
        #expect(abs(slope / length - 1) <= 0.02)
    }

    @Test("Normalised, a network with features of another size makes no difference", arguments: [0.01, 7] as [Float])
    func invariance(factor: Float) throws {
        let plain = try Self.losses("losses=normalised", of: Self.image)
        let scaled = try Self.losses("losses=normalised", factor: factor, of: Self.image)
        #expect(abs(scaled.style / plain.style - 1) <= 1e-4)
        #expect(abs(scaled.content / plain.content - 1) <= 1e-4)
        #expect(scaled.totalVariation == plain.totalVariation)
        // Which neural-style's aren't.
        let johnson =
            try Self.losses("losses=neural-style", factor: factor, of: Self.image).content
            / Self.losses("losses=neural-style", of: Self.image).content
        #expect(abs(johnson / Double(factor * factor) - 1) <= 1e-4)
    }

    @Test("Normalised, losses are means over the layers")
    func layers() throws {
        func style(_ layers: String) throws -> Double {
            let settings = try OptionTable.parse(
                "losses=normalised style-weight=1 content-layers=none style-layers=\(layers)")
            let objective = try Objective(
                content: Self.content, style: Self.style, network: Self.network(scaledBy: 1), settings: settings)
            var gradient = [Float](repeating: 0, count: Self.image.values.count)
            return objective.evaluate(Self.image.values, gradient: &gradient).style
        }
        let (first, second) = (try style("relu1_1"), try style("relu2_2"))
        #expect(abs(try style("relu1_1,relu2_2") - (first + second) / 2) <= 1e-5 * first)
    }

    @Test("A layer's weight multiplies its loss, in every formula", arguments: LossNormalisation.allCases)
    func weights(losses: LossNormalisation) throws {
        func values(style: String, content: String) throws -> LossValues {
            let settings = try OptionTable.parse(
                "losses=\(losses.rawValue) style-weight=1 content-weight=1 style-layers=\(style) content-layers=\(content)"
            )
            let objective = try Objective(
                content: Self.content, style: Self.style, network: Self.network(scaledBy: 1), settings: settings)
            var gradient = [Float](repeating: 0, count: Self.image.values.count)
            return objective.evaluate(Self.image.values, gradient: &gradient)
        }
        /// What the formula sums over layers.
        func sum(_ value: Double) -> Double { losses == .logarithmic ? exp(value) : value }
        let first = try values(style: "relu1_1,relu2_2:0", content: "relu2_1,relu2_2:0")
        let second = try values(style: "relu1_1:0,relu2_2", content: "relu2_1:0,relu2_2")
        let both = try values(style: "relu1_1:3,relu2_2:0.5", content: "relu2_1:3,relu2_2:0.5")
        for part in [\LossValues.content, \.style] where losses != .nearest || part == \.content {
            let expected = 3 * sum(first[keyPath: part]) + 0.5 * sum(second[keyPath: part])
            #expect(expected > 0)
            #expect(abs(sum(both[keyPath: part]) / expected - 1) <= 1e-5)
        }
        // Nearest features are compared for all layers together: a layer that counts nothing changes nothing.
        guard losses == .nearest else { return }
        let alone = try values(style: "relu1_1", content: "relu2_1")
        #expect(abs(alone.style / first.style - 1) <= 1e-4)
    }

    @Test("Normalised, a content that has the style already, or no structure at all, has finite losses")
    func degenerate() throws {
        let same = try Self.losses("losses=normalised", style: Self.content, of: Self.image)
        #expect(same.total.isFinite && same.total > 0)
        let plain = RGBImage(height: 40, width: 44, filledWith: (0.5, 0.5, 0.5))
        let flat = try Self.losses("losses=normalised", content: plain, of: Self.image)
        #expect(flat.total.isFinite && flat.content > 0)
    }

    @Test("PyTorch's tutorial means the same weights on networks with either input")
    func unit() {
        #expect(InputConvention.torchvision.featureUnit == 1)
        #expect(abs(InputConvention.keras.featureUnit - 57.63) <= 0.01)
    }

    @Test("Logarithms make each part's pull independent of its size")
    func logarithm() throws {
        let text = "losses=logarithmic content-weight=1.5 style-weight=10"
        let plain = try Self.losses(text, of: Self.image)
        let scaled = try Self.losses(text, factor: 10, of: Self.image)
        // Content losses grow by 100, style losses by 10000.
        #expect(abs(scaled.content - plain.content - 1.5 * 4.605170) <= 1e-3)
        #expect(abs(scaled.style - plain.style - 10 * 9.210340) <= 1e-2)
    }
}
