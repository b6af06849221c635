import NSTOptions
import NSTPictures
import Testing

@testable import NSTCore

@Suite("The plan of a painting") struct PlanTests {
    static func settings(_ text: String) throws -> Settings { try OptionTable.parse("preset=statistics \(text)") }

    @Test("Nearest features get a last pass at the finest size, with a sixth of the iterations")
    func lastPass() throws {
        func scales(_ text: String) throws -> [Plan.Scale] {
            try Plan(
                content: Extent(height: 512, width: 384), styles: [Extent(height: 500, width: 400)],
                settings: OptionTable.parse(text)
            ).scales
        }
        let four = try scales("iterations=60")
        #expect(four.map(\.extent.height) == [64, 128, 256, 512, 512])
        #expect(four.map(\.stage) == [.painting, .painting, .painting, .painting, .finishing])
        #expect(four.last?.iterations == 8)
        #expect(four.map(\.iterations).reduce(0, +) == 60)
        // Forms begin at an eighth of a small picture, and at 64 pixels of a large one.
        #expect(try scales("size=256").map(\.extent.height) == [32, 64, 128, 256, 256])
        #expect(try scales("size=100").map(\.extent.height) == [50, 100, 100])
        // Where there are no more iterations than sizes, there is none.
        #expect(try scales("iterations=1").map(\.stage) == [.painting])
        #expect(try scales("iterations=2 scales=1").map(\.stage) == [.painting, .finishing])
    }

    @Test("Large scales get fewer iterations where nearest features are compared, and no scale gets none")
    func patience() throws {
        func counts(_ text: String) throws -> [Int] {
            let plan = try Plan(
                content: Extent(height: 4000, width: 6000), styles: [Extent(height: 500, width: 400)],
                settings: OptionTable.parse(text))
            #expect(plan.iterations == plan.settings.effectiveIterations)
            return plan.scales.map(\.iterations)
        }
        let large = try counts("size=6000")
        #expect(large.count == 8 && large.allSatisfy { $0 >= 1 })
        #expect(large.suffix(2).reduce(0, +) <= 4)
        #expect(try counts("size=512").suffix(2).reduce(0, +) > 20)
    }

    @Test(
        "The finest scale has the size asked for and the content's proportions, and never more pixels than the content",
        arguments: [
            (600, 800, 512, 384, 512), (800, 600, 512, 512, 384), (100, 100, 512, 100, 100),
            (3000, 2000, 300, 300, 200),
            (1000, 999, 16, 16, 16), (64, 640, 160, 16, 160),
        ])
    func size(height: Int, width: Int, size: Int, newHeight: Int, newWidth: Int) throws {
        let plan = try Plan(
            content: Extent(height: height, width: width), styles: [Extent(height: 300, width: 300)],
            settings: Self.settings("size=\(size)"))
        let finest = try #require(plan.scales.last)
        #expect(finest.extent.height == newHeight)
        #expect(finest.extent.width == newWidth)
    }

    @Test(
        "Each scale is half the next finer one, and the iterations are shared out without a rest",
        arguments: [1, 2, 3, 6], [1, 2, 7, 300])
    func scales(scales: Int, iterations: Int) throws {
        let plan = try Plan(
            content: Extent(height: 1024, width: 768), styles: [Extent(height: 500, width: 400)],
            settings: Self.settings("size=1024 scales=\(scales) iterations=\(iterations)"))
        #expect(!plan.scales.isEmpty)
        #expect(plan.scales.count <= min(scales, iterations))
        #expect(plan.scales.map(\.iterations).reduce(0, +) == iterations)
        #expect(plan.scales.allSatisfy { $0.iterations >= 1 })
        for (coarse, fine) in zip(plan.scales, plan.scales.dropFirst()) {
            #expect(abs(2 * coarse.extent.height - fine.extent.height) <= 1)
            #expect(abs(2 * coarse.extent.width - fine.extent.width) <= 1)
            #expect(coarse.iterations >= fine.iterations)
        }
        #expect(plan.scales.last?.extent.height == 1024)
    }

    @Test("Each scale gets at least one iteration, however few there are", arguments: 1...12, [0.05, 0.5, 1, 2, 8])
    func fewIterations(iterations: Int, coarseShare: Double) throws {
        for scales in 1...8 where scales <= iterations {
            let counts = ScaleMaker.share(
                iterations, between: [Double](repeating: 1, count: scales), coarseShare: coarseShare)
            #expect(counts.count == scales)
            #expect(counts.allSatisfy { $0 >= 1 }, "\(counts)")
            #expect(counts.reduce(0, +) == iterations)
        }
    }

    @Test("A small content is not painted at scales where nothing of it is left")
    func noTinyScales() throws {
        let plan = try Plan(
            content: Extent(height: 100, width: 100), styles: [Extent(height: 100, width: 100)],
            settings: Self.settings("scales=6"))
        #expect(plan.scales.count == 1)
        #expect(plan.scales[0].extent.height == 100)
    }

    @Test(
        "A picture on which the deepest layer would have no pixels is refused, with the side that would do",
        arguments: [(15, 100), (100, 15), (1, 1)])
    func tooSmall(height: Int, width: Int) throws {
        #expect(throws: PaintingError.contentTooSmall(width: width, height: height, minimum: 16)) {
            try Plan(
                content: Extent(height: height, width: width), styles: [Extent(height: 100, width: 100)],
                settings: Self.settings(""))
        }
        #expect(throws: PaintingError.styleTooSmall(width: width, height: height, minimum: 16)) {
            try Plan(
                content: Extent(height: 100, width: 100), styles: [Extent(height: height, width: width)],
                settings: Self.settings(""))
        }
    }

    @Test(
        "Shallow layers do with small pictures",
        arguments: [("relu1_1", 1), ("pool1", 2), ("conv3_1", 4), ("pool5", 32)])
    func shortestSide(layer: String, side: Int) throws {
        let settings = try Self.settings("content-layers=\(layer) style-layers=none")
        let plan = try Plan(
            content: Extent(height: side, width: 3 * side), styles: [Extent(height: 64, width: 64)], settings: settings)
        #expect(plan.scales.count == 1)
        guard side > 1 else { return }
        #expect(throws: PaintingError.self) {
            try Plan(
                content: Extent(height: side - 1, width: 3 * side), styles: [Extent(height: 64, width: 64)],
                settings: settings)
        }
    }

    @Test("Small strokes leave a style enough pixels for the deep layers, but no more than the painting has")
    func smallStrokes() throws {
        func sides(_ text: String) throws -> [Int] {
            try Plan(
                content: Extent(height: 1024, width: 1024), styles: [Extent(height: 900, width: 1000)],
                settings: Self.settings("stroke-size=10 \(text)")
            ).scales.map { $0.styles[0].longest }
        }
        #expect(try sides("size=1024") == [64, 64, 64, 64, 102])
        #expect(try sides("size=128") == [64, 64])
        #expect(try sides("size=48") == [48])
    }

    @Test("A very long picture keeps the short side that the layers need")
    func longPicture() throws {
        let plan = try Plan(
            content: Extent(height: 20, width: 4000), styles: [Extent(height: 100, width: 100)],
            settings: Self.settings("size=512"))
        let finest = try #require(plan.scales.last)
        #expect(finest.extent.height >= 16)
        #expect(finest.extent.width <= 4000)
    }

    @Test("More pixels, deeper layers and L-BFGS's history take more memory")
    func memory() throws {
        func bytes(_ text: String) throws -> Int {
            try Plan(
                content: Extent(height: 2000, width: 2000), styles: [Extent(height: 500, width: 500)],
                settings: Self.settings(text), backend: .init(threads: 2)
            ).memory
        }
        let plain = try bytes("size=512")
        // Feature maps up to relu5_1 alone: 64 channels twice, 128 twice at half the side, and so on.
        #expect(plain > 4 * 512 * 512 * (2 * 64 + 2 * 128 / 4))
        #expect(plain < 2 << 30)
        // The weights don't grow with the picture: a third of a gibibyte.
        #expect(try bytes("size=1024") - plain > 3 * (plain - (1 << 30) / 3))
        #expect(try bytes("size=512 optimizer=adam") < plain)
        #expect(try bytes("size=512 style-layers=relu1_1 content-layers=none") < plain)
    }
}
