import CGimpShim
import Testing

@testable import GimpPlugin

@Suite struct `What counts of the content` {
    private func painted(_ change: (StubHost) -> Void = { _ in }) throws -> PaintedPart {
        let stub = StubHost.withPictures()
        change(stub)
        let layer = try #require(stub.host.drawable(StubHost.content))
        let selection = try #require(stub.host.selection(on: layer))
        return try PaintedPart(reading: selection.bounds, of: layer, isSelected: selection.isActive, from: stub.host)
    }

    private func halfTransparent(_ stub: StubHost) {
        stub.layers[StubHost.content] = StubHost.Layer(name: "view", x: 10, y: 20, width: 64, height: 48) { x, _ in
            [0.5, 0.25, 1, x < 32 ? 0.5 : 1]
        }
    }

    @Test func `is everything where all is opaque and nothing selected`() throws {
        let painted = try painted { $0.layers[StubHost.content]?.mask = [Float](repeating: 1, count: 64 * 48) }
        #expect(painted.content.coverage == nil)
        #expect(painted.alpha == nil)
    }

    @Test func `is what alpha, the selection's soft edge and the layer mask leave together`() throws {
        let painted = try painted { stub in
            halfTransparent(stub)
            stub.selection = (x: 40, y: 20, width: 100, height: 100, strength: 0.5)
            stub.layers[StubHost.content]?.mask = (0..<(64 * 48)).map { $0 / 64 < 24 ? 1 : 0.5 }
        }
        // The selection begins at the layer's column 30.
        let coverage = try #require(painted.content.coverage)
        #expect((coverage.height, coverage.width) == (48, 34))
        #expect(coverage.values[0] == 0.25)
        #expect(coverage.values[2] == 0.5)
        #expect(coverage.values[34 * 47 + 2] == 0.25)
        // The layer's alpha has no part of the mask, which stays a mask.
        #expect(painted.alpha?[34 * 47] == 0.25)
        #expect(painted.mask?.values[34 * 47] == 0.5)
    }

    @Test func `flattens what is transparent to the mean of what is visible`() throws {
        let painted = try painted { stub in
            stub.layers[StubHost.content] = StubHost.Layer(name: "view", width: 64, height: 48) { x, _ in
                x < 32 ? [0, 0, 0, 0] : [0.5, 0.25, 1, 1]
            }
        }
        #expect(painted.content.image.values.prefix(3) == [0.5, 0.25, 1])
        #expect(painted.content.coverage?.values.first == 0)
    }

    @Test func `is nothing behind a black layer mask, which is an error`() {
        #expect(throws: PluginError.transparentContent(name: "view")) {
            try painted { $0.layers[StubHost.content]?.mask = [Float](repeating: 0, count: 64 * 48) }
        }
    }

    @Test func `leaves the mask on the new layer, cut to the selection`() throws {
        let stub = StubHost.withPictures()
        stub.layers[StubHost.content]?.mask = (0..<(64 * 48)).map { $0 % 64 < 32 ? 1 : 0.25 }
        stub.selection = (x: 30, y: 25, width: 30, height: 20, strength: 1)
        #expect(stub.call().error == nil)
        let made = try #require(stub.inserted.first)
        #expect(made.hasAlpha)
        let mask = try #require(made.mask)
        #expect(mask.count == 30 * 20)
        // The layer's column 32 is the selection's twelfth.
        #expect((mask[11], mask[12]) == (1, 0.25))
    }
}
