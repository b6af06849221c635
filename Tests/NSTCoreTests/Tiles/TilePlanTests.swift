import NSTKernels
import NSTOptions
import NSTPictures
import Testing

@testable import NSTCore

@Suite("A plan for tiles") struct TilePlanTests {
    static let picture = Extent(height: 1500, width: 2000)

    static func plan(_ limit: Int, settings: Settings = Settings()) -> TilePlan? {
        TilePlan(content: picture, styles: [picture], settings: settings, limit: limit)
    }

    @Test("With memory enough for the whole picture it isn't cut")
    func whole() throws {
        let plan = try #require(Self.plan(1 << 40))
        #expect(plan.isWhole)
        #expect(plan.tileCount == 1)
        #expect(plan.relativeCost == 1)
    }

    @Test("Less memory makes more tiles and takes more time, and the plan keeps to it")
    func limited() throws {
        let whole = try #require(Self.plan(1 << 40))
        var last = whole
        for share in [0.9, 0.7, 0.5, 0.4] {
            let limit = Int(Double(whole.memory) * share)
            let plan = try #require(Self.plan(limit))
            #expect(plan.memory <= limit)
            #expect(!plan.isWhole)
            #expect(plan.tileCount >= last.tileCount)
            #expect(plan.relativeCost >= last.relativeCost)
            last = plan
        }
        #expect(last.tileCount > 1)
        // Halos and a first pass over the picture.
        #expect((1.5...6).contains(last.relativeCost))
    }

    @Test("Where not even the weights fit, there is no plan")
    func impossible() { #expect(Self.plan(100 << 20) == nil) }

    @Test("Without style, no first pass is needed")
    func contentOnly() throws {
        var settings = Settings()
        settings.losses = .normalised
        settings.styleWeight = 0
        let whole = try #require(Self.plan(1 << 40, settings: settings))
        let plan = try #require(Self.plan(whole.memory / 2, settings: settings))
        #expect(plan.tileCount > 1)
        #expect(plan.survey == nil)
        #expect(plan.styles.isEmpty)
        #expect(plan.relativeCost == Double(plan.gradient.computedPixels) / Double(Self.picture.pixels))
    }

    /// 24 megapixels, with a style as large.
    static let large = Extent(height: 4000, width: 6000)

    static var settings: Settings {
        var settings = Settings()
        settings.size = 6000
        settings.scales = 4
        return settings
    }

    static func run(_ limit: Int?, _ optimiser: OptimiserKind = .lbfgs) throws -> Plan {
        var settings = settings
        settings.optimiser = optimiser
        return try Plan(content: large, styles: [large], settings: settings, memoryLimit: limit)
    }

    @Test(
        "A painting of 24 megapixels is planned within 8 GiB, and without a limit in one piece",
        arguments: OptimiserKind.allCases)
    func run(optimiser: OptimiserKind) throws {
        let limit = 8 << 30
        let whole = try Self.run(nil, optimiser)
        #expect(whole.memory > limit)
        #expect(whole.scales.allSatisfy { $0.tiles.isWhole && $0.historyLength == Settings().history })
        let plan = try Self.run(limit, optimiser)
        #expect(plan.memory <= limit)
        #expect(plan.scales.map(\.extent) == whole.scales.map(\.extent))
        let finest = try #require(plan.scales.last)
        #expect(!finest.tiles.isWhole)
        #expect((1.2...3).contains(finest.tiles.relativeCost))
        #expect((3...Settings().history).contains(finest.historyLength))
        // What fits isn't cut.
        #expect(plan.scales[0].tiles.isWhole)
        #expect(plan.scales[0].historyLength == Settings().history)
    }

    @Test(
        "A painting that doesn't fit in any number of tiles is refused, with the largest size that does",
        arguments: [2, 3, 4])
    func hopeless(gibibytes: Int) throws {
        let limit = gibibytes << 30
        var settings = Self.settings
        let error = #expect(throws: PaintingError.self) { try Self.run(limit) }
        guard case .notEnoughMemory(6000, limit, let largest?)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        func plan(_ size: Int) throws -> Plan {
            (settings.size, settings.optimiser) = (size, .lbfgs)
            return try Plan(content: Self.large, styles: [Self.large], settings: settings, memoryLimit: limit)
        }
        #expect(try plan(largest).memory <= limit)
        // The search is exact to a 256th.
        #expect(throws: PaintingError.self) { try plan(largest + largest / 128) }
    }

    @Test("Where not even the pictures and the weights fit, no size is named")
    func nothingFits() {
        #expect(throws: PaintingError.notEnoughMemory(size: 6000, available: 200 << 20, largest: nil)) {
            try Self.run(200 << 20)
        }
    }
}
