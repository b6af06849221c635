import NSTKernels
import NSTOptions
import NSTPictures
import NSTVGG
import Testing
import TestSupport

@testable import NSTCore

/// The losses of nearest features against PyTorch's, on small seeded networks (`Fixtures/nearest.py`).
@Suite("The losses of nearest features") struct NearestFixtureTests {
    struct File: Decodable {
        struct Loss: Decodable {
            let value: Double
            let gradient: Fixture.FloatArray
        }

        let network: NetworkRecipe
        let pictures: [String: PictureRecipe]
        let losses: [String: Loss]
    }

    static let layers = [
        "relu1_1", "relu1_2", "relu2_1", "relu2_2", "relu3_1", "relu3_2", "relu3_3", "relu4_1",
        "relu4_2", "relu4_3",
    ].compactMap { LayerName($0) }

    /// Settings with which one of the losses is left.
    static func settings(_ name: String) -> Settings {
        var settings = Settings()
        settings.losses = .nearest
        settings.styleLayers = WeightedLayers(layers)
        settings.contentLayers = [LayerName(.relu, 3, 1), LayerName(.relu, 4, 1)]
        settings.contentWeight = name == "structure" ? 1 : 0
        settings.styleWeight = name == "structure" ? 0 : 1
        settings.colourWeight = name == "colour" ? 1 : 0
        settings.variety = 0
        settings.smoothness = 0
        return settings
    }

    /// How far values and gradients may be from PyTorch's: the styles' features are rounded to eight bits, and colours lie in
    /// bins.
    static let tolerances: [String: (value: Double, gradient: Double)] = [
        "nearest": (value: 1e-3, gradient: 2e-2), "structure": (1e-4, 5e-3), "stroke": (1e-4, 1e-3),
        "colour": (1e-2, 1e-2),
    ]

    @Test("Values and gradients are those of PyTorch", arguments: ["nearest", "structure", "stroke", "colour"])
    func pyTorch(name: String) throws {
        let file: File = try Fixture.read("nearest.json")
        let expected = try #require(file.losses[name])
        let tolerance = try #require(Self.tolerances[name])
        func picture(_ name: String) throws -> RGBImage { try #require(file.pictures[name]).image }
        let size = name == "stroke" ? "long " : ""
        let image = try picture(size + "image")
        var style = try picture("style")
        // Darker: the pictures have nearly the same colours.
        if name == "colour" { for index in style.values.indices { style.values[index] *= style.values[index] } }
        func outcome(_ settings: Settings) throws -> (LossValues, [Float]) {
            let objective = try Objective(
                content: Content(picture(name == "stroke" ? "long guide" : "content")), styles: [Style(style)],
                network: file.network.network(.rgbMeanDeviation), settings: settings, guide: picture(size + "guide"),
                stage: name == "stroke" ? .finishing : .painting)
            var gradient = [Float](repeating: .nan, count: image.values.count)
            return (objective.evaluate(image.values, gradient: &gradient), gradient)
        }
        var (losses, gradient) = try outcome(Self.settings(name))
        if name == "colour" {
            // The style's other loss can't be switched off without it.
            let (others, rest) = try outcome(Self.settings("nearest"))
            losses.style -= others.style
            for index in gradient.indices { gradient[index] -= rest[index] }
        }
        #expect(abs(losses.total - expected.value) <= tolerance.value * expected.value)
        let wanted = expected.gradient.values
        // Root mean squares: in the tails of the colours single pixels differ more.
        let error =
            (VectorMath.squaredDistance(gradient, wanted, count: wanted.count)
            / VectorMath.squaredDistance(
                wanted, [Float](repeating: 0, count: wanted.count), count: wanted.count)).squareRoot()
        #expect(error <= tolerance.gradient, "\(error)")
    }

    static let content = PictureRecipe(seed: 32, height: 37, width: 132).image
    static let style = PictureRecipe(seed: 33, height: 45, width: 33).image
    static let image = PictureRecipe(seed: 34, height: 37, width: 132).image

    /// Everything at once, with masks and two styles.
    static func objective(
        _ stage: Stage, tiles: (rows: Int, columns: Int)? = nil, threads: Int = 2, variety: Double = 0.05,
        optimiser: OptimiserKind? = nil
    ) throws -> (Objective, Tiling?) {
        var settings = settings("colour")
        settings.contentWeight = 0.5
        settings.variety = variety
        settings.optimiser = optimiser
        let network = try NetworkRecipe(seed: 5, counts: [2, 2, 3, 3], channels: [3, 4, 5, 6]).network(
            .rgbMeanDeviation)
        let backend = Backend(Backend.Configuration(threads: threads))
        let content = Content(
            Self.content, coverage: try ObjectiveTilesTests.disc(37, 132, y: 0.5, x: 0.5, radius: 0.7))
        let styles = [
            Style(style, coverage: try ObjectiveTilesTests.disc(45, 33, y: 0.4, x: 0.5, radius: 0.6)),
            Style(
                PictureRecipe(seed: 36, height: 40, width: 44).image,
                region: try ObjectiveTilesTests.disc(37, 132, y: 0.2, x: 0.8, radius: 0.5)),
        ]
        let plan = tiles.map { tiles in
            TilePlan(
                sizes: LossSizes(
                    content: content.image.extent, styles: styles.map(\.image.extent),
                    convolutions: network.layers.map(\.convolution), backend: backend.configuration),
                designs: LossDesigns(settings, stage: stage, hasStyle: true), pooling: settings.pooling,
                rows: tiles.rows, columns: tiles.columns)
        }
        let objective = try Objective(
            content: content, styles: styles, network: network, settings: settings,
            guide: PictureRecipe(seed: 35, height: 37, width: 132).image, stage: stage, tiles: plan, backend: backend)
        return (objective, plan?.gradient)
    }

    @Test("All together fall along their gradient as it says", arguments: [Stage.painting, .finishing])
    func differences(stage: Stage) throws {
        // With targets that stay for some evaluations.
        let (objective, _) = try Self.objective(stage, optimiser: .lbfgs)
        var gradient = [Float](repeating: .nan, count: Self.image.values.count)
        var spare = gradient
        _ = objective.evaluate(Self.image.values, gradient: &gradient)
        let length = gradient.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        func loss(_ step: Double) -> Double {
            let moved = zip(Self.image.values, gradient).map { $0 + Float(step / length) * $1 }
            return objective.evaluate(moved, gradient: &spare).total
        }
        // Where colours lie beyond the styles', the loss bends much.
        let step = 0.003
        let difference = (loss(step) - loss(-step)) / (2 * step)
        #expect(abs(difference - length) <= 0.02 * length, "\(difference) and \(length)")
    }

    @Test("They are the same in tiles as on the whole picture", arguments: [Stage.painting, .finishing])
    func tiles(stage: Stage) throws {
        let (whole, _) = try Self.objective(stage)
        let expected = ObjectiveTilesTests.Outcome(whole, Self.image)
        #expect(expected.losses.style > 0 && expected.losses.content > 0 && expected.losses.colour > 0)
        for tiles in [(1, 2), (2, 2), (2, 3)] {
            let (tiled, tiling) = try Self.objective(stage, tiles: tiles)
            let actual = ObjectiveTilesTests.Outcome(tiled, Self.image)
            #expect(abs(actual.losses.style - expected.losses.style) <= 1e-4 * expected.losses.style)
            #expect(abs(actual.losses.content - expected.losses.content) <= 1e-4 * expected.losses.content)
            #expect(actual.losses.colour == expected.losses.colour)
            let difference = GradientDifference(
                actual.gradient, expected.gradient, tiling: tiling ?? Tiling(picture: Self.image.extent))
            #expect(difference.relative <= 1e-3, "\(tiles): \(difference)")
        }
    }

    @Test("They don't depend on the number of threads", arguments: [Stage.painting, .finishing])
    func threads(stage: Stage) throws {
        let expected = ObjectiveTilesTests.Outcome(try Self.objective(stage, threads: 1).0, Self.image)
        for threads in [2, 3] {
            #expect(ObjectiveTilesTests.Outcome(try Self.objective(stage, threads: threads).0, Self.image) == expected)
        }
    }

    @Test(
        "A style that is translucent everywhere offers what an opaque one does",
        arguments: [Stage.painting, .finishing])
    func translucent(stage: Stage) throws {
        func losses(_ opacity: Float?) throws -> LossValues {
            let values = opacity.map { [Float](repeating: $0, count: Self.style.extent.pixels) }
            let objective = try Objective(
                content: Content(Self.content),
                styles: [Style(Self.style, coverage: values.flatMap { Mask(height: 45, width: 33, values: $0) })],
                network: NetworkRecipe(seed: 5, counts: [2, 2, 3, 3], channels: [3, 4, 5, 6]).network(
                    .rgbMeanDeviation),
                settings: Self.settings("colour"), stage: stage)
            var gradient = [Float](repeating: 0, count: Self.image.values.count)
            return objective.evaluate(Self.image.values, gradient: &gradient)
        }
        let (opaque, translucent) = try (losses(nil), losses(0.3))
        #expect(opaque.style > 0)
        #expect(translucent.style == opaque.style)
        #expect(abs(translucent.colour - opaque.colour) <= 1e-5 * opaque.colour)
    }

    @Test(
        "The last pass takes other targets in each evaluation, with L-BFGS in each eighth, and says so",
        arguments: [(nil, Array(1..<20)), (.lbfgs, [8, 16])] as [(OptimiserKind?, [Int])])
    func stretches(optimiser: OptimiserKind?, expected: [Int]) throws {
        let (objective, _) = try Self.objective(.finishing, optimiser: optimiser)
        var gradient = [Float](repeating: 0, count: Self.image.values.count)
        let changes = (0..<20).map { _ in
            _ = objective.evaluate(Self.image.values, gradient: &gradient)
            return objective.hasNewTargets
        }
        #expect(changes.indices.filter { changes[$0] } == expected)
    }
}

@Suite("A style that is turned") struct TurningTests {
    @Test("Four quarter turns come back, and each pixel knows its place in the upright picture")
    func turns() {
        let image = PictureRecipe(seed: 1, height: 3, width: 5).image
        for turning in Turning.allCases {
            let turned = image.turned(turning)
            #expect(turned.extent == turning.extent(of: image.extent))
            for y in 0..<turned.height {
                for x in 0..<turned.width {
                    let upright = turning.upright(y: y, x: x, in: turned.extent)
                    let pixel = y * turned.width + x
                    #expect(
                        turned.values[(3 * pixel)..<(3 * pixel + 3)] == image.values[(3 * upright)..<(3 * upright + 3)])
                }
            }
        }
        #expect(image.turned(.left).turned(.right) == image)
        #expect(image.turned(.upsideDown).turned(.upsideDown) == image)
        // Anticlockwise: the upper right corner becomes the upper left.
        #expect(image.turned(.left).values[..<3] == image.values[12..<15])
    }
}
