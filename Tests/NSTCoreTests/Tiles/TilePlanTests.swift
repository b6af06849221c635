import NSTKernels
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
        settings.styleWeight = 0
        let whole = try #require(Self.plan(1 << 40, settings: settings))
        let plan = try #require(Self.plan(whole.memory / 2, settings: settings))
        #expect(plan.tileCount > 1)
        #expect(plan.grams == nil)
        #expect(plan.styles.isEmpty)
        #expect(plan.relativeCost == Double(plan.gradient.computedPixels) / Double(Self.picture.pixels))
    }
}
