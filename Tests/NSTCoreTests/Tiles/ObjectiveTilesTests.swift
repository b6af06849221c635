import NSTKernels
import NSTOptions
import NSTPictures
import NSTVGG
import Testing
import TestSupport

@testable import NSTCore

@Suite("An objective in tiles") struct ObjectiveTilesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var content: [String]
        var style: [String]
        var losses: LossNormalisation
        var pooling: PoolingKind
        /// Multiples of 32 run by Winograd's method, others by the direct one.
        var channels: [Int]
        var testDescription: String {
            "content \(content), style \(style), \(losses.rawValue), \(pooling.rawValue) pooling, channels \(channels)"
        }

        var settings: Settings {
            var settings = Settings()
            settings.losses = .neuralStyle
            settings.losses = losses
            settings.pooling = pooling
            settings.contentLayers = WeightedLayers(content.compactMap { LayerName($0) })
            settings.styleLayers = WeightedLayers(style.compactMap { LayerName($0) })
            settings.totalVariationWeight = 1e-3
            return settings
        }
        var recipe: NetworkRecipe { NetworkRecipe(seed: 41, counts: [2, 2, 2], channels: channels) }
    }

    static let cases: [Case] = {
        let layers: [(content: [String], style: [String])] = [
            (["relu3_1"], ["relu1_1", "relu2_1", "relu3_2"]), (["conv2_2"], ["conv1_1", "pool2"]),
            (["relu2_1", "conv2_1", "pool3"], []), ([], ["pool1", "relu3_2", "conv3_2"]), ([], []),
        ]
        var result: [Case] = []
        for (number, (content, style)) in layers.enumerated() {
            for pooling in PoolingKind.allCases {
                for channels in [[5, 6, 7], [32, 32, 64]] {
                    let losses: LossNormalisation = number % 2 == 0 ? .neuralStyle : .gatys
                    result.append(
                        Case(content: content, style: style, losses: losses, pooling: pooling, channels: channels))
                }
            }
        }
        for losses in LossNormalisation.allCases {
            result.append(
                Case(
                    content: ["relu2_2", "conv3_1"], style: ["relu1_2", "relu3_1"], losses: losses, pooling: .max,
                    channels: [6, 32, 32]))
        }
        return result
    }()

    /// What an objective says of a picture.
    struct Outcome: Equatable {
        var losses: LossValues
        var gradient: [Float]

        init(_ objective: Objective, _ image: RGBImage) {
            var gradient = [Float](repeating: .nan, count: image.values.count)
            losses = objective.evaluate(image.values, gradient: &gradient)
            self.gradient = gradient
        }
    }

    static let content = PictureRecipe(seed: 42, height: 93, width: 126).image
    static let style = PictureRecipe(seed: 43, height: 75, width: 101).image
    static let image = PictureRecipe(seed: 44, height: 93, width: 126).image

    static func tiled(_ entry: Case, rows: Int, columns: Int, threads: Int = 2) throws -> Outcome {
        let backend = Backend(Backend.Configuration(threads: threads))
        let network = try entry.recipe.network(.rgbMeanDeviation)
        let plan = TilePlan(
            content: content.extent, styles: [style.extent], rows: rows, columns: columns, settings: entry.settings,
            network: network, backend: backend.configuration)
        #expect(plan.gradient.rows.count > 1 || rows == 1)
        #expect(plan.gradient.columns.count > 1 || columns == 1)
        let objective = try Objective(
            content: Content(content), styles: [Style(style)], network: network, settings: entry.settings, tiles: plan,
            backend: backend)
        return Outcome(objective, image)
    }

    @Test("Loss and gradient are those of the whole picture", arguments: cases)
    func same(entry: Case) throws {
        let whole = try Objective(
            content: Self.content, style: Self.style, network: entry.recipe.network(.rgbMeanDeviation),
            settings: entry.settings)
        let expected = Outcome(whole, Self.image)
        #expect(expected.losses.total != 0)
        for (rows, columns) in [(1, 1), (2, 3), (1, 2), (9, 9)] {
            let actual = try Self.tiled(entry, rows: rows, columns: columns)
            #expect(abs(actual.losses.content - expected.losses.content) <= 1e-5 * abs(expected.losses.content))
            #expect(abs(actual.losses.style - expected.losses.style) <= 1e-5 * abs(expected.losses.style))
            #expect(actual.losses.totalVariation == expected.losses.totalVariation)
            let distance = GradientDifference(
                actual.gradient, expected.gradient, tiling: Tiling(picture: Self.image.extent)
            ).relative
            #expect(distance <= 1e-4, "\(rows)×\(columns): \(distance)")
        }
    }

    @Test("The result doesn't depend on the number of threads", arguments: [cases[0], cases[3]])
    func threads(entry: Case) throws {
        let one = try Self.tiled(entry, rows: 3, columns: 2, threads: 1)
        for threads in [2, 3] {
            #expect(try Self.tiled(entry, rows: 3, columns: 2, threads: threads) == one)
        }
    }

    @Test("The same objective says the same again")
    func again() throws {
        let entry = Self.cases[3]
        let network = try entry.recipe.network(.rgbMeanDeviation)
        let plan = TilePlan(
            content: Self.content.extent, styles: [Self.style.extent], rows: 2, columns: 2, settings: entry.settings,
            network: network, backend: Backend.Configuration())
        let objective = try Objective(
            content: Content(Self.content), styles: [Style(Self.style)], network: network, settings: entry.settings,
            tiles: plan)
        let first = Outcome(objective, Self.image)
        _ = Outcome(objective, Self.content)
        #expect(Outcome(objective, Self.image) == first)
    }

    /// A mask with a soft disc.
    static func disc(_ height: Int, _ width: Int, y: Double, x: Double, radius: Double) throws -> Mask {
        let values = (0..<height * width).map { index -> Float in
            let (row, column) = (Double(index / width) / Double(height), Double(index % width) / Double(width))
            let distance = ((row - y) * (row - y) + (column - x) * (column - x)).squareRoot()
            return Float(max(0, min(1, (radius - distance) * 8)))
        }
        return try #require(Mask(height: height, width: width, values: values))
    }

    @Test("Coverage and regions count in tiles as in the whole picture", arguments: [cases[0], cases[3], cases[6]])
    func masks(entry: Case) throws {
        let network = try entry.recipe.network(.rgbMeanDeviation)
        let content = Content(Self.content, coverage: try Self.disc(93, 126, y: 0.5, x: 0.4, radius: 0.6))
        let styles = [
            Style(
                Self.style, coverage: try Self.disc(75, 101, y: 0.4, x: 0.5, radius: 0.5), weight: 2,
                region: try Self.disc(50, 50, y: 0.3, x: 0.3, radius: 0.4)),
            Style(PictureRecipe(seed: 45, height: 64, width: 80).image),
            Style(Self.style, region: try Self.disc(93, 126, y: 0.9, x: 0.9, radius: 0.3)),
        ]
        let whole = try Objective(content: content, styles: styles, network: network, settings: entry.settings)
        let expected = Outcome(whole, Self.image)
        #expect(entry.style.isEmpty || expected.losses.style != 0)
        #expect(entry.content.isEmpty || expected.losses.content != 0)
        let plan = TilePlan(
            content: content.image.extent, styles: styles.map(\.image.extent), rows: 2, columns: 3,
            settings: entry.settings, network: network,
            backend: Backend.Configuration())
        let tiled = try Objective(
            content: content, styles: styles, network: network, settings: entry.settings, tiles: plan)
        let actual = Outcome(tiled, Self.image)
        #expect(abs(actual.losses.content - expected.losses.content) <= 1e-5 * abs(expected.losses.content))
        #expect(abs(actual.losses.style - expected.losses.style) <= 1e-5 * abs(expected.losses.style))
        #expect(actual.losses.totalVariation == expected.losses.totalVariation)
        let difference = GradientDifference(actual.gradient, expected.gradient, tiling: plan.gradient)
        #expect(difference.relative <= 1e-4, "\(difference)")
    }
}
