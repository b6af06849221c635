import NSTOptions
import NSTPictures
import NSTVGG
import Testing
import TestSupport

@testable import NSTCore

@Suite("Pixels, styles and regions") struct GuidanceTests {
    static let recipe = NetworkRecipe(seed: 31, counts: [2, 2], channels: [3, 4])
    static let content = PictureRecipe(seed: 32, height: 9, width: 11).image
    static let style = PictureRecipe(seed: 33, height: 10, width: 7).image
    static let other = PictureRecipe(seed: 35, height: 8, width: 8).image
    static let image = PictureRecipe(seed: 34, height: 9, width: 11).image

    static func mask(_ towards: MaskRecipe.Direction, _ image: RGBImage = content) throws -> Mask {
        try #require(MaskRecipe(seed: 36, height: image.height, width: image.width, towards: towards).mask)
    }

    static func settings(_ losses: LossNormalisation = .neuralStyle) -> Settings {
        var settings = Settings()
        settings.losses = .neuralStyle
        settings.losses = losses
        settings.contentLayers = [LayerName(.relu, 2, 1), LayerName(.conv, 1, 2)]
        settings.styleLayers = [LayerName(.relu, 1, 1), LayerName(.relu, 2, 1), LayerName(.pool, 1)]
        settings.contentWeight = 2
        settings.styleWeight = 300
        settings.totalVariationWeight = 0.001
        return settings
    }

    static func evaluate(
        _ content: Content, _ styles: [Style], _ settings: Settings = settings(), image: RGBImage = image,
        network: Network? = nil
    ) throws -> (losses: LossValues, gradient: [Float]) {
        let objective = try Objective(
            content: content, styles: styles, network: network ?? recipe.network(.rgbMeanDeviation),
            settings: settings)
        var gradient = [Float](repeating: .nan, count: image.values.count)
        return (objective.evaluate(image.values, gradient: &gradient), gradient)
    }

    @Test(
        "The gradient is that of the loss in double precision",
        arguments: [LossNormalisation.neuralStyle, .gatys, .pytorchTutorial])
    func gradient(losses: LossNormalisation) throws {
        let cases = [
            (Content(Self.content, coverage: try Self.mask(.right)), [Style(Self.style)]),
            (Content(Self.content), [Style(Self.style, coverage: try Self.mask(.down, Self.style))]),
            (Content(Self.content), [Style(Self.style, region: try Self.mask(.right)), Style(Self.other)]),
            (
                Content(Self.content, coverage: try Self.mask(.down)),
                [Style(Self.style, region: try Self.mask(.right)), Style(Self.other, region: try Self.mask(.down))]
            ),
        ]
        for (content, styles) in cases {
            let settings = Self.settings(losses)
            let outcome = try Self.evaluate(content, styles, settings)
            let oracle = Oracle.GuidedObjective(
                recipe: Self.recipe, convention: .rgbMeanDeviation, settings: settings, content: content,
                styles: styles)
            let image = Oracle.Map(Self.image)
            let total = oracle.total(image)
            // As in `LossGradientTests`.
            #expect(abs(outcome.losses.total - total) <= 1e-5 * total)
            let expected = Oracle.gradient(at: image, step: 1e-6) { oracle.total($0) }
            #expect(Comparison.relativeError(outcome.gradient, expected) <= 5e-5)
        }
    }

    @Test("Masks that change nothing change no bit of losses and gradient")
    func full() throws {
        func ones(_ image: RGBImage) throws -> Mask {
            try #require(
                Mask(height: 3, width: 5, values: [Float](repeating: 1, count: 15))
            ).resampled(height: image.height, width: image.width)
        }
        let plain = try Self.evaluate(Content(Self.content), [Style(Self.style)])
        let masked = try Self.evaluate(
            Content(Self.content, coverage: ones(Self.content)),
            [Style(Self.style, coverage: ones(Self.style), weight: 0.3, region: ones(Self.content))])
        #expect(masked.losses == plain.losses)
        #expect(masked.gradient == plain.gradient)
        // A style whose region is nowhere isn't even looked at.
        let nowhere = try #require(Mask(height: 1, width: 1, values: [0]))
        let more = try Self.evaluate(
            Content(Self.content), [Style(Self.style), Style(Self.other, region: nowhere)])
        #expect(more.losses == plain.losses)
        #expect(more.gradient == plain.gradient)
    }

    @Test("What lies under pixels that don't count is of no consequence, but for neighbours that the network sees")
    func uncovered() throws {
        // The right half doesn't count. Four convolutions and a pooling see at most seven pixels beside their own.
        let (height, width) = (16, 40)
        let values = (0..<(height * width)).map { Float($0 % width < 20 ? 1 : 0) }
        let mask = try #require(Mask(height: height, width: width, values: values))
        func picture(_ seed: UInt64, _ right: UInt64) -> RGBImage {
            var picture = PictureRecipe(seed: seed, height: height, width: width).image
            let other = PictureRecipe(seed: right, height: height, width: width).image
            for index in picture.values.indices where index / 3 % width >= 28 {
                picture.values[index] = other.values[index]
            }
            return picture
        }
        func evaluate(_ right: UInt64) throws -> (losses: LossValues, gradient: [Float]) {
            try Self.evaluate(
                Content(picture(51, right), coverage: mask), [Style(picture(52, right), coverage: mask)],
                image: picture(53, right))
        }
        let (one, two) = (try evaluate(61), try evaluate(62))
        #expect(one.losses == two.losses)
        #expect(one.gradient == two.gradient)
        #expect(one.losses.content > 0 && one.losses.style > 0 && one.losses.totalVariation > 0)
        for (index, value) in one.gradient.enumerated() where index / 3 % width >= 28 { #expect(value == 0) }
        #expect(one.gradient.contains { $0 != 0 })
    }

    @Test("Halves of a picture, each with a style of its own, feel what they would feel without the other")
    func halves() throws {
        let (height, width) = (8, 64)
        let half = try #require(
            Mask(
                height: height, width: width,
                values: (0..<(height * width)).map { Float($0 % width < 32 ? 1 : 0) }))
        let rest = try #require(Mask(height: height, width: width, values: half.values.map { 1 - $0 }))
        let image = PictureRecipe(seed: 54, height: height, width: width).image
        func evaluate(_ content: Content, _ styles: [Style]) throws -> [Float] {
            var settings = Self.settings()
            settings.contentLayers = []
            settings.totalVariationWeight = 0
            return try Self.evaluate(content, styles, settings, image: image).gradient
        }
        let both = try evaluate(Content(image), [Style(Self.style, region: half), Style(Self.other)])
        let left = try evaluate(Content(image, coverage: half), [Style(Self.style)])
        let right = try evaluate(Content(image, coverage: rest), [Style(Self.other)])
        // Each half is half of the picture. Their Gram matrices are summed in another order.
        let expected = zip(left, right).map { ($0 + $1) / 2 }
        #expect(Comparison.relativeError(both, expected) <= 1e-5)
    }

    @Test("Blended styles have the mean of their Gram matrices, by weight")
    func blend() throws {
        var settings = Self.settings()
        settings.contentLayers = []
        settings.totalVariationWeight = 0
        func loss(_ styles: [Style]) throws -> Double {
            try Self.evaluate(Content(Self.content), styles, settings).losses.style
        }
        let one = try loss([Style(Self.style)])
        #expect(try abs(loss([Style(Self.style, weight: 2), Style(Self.style, weight: 5)]) - one) <= 1e-6 * one)
        #expect(try abs(loss([Style(Self.style, weight: 1e9), Style(Self.other)]) - one) <= 1e-6 * one)
        #expect(try loss([Style(Self.style), Style(Self.other)]) != one)
    }

    @Test("Masks without a pixel, or with values that aren't numbers, do no harm")
    func strange() throws {
        let empty = try #require(Mask(height: 0, width: 0, values: []))
        let strange = try #require(Mask(height: 1, width: 2, values: [.nan, .infinity]))
        for mask in [empty, strange] {
            let outcome = try Self.evaluate(
                Content(Self.content, coverage: mask),
                [Style(Self.style, coverage: mask), Style(Self.other, region: mask)])
            #expect(outcome.losses.total.isFinite)
            #expect(outcome.gradient.allSatisfy { $0.isFinite })
        }
    }
}
