import NSTKernels
import NSTOptions
import NSTPictures
import NSTVGG
import Testing
import TestSupport

@testable import NSTCore

@Suite("The style's detail that a scale begins with") struct PatchVoteTests {
    static let style = PictureRecipe(seed: 90, height: 36, width: 52).image
    static var backend: Backend { Backend() }

    /// What half the size of a picture holds of it.
    static func blurred(_ image: RGBImage) -> RGBImage {
        let half = Extent(height: image.height / 2, width: image.width / 2)
        return image.resampled(to: half, pool: backend.pool).resampled(to: image.extent, pool: backend.pool)
    }

    /// Every place of a style that is turned, in order.
    static func origins(_ turning: Turning) -> [PatchVote.Origin] {
        let places = HypercolumnLayout.places(of: turning.extent(of: style.extent))
        return (0..<places.pixels).map {
            PatchVote.Origin(style: 0, turning: turning, y: $0 / places.width, x: $0 % places.width)
        }
    }

    @Test("A picture whose places chose themselves gets all of its detail back", arguments: Turning.allCases)
    func identity(turning: Turning) {
        let whole = Self.style.turned(turning)
        let places = HypercolumnLayout.places(of: whole.extent)
        var picture = Self.blurred(whole)
        #expect(Comparison.relativeError(picture.values, whole.values) > 0.1)
        PatchVote(Self.origins(turning), of: [Style(Self.style)], backend: Self.backend).add(
            1, to: &picture, places: places,
            [PatchVote.Ballot(weights: PixelWeights(all: places.pixels), choices: Array(0..<Int32(places.pixels)))])
        #expect(Comparison.relativeError(picture.values, whole.values) < 1e-4)
    }

    @Test("Pixels without a choice nearby, and those outside a region, stay as they are")
    func noChoice() {
        let places = HypercolumnLayout.places(of: Self.style.extent)
        let start = Self.blurred(Self.style)
        var choices = [Int32](repeating: -1, count: places.pixels)
        choices[3 * places.width + 5] = 7
        let vote = PatchVote(Self.origins(.upright), of: [Style(Self.style)], backend: Self.backend)
        var picture = start
        vote.add(
            1, to: &picture, places: places,
            [PatchVote.Ballot(weights: PixelWeights(all: places.pixels), choices: choices)])
        for y in 0..<start.height {
            for x in 0..<start.width {
                let pixel = (3 * (y * start.width + x))..<(3 * (y * start.width + x) + 3)
                let isNear = (8..<20).contains(y) && (16..<28).contains(x)
                if !isNear { #expect(picture.values[pixel] == start.values[pixel]) }
            }
        }
        #expect(picture != start)

        picture = start
        let nobody = Mask(height: places.height, width: places.width, values: .init(repeating: 0, count: places.pixels))
        vote.add(
            1, to: &picture, places: places,
            [PatchVote.Ballot(weights: nobody.map { PixelWeights($0) } ?? PixelWeights(all: 0), choices: choices)])
        #expect(picture == start)
    }

    @Test("What isn't covered in a style gives no detail")
    func coverage() throws {
        let extent = Self.style.extent
        let left = try #require(
            Mask(
                height: extent.height, width: extent.width,
                values: (0..<extent.pixels).map { $0 % extent.width < extent.width / 2 ? 1 : 0 }))
        let places = HypercolumnLayout.places(of: extent)
        let start = Self.blurred(Self.style)
        var picture = start
        PatchVote(Self.origins(.upright), of: [Style(Self.style, coverage: left)], backend: Self.backend).add(
            1, to: &picture, places: places,
            [PatchVote.Ballot(weights: PixelWeights(all: places.pixels), choices: Array(0..<Int32(places.pixels)))])
        for pixel in 0..<extent.pixels {
            let values = (3 * pixel)..<(3 * pixel + 3)
            let isCovered = pixel % extent.width < extent.width / 2
            #expect((picture.values[values] == start.values[values]) == !isCovered)
        }
    }

    /// An objective whose content is the style itself: each place chooses itself.
    static func objective(_ text: String, tiles: (rows: Int, columns: Int)? = nil) throws -> Objective {
        let settings = try OptionTable.parse(
            "losses=nearest content-layers=relu2_1 style-layers=relu1_1,relu2_2,relu3_1 variety=0 turn-style=no \(text)"
        )
        let network = try NetworkRecipe(seed: 91, counts: [2, 2, 2], channels: [6, 8, 8]).network(.bgrMean)
        let plan = tiles.map {
            TilePlan(
                content: style.extent, styles: [style.extent], rows: $0.rows, columns: $0.columns, settings: settings,
                network: network, backend: backend.configuration)
        }
        return try Objective(
            content: Content(style), styles: [Style(style)], network: network, settings: settings, tiles: plan,
            backend: backend)
    }

    @Test("A scale begins with detail of what was chosen: all tiles together choose as the whole picture does")
    func tiles() throws {
        let blurred = Self.blurred(Self.style)
        var whole = blurred
        try Self.objective("").refine(&whole)
        func distance(_ image: RGBImage) -> Float {
            zip(image.values, Self.style.values).reduce(0) { $0 + abs($1.0 - $1.1) }
        }
        #expect(distance(whole) < (1.05 - PatchVote.share) * distance(blurred))
        var tiled = blurred
        try Self.objective("", tiles: (2, 3)).refine(&tiled)
        #expect(tiled == whole)
    }

    @Test("The more of the content's own detail is wanted, the less of the style's comes in its place")
    func contentDetail() throws {
        let blurred = Self.blurred(Self.style)
        func change(_ text: String) throws -> Float {
            var picture = blurred
            try Self.objective(text).refine(&picture)
            return zip(picture.values, blurred.values).reduce(0) { $0 + abs($1.0 - $1.1) }
        }
        let all = try change("detail=0")
        #expect(all > 0)
        #expect(abs(try change("detail=50") / all - 0.5) < 0.02)
        #expect(try change("detail=100") == 0)
    }
}
