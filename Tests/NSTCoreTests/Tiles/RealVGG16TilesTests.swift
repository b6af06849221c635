import NSTKernels
import NSTOptions
import NSTPictures
import NSTVGG
import Testing
import TestSupport

@testable import NSTCore

/// Whether VGG-16's weights are installed; without them there is nothing to compare.
private let weightsPath = try? WeightsFolder().file(for: .vgg16)

@Suite(
    "Tiles and the real VGG-16", .enabled(if: weightsPath != nil, "VGG-16's weights are not installed"))
struct RealVGG16TilesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var height: Int
        var width: Int
        var rows: Int
        var columns: Int
        var content: [String]
        var style: [String]
        var pooling = PoolingKind.max
        /// Tiles begin at multiples of this. At 192, the blocks of Winograd's method are those of the whole picture in
        /// every layer, so that not even rounding differs much.
        var alignment = 1
        var testDescription: String {
            "\(width)×\(height) in \(columns)×\(rows), content \(content), style \(style), \(pooling.rawValue) pooling, aligned to \(alignment)"
        }
    }

    static let gatys = ["relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1"]
    static let cases = [
        Case(height: 415, width: 803, rows: 1, columns: 2, content: ["relu4_2"], style: gatys, alignment: 192),
        Case(height: 331, width: 559, rows: 2, columns: 3, content: ["relu4_2"], style: gatys),
        Case(height: 331, width: 321, rows: 2, columns: 1, content: ["relu4_2"], style: gatys, pooling: .average),
        Case(
            height: 131, width: 203, rows: 4, columns: 5, content: ["conv3_1"],
            style: ["relu1_2", "conv2_2", "relu3_1"]),
        Case(height: 131, width: 203, rows: 4, columns: 5, content: [], style: ["pool1", "pool2"]),
    ]

    @Test("Loss and gradient are those of the whole picture, with no seams", arguments: cases)
    func same(entry: Case) throws {
        var settings = Settings()
        settings.losses = .neuralStyle
        settings.pooling = entry.pooling
        settings.contentLayers = WeightedLayers(entry.content.compactMap { LayerName($0) })
        settings.styleLayers = WeightedLayers(entry.style.compactMap { LayerName($0) })
        let network = try Network(WeightFile(contentsOf: #require(weightsPath), expecting: .vgg16))
        func picture(_ seed: UInt64, _ height: Int, _ width: Int) -> RGBImage {
            PictureRecipe(seed: seed, height: (height + 5) / 6, width: (width + 5) / 6).image
                .resampled(height: height, width: width)
        }
        let content = picture(1, entry.height, entry.width)
        let style = picture(2, entry.height - 30, entry.width - 9)
        let image = picture(3, entry.height, entry.width)
        let backend = Backend()
        let plan = TilePlan(
            content: content.extent, styles: [style.extent], rows: entry.rows, columns: entry.columns,
            alignment: entry.alignment, settings: settings, network: network,
            backend: backend.configuration)
        #expect(plan.gradient.rows.count == entry.rows)
        #expect(plan.gradient.columns.count == entry.columns)
        let tiled = try Objective(
            content: Content(content), styles: [Style(style)], network: network, settings: settings, tiles: plan,
            backend: backend)
        let actual = ObjectiveTilesTests.Outcome(tiled, image)
        let whole = try Objective(
            content: content, style: style, network: network, settings: settings, backend: backend)
        let expected = ObjectiveTilesTests.Outcome(whole, image)
        #expect(abs(actual.losses.total / expected.losses.total - 1) <= 1e-5)
        let difference = GradientDifference(actual.gradient, expected.gradient, tiling: plan.gradient)
        // As between Winograd's method and the direct one, which rounding makes differ as much.
        #expect(difference.relative <= (entry.alignment > 1 ? 1e-4 : 5e-3), "\(difference)")
        #expect(difference.elsewhere <= 0.1, "\(difference)")
        #expect(difference.atSeams <= difference.elsewhere + 0.05, "\(difference)")
    }

    @Test("A painting in 4 and in 9 tiles is the whole one's to the eye, with no seams", arguments: [2, 3])
    func painting(tiles: Int) throws {
        let network = try Network(WeightFile(contentsOf: #require(weightsPath), expecting: .vgg16))
        let content = PictureRecipe(seed: 1, height: 60, width: 70).image.resampled(height: 256, width: 320)
        let style = PictureRecipe(seed: 2, height: 50, width: 40).image.resampled(height: 200, width: 160)
        var settings = Settings()
        // Nearest features are chosen, and rounding may choose another as near.
        settings.losses = .normalised
        settings.iterations = 30
        settings.scales = 1
        // Layers whose halos leave room for nine tiles in so small a picture.
        settings.contentLayers = [LayerName(.relu, 3, 1)]
        settings.styleLayers = [LayerName(.relu, 1, 1), LayerName(.relu, 2, 1), LayerName(.relu, 3, 1)]
        let pictures = HeldPictures(content: content.extent, styles: [style.extent])
        let whole = try Plan(for: pictures, settings: settings)
        func picture(_ plan: Plan) throws -> RGBImage {
            let painting = try OptimisedPainting(
                content: Content(content), styles: [Style(style)], network: network, plan: plan)
            while try painting.next() != nil {}
            return painting.picture
        }
        let cut = TilePlan(
            content: content.extent, styles: whole.scales[0].styles, rows: tiles, columns: tiles, settings: settings,
            network: network, backend: Backend.Configuration())
        #expect(cut.tileCount == tiles * tiles)
        var plan = whole
        plan.replaceTiles(ofScale: 0, with: cut)
        let (actual, expected) = (try picture(plan), try picture(whole))
        let differences = zip(actual.values, expected.values).map { abs($0 - $1) }.sorted()
        let mean = differences.reduce(0) { $0 + Double($1) } / Double(differences.count)
        let percentile = Double(differences[differences.count * 99 / 100])
        // An optimiser's path amplifies rounding; to the eye it is the same picture: a level of an 8-bit picture in the
        // mean, and a few in places where a stroke went another way.
        #expect(mean <= 1.0 / 255, "mean \(mean * 255) levels")
        #expect(percentile <= 8.0 / 255, "99th percentile \(percentile * 255) levels")
        // A seam would be a place with larger differences than others.
        let difference = GradientDifference(actual.values, expected.values, tiling: cut.gradient)
        #expect(difference.atSeams <= difference.elsewhere + 0.05, "\(difference)")
    }
}
