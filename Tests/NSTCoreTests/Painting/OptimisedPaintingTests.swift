import NSTOptions
import NSTPictures
import NSTVGG
import Testing
import TestSupport

@testable import NSTCore

@Suite("A painting") struct OptimisedPaintingTests {
    static let content = PictureRecipe(seed: 70, height: 24, width: 31).image
    static let style = PictureRecipe(seed: 71, height: 29, width: 22).image

    static func network() throws -> Network {
        try NetworkRecipe(seed: 72, counts: [2, 2], channels: [6, 8]).network(.bgrMean)
    }

    /// Settings for the small network, with the options of `text`.
    static func settings(_ text: String) throws -> Settings {
        let losses = text.contains("losses=") ? "" : "losses=normalised"
        return try OptionTable.parse("content-layers=relu2_2 style-layers=relu1_1,relu2_1 \(losses) \(text)")
    }

    static func transfer(
        _ text: String, content: RGBImage = content, style: RGBImage = style
    ) throws -> OptimisedPainting {
        try OptimisedPainting(
            content: Content(content), styles: [Style(style)], network: network(), settings: settings(text))
    }

    /// All the progress of a run.
    static func run(_ transfer: OptimisedPainting) throws -> [Progress] {
        var result: [Progress] = []
        while let progress = try transfer.next() { result.append(progress) }
        return result
    }

    /// The loss of a picture by a fresh objective.
    static func losses(_ image: RGBImage, _ settings: Settings) throws -> LossValues {
        let objective = try Objective(content: content, style: style, network: network(), settings: settings)
        var gradient = [Float](repeating: 0, count: image.values.count)
        return objective.evaluate(image.values, gradient: &gradient)
    }

    @Test(
        "Progress counts every evaluation, never falls, never passes 1 and ends there",
        arguments: [
            "scales=1", "scales=2", "scales=3 optimizer=adam", "scales=2 init=noise", "scales=2 losses=nearest",
            "scales=1 losses=nearest colours=content",
        ])
    func progress(text: String) throws {
        let content = PictureRecipe(seed: 73, height: 130, width: 140).image
        let transfer = try Self.transfer("iterations=12 \(text)", content: content)
        let all = try Self.run(transfer)
        #expect(all.count == 12)
        #expect(all.map(\.iteration) == Array(1...12))
        #expect(all.allSatisfy { $0.iterations == 12 && $0.scaleCount == transfer.plan.scales.count })
        #expect(
            all.map(\.scale)
                == transfer.plan.scales.enumerated().flatMap { number, scale in
                    [Int](repeating: number + 1, count: scale.iterations)
                })
        #expect(all.allSatisfy { $0.fraction > 0 && $0.fraction <= 1 })
        #expect(zip(all, all.dropFirst()).allSatisfy { $0.fraction < $1.fraction })
        #expect(all.last?.fraction == 1)
        #expect(all.last?.secondsLeft == 0)
        #expect(all.allSatisfy { $0.secondsLeft.isFinite && $0.secondsLeft >= 0 && $0.secondsElapsed >= 0 })
        #expect(try transfer.next() == nil)
        #expect(transfer.picture.height == 130)
        #expect(transfer.picture.width == 140)
    }

    @Test("The time that is left begins with the measured speed, and ends with the painting's own")
    func timeLeft() throws {
        let content = PictureRecipe(seed: 74, height: 260, width: 280).image
        let settings = try Self.settings("iterations=9 scales=3")
        let pictures = HeldPictures(content: content.extent, styles: [Self.style.extent])
        let plan = try Plan(for: pictures, settings: settings)
        // A thousand seconds, for what takes less than one.
        let speed = Speed(secondsPerUnit: 1000 / plan.work)
        let painting = try OptimisedPainting(
            content: Content(content), styles: [Style(Self.style)], network: Self.network(), plan: plan, speed: speed)
        let all = try Self.run(painting)
        let first = try #require(all.first)
        let whole = first.secondsLeft / (1 - first.fraction)
        #expect((100...1010).contains(whole))
        #expect(zip(all, all.dropFirst()).allSatisfy { $0.secondsLeft > $1.secondsLeft })
        #expect(all.last?.secondsLeft == 0)
    }

    @Test(
        "At any time the picture is the best so far, and inside the gamut",
        arguments: OptimiserKind.allCases.filter { $0 != .pyramid })
    func best(optimiser: OptimiserKind) throws {
        let text = "scales=1 iterations=25 optimizer=\(optimiser.rawValue)"
        let transfer = try Self.transfer(text)
        var lowest = Double.infinity
        while let progress = try transfer.next() {
            lowest = min(lowest, progress.losses.total)
            let losses = try Self.losses(transfer.picture, Self.settings(text))
            #expect(losses.total == lowest, "iteration \(progress.iteration)")
            #expect(transfer.picture.values.allSatisfy { (0...1).contains($0) })
        }
    }

    @Test("On a pyramid the picture is a mean of the last ones, inside the gamut, and as good as the best of them")
    func mean() throws {
        let text = "scales=1 iterations=25 optimizer=pyramid"
        let transfer = try Self.transfer(text)
        var losses: [Double] = []
        while let progress = try transfer.next() {
            losses.append(progress.losses.total)
            #expect(transfer.picture.values.allSatisfy { (0...1).contains($0) })
        }
        let loss = try Self.losses(transfer.picture, Self.settings(text)).total
        let best = try #require(losses.min())
        #expect(loss < 1.1 * best)
        #expect(!losses.contains(loss))
    }

    @Test("Before anything is computed the picture is the content at the coarsest scale, or noise")
    func initialPicture() throws {
        #expect(try Self.transfer("scales=1").picture == Self.content)
        let noise = try Self.transfer("scales=1 init=noise").picture
        #expect(noise.values.count == Self.content.values.count)
        #expect(noise.values.allSatisfy { (0.25...0.75).contains($0) })
        #expect(Set(noise.values).count > noise.values.count / 2)
    }

    @Test("The loss that a user's 8-bit file has is the one that was reported")
    func eightBit() throws {
        let text = "scales=1 iterations=60"
        let transfer = try Self.transfer(text)
        let reported = try Self.run(transfer).map(\.losses.total).min() ?? .nan
        var file = transfer.picture
        file.values = file.values.map { ($0 * 255).rounded() / 255 }
        let kept = try Self.losses(file, Self.settings(text)).total
        // Rounding moves values by up to half a level, which costs about 1 % here. An optimiser that leaves the gamut
        // pays several times the loss when its picture is clamped.
        #expect(abs(kept / reported - 1) < 0.1)
    }

    @Test("The same seed gives the same picture to the bit, another seed another one")
    func seeds() throws {
        func picture(_ seed: Int) throws -> RGBImage {
            let transfer = try Self.transfer("scales=1 iterations=8 init=noise seed=\(seed)")
            _ = try Self.run(transfer)
            return transfer.picture
        }
        #expect(try picture(3) == picture(3))
        #expect(try picture(3) != picture(4))
    }

    @Test("Two runs side by side don't meet")
    func twoRuns() throws {
        let (first, second) = (try Self.transfer("iterations=9"), try Self.transfer("iterations=9 optimizer=adam"))
        while try first.next() != nil { _ = try second.next() }
        _ = try Self.run(second)
        let alone = try Self.transfer("iterations=9")
        _ = try Self.run(alone)
        #expect(first.picture == alone.picture)
        #expect(second.picture != first.picture)
    }

    @Test("Where a style's region doesn't reach, nearest features leave the picture as it was")
    func unstyled() throws {
        let extent = Self.content.extent
        let left = Mask(
            height: extent.height, width: extent.width,
            values: (0..<extent.pixels).map { $0 % extent.width < extent.width / 2 ? 1 : 0 })
        var settings = try OptionTable.parse("iterations=12 scales=1")
        settings.contentLayers = [LayerName(.relu, 1, 1)]
        settings.styleLayers = [LayerName(.relu, 1, 1), LayerName(.relu, 2, 1)]
        let painting = try OptimisedPainting(
            content: Content(Self.content), styles: [Style(Self.style, region: left)],
            network: Self.network(), settings: settings)
        _ = try Self.run(painting)
        let result = painting.result(nil)
        for pixel in 0..<extent.pixels where pixel % extent.width >= extent.width / 2 {
            let values = (3 * pixel)..<(3 * pixel + 3)
            #expect(result.values[values] == Self.content.values[values])
        }
        #expect(result != Self.content)
    }

    /// A run out of noise towards some layers alone.
    static func outOfNoise(
        _ optimiser: OptimiserKind, content layers: [LayerName], style styleLayers: [LayerName]
    ) throws -> OptimisedPainting {
        var settings = try settings("smoothness=0 init=noise scales=1 iterations=120")
        settings.optimiser = optimiser
        settings.contentLayers = WeightedLayers(layers)
        settings.styleLayers = WeightedLayers(styleLayers)
        return try OptimisedPainting(
            content: Content(content), styles: [Style(style)], network: network(), settings: settings)
    }

    @Test("From content alone the picture is reconstructed out of noise", arguments: OptimiserKind.allCases)
    func contentReconstruction(optimiser: OptimiserKind) throws {
        let transfer = try Self.outOfNoise(optimiser, content: [LayerName(.relu, 1, 1)], style: [])
        func distance(_ image: RGBImage) -> Double {
            zip(image.values, Self.content.values).reduce(0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
        }
        let before = distance(transfer.picture)
        let losses = try Self.run(transfer).map(\.losses)
        #expect(losses.allSatisfy { $0.style == 0 && $0.totalVariation == 0 })
        #expect(losses.map(\.content).min() ?? .nan < 0.05 * losses[0].content)
        // Six channels after a ReLU hold most of what the picture's three do.
        #expect(distance(transfer.picture) < 0.5 * before)
    }

    @Test("From style alone a texture comes about that has the style's statistics", arguments: OptimiserKind.allCases)
    func texture(optimiser: OptimiserKind) throws {
        let transfer = try Self.outOfNoise(
            optimiser, content: [], style: [LayerName(.relu, 1, 1), LayerName(.relu, 2, 1)])
        let losses = try Self.run(transfer).map(\.losses)
        #expect(losses.allSatisfy { $0.content == 0 && $0.totalVariation == 0 })
        #expect(losses.map(\.style).min() ?? .nan < 0.05 * losses[0].style)
    }

    @Test("With both, style loss is traded for content loss, the more the stronger the style")
    func strength() throws {
        func losses(_ strength: Int) throws -> LossValues {
            let transfer = try Self.transfer("scales=1 iterations=60 smoothness=0 strength=\(strength)")
            _ = try Self.run(transfer)
            // Measured with the same weights for both.
            return try Self.losses(transfer.picture, Self.settings("smoothness=0"))
        }
        let (weak, strong) = (try losses(0), try losses(100))
        #expect(strong.style < weak.style)
        #expect(strong.content > weak.content)
    }

    @Test("A given picture to start from is painted with the colours of the run: grey where only lightness is")
    func initialColours() throws {
        let initial = PictureRecipe(seed: 75, height: 12, width: 9).image
        func start(_ colours: String) throws -> RGBImage {
            try OptimisedPainting(
                content: Content(Self.content), styles: [Style(Self.style)], network: Self.network(),
                settings: Self.settings("scales=1 colours=\(colours)"), initial: initial
            ).picture
        }
        let grey = try start("content")
        // Oklab's matrices are rounded to ten digits.
        #expect(
            (0..<grey.extent.pixels).allSatisfy { pixel in
                let colour = grey.values[(3 * pixel)..<(3 * pixel + 3)]
                return (colour.max() ?? 1) - (colour.min() ?? 0) <= 1e-5
            })
        #expect(try start("style") == initial.resampled(height: 24, width: 31))
        #expect(try start("matched") == initial.resampled(height: 24, width: 31))
    }

    @Test("The finer scale starts from the coarser one's result")
    func warmStart() throws {
        let content = PictureRecipe(seed: 74, height: 130, width: 130).image
        let both = try Self.run(Self.transfer("scales=2 iterations=60 init=noise", content: content))
        let cold = try Self.run(Self.transfer("scales=1 iterations=1 init=noise", content: content))
        let warm = try #require(both.first { $0.scale == 2 })
        #expect(warm.losses.total < 0.75 * cold[0].losses.total)
    }

    @Test("Strength 0 is the picture itself, and little strength little more than it")
    func strengths() throws {
        func difference(_ strength: Double) throws -> Double {
            let painting = try Self.transfer("losses=nearest iterations=12 strength=\(strength)")
            _ = try Self.run(painting)
            let result = painting.result()
            return zip(result.values, Self.content.values).reduce(0) { $0 + Double(abs($1.0 - $1.1)) }
                / Double(result.values.count)
        }
        #expect(try difference(0) == 0)
        let differences = try [1, 10, 50].map(difference)
        #expect(differences[0] > 0 && differences[0] < 0.02)
        #expect(differences == differences.sorted())
    }

    @Test("Quality changes how many iterations there are")
    func qualities() throws {
        func iterations(_ quality: String) throws -> Int {
            try Self.transfer("losses=nearest iterations=20 quality=\(quality)").plan.iterations
        }
        #expect(try ["quick", "good", "full"].map(iterations) == [10, 20, 60])
    }

    @Test("The settings decide what is optimised: pooling, losses and weights give other pictures")
    func settingsMatter() throws {
        func picture(_ text: String) throws -> RGBImage {
            let transfer = try Self.transfer("scales=1 iterations=10 \(text)")
            _ = try Self.run(transfer)
            return transfer.picture
        }
        let plain = try picture("")
        for text in [
            "pooling=average", "losses=gatys", "losses=pytorch-tutorial", "losses=neural-style",
            "losses=logarithmic init=noise", "losses=nearest",
            "content-weight=500", "style-weight=1", "tv-weight=10", "tv-weight=10 smoothing=content", "smoothness=0",
            "smoothness=100",
            "init=noise",
            "init=style",
            "optimizer=adam", "strength=80",
        ] { #expect(try picture(text) != plain, "\(text)") }
        #expect(try picture("tv-weight=10 smoothing=content") != picture("tv-weight=10"))
        #expect(try picture("init=style seed=1") != picture("init=style"))
        // What starts from no noise doesn't know the seed.
        #expect(try picture("seed=1") == plain)
    }
}

@Suite("What keeps a painting from starting") struct PaintingErrorTests {
    @Test("Pictures too small for a layer are refused before anything is computed")
    func tooSmall() throws {
        let tiny = RGBImage(height: 1, width: 9)
        #expect(throws: PaintingError.contentTooSmall(width: 9, height: 1, minimum: 2)) {
            _ = try OptimisedPaintingTests.transfer("", content: tiny)
        }
        #expect(throws: PaintingError.styleTooSmall(width: 9, height: 1, minimum: 2)) {
            _ = try OptimisedPaintingTests.transfer("", style: tiny)
        }
    }

    @Test("Too little memory is found out beforehand")
    func memory() throws {
        let (content, style) = (OptimisedPaintingTests.content, OptimisedPaintingTests.style)
        let (network, settings) = (try OptimisedPaintingTests.network(), try OptimisedPaintingTests.settings(""))
        func paint(_ limit: Int) throws {
            _ = try OptimisedPainting(
                content: Content(content), styles: [Style(style)], network: network, settings: settings,
                memoryLimit: limit)
        }
        let needed = try OptimisedPaintingTests.transfer("").plan.memory
        try paint(needed)
        #expect(throws: PaintingError.notEnoughMemory(size: 31, available: needed / 2, largest: nil)) {
            try paint(needed / 2)
        }
    }

    @Test("Pictures of other sizes than were planned with are refused")
    func otherSizes() throws {
        let plan = try OptimisedPaintingTests.transfer("").plan
        #expect(throws: PaintingError.pictureSizesChanged) {
            _ = try OptimisedPainting(
                content: Content(OptimisedPaintingTests.style), styles: [Style(OptimisedPaintingTests.style)],
                network: OptimisedPaintingTests.network(), plan: plan)
        }
    }

    @Test("A plan for fewer styles is that for the pictures that are left")
    func fewerStyles() throws {
        let (content, style) = (OptimisedPaintingTests.content, OptimisedPaintingTests.style)
        let settings = try OptimisedPaintingTests.settings("iterations=3 scales=1")
        let other = RGBImage(height: 40, width: 50)
        let plan = try Plan(
            for: HeldPictures(content: content.extent, styles: [other.extent, style.extent]), settings: settings)
        let painting = try OptimisedPainting(
            content: Content(content), styles: [Style(style)], network: OptimisedPaintingTests.network(),
            plan: plan.keeping(styles: [1]))
        let expected = try OptimisedPaintingTests.transfer("iterations=3 scales=1")
        #expect(
            try OptimisedPaintingTests.run(painting).map(\.losses)
                == OptimisedPaintingTests.run(expected).map(\.losses))
        #expect(painting.picture == expected.picture)
    }

    @Test("A layer that the network doesn't have is named")
    func unknownLayer() throws {
        #expect(throws: PaintingError.network(.unknownLayer(LayerName(.relu, 3, 1)))) {
            _ = try OptimisedPainting(
                content: Content(OptimisedPaintingTests.content), styles: [Style(OptimisedPaintingTests.style)],
                network: OptimisedPaintingTests.network(),
                settings: OptionTable.parse("style-layers=relu3_1 content-layers=none"))
        }
    }

    @Test("A loss that isn't finite from the start ends the run with an error, and the picture stays")
    func notFinite() throws {
        var settings = try OptimisedPaintingTests.settings("scales=1")
        settings.styleWeight = .infinity
        let transfer = try OptimisedPainting(
            content: Content(OptimisedPaintingTests.content), styles: [Style(OptimisedPaintingTests.style)],
            network: OptimisedPaintingTests.network(), settings: settings)
        #expect(throws: PaintingError.lossNotFinite) { _ = try transfer.next() }
        #expect(transfer.picture == OptimisedPaintingTests.content)
    }
}
