import CGimpShim
import Testing

@testable import GimpPlugin

@Suite struct `Going on from a painting` {
    /// A painting of the stub's pictures, and its layer.
    private func painted(options: String = "size=64 iterations=4 scales=2") throws -> (StubHost, Int32) {
        let stub = StubHost.withPictures()
        let layer = try #require(stub.call(options: options).layer)
        return (stub, layer)
    }

    @Test func `adds a layer above it that begins with its pixels`() throws {
        let (stub, layer) = try painted()
        // Without the style and with a single evaluation, which is that of the start, nothing changes.
        #expect(stub.continuation(of: layer, iterations: 1).layer == 102)
        let made = try #require(stub.inserted.last)
        #expect(made.above == layer)
        #expect(made.name == "stripes ▸ view +1")
        #expect((made.bounds.x, made.bounds.y, made.bounds.width, made.bounds.height) == (10, 20, 64, 48))
        let difference = zip(made.rgba, stub.inserted[0].rgba).map { abs($0 - $1) }.max() ?? 1
        // The gamut's margin.
        #expect(difference < 0.01)
    }

    @Test func `makes it better, and remembers all that went into it`() throws {
        let (stub, layer) = try painted()
        let second = try #require(stub.continuation(of: layer, iterations: 5).layer)
        _ = try #require(stub.continuation(of: second, iterations: 6).layer)
        #expect(stub.inserted.map(\.name) == ["stripes ▸ view", "stripes ▸ view +5", "stripes ▸ view +11"])
        #expect(stub.inserted[1].rgba != stub.inserted[0].rgba)
        let records = stub.inserted.compactMap { RunRecord(text: $0.record) }
        #expect(records.map(\.iterations) == [[4], [4, 5], [4, 5, 6]])
        #expect(records[2].options == records[0].options)
    }

    @Test func `keeps to what options meant that its record doesn't know yet`() throws {
        let (stub, layer) = try painted()
        var record = try #require(stub.inserted.last.flatMap { RunRecord(text: $0.record) })
        // As 0.9.0 wrote it.
        record.version = "0.9.0"
        record.options = record.options.split(separator: " ").filter { !$0.hasPrefix("smoothness=") }
            .joined(separator: " ")
        #expect(try record.settings(replacing: [:]).smoothness == 0)
        #expect(try record.settings(replacing: ["smoothness": "7"]).smoothness == 7)
        #expect(try record.renewed().options.contains("smoothness=0 "))
        stub.layers[layer]?.record = record.text
        let longer = try #require(stub.continuation(of: layer, iterations: 1).layer)
        let renewed = try #require(stub.layers[longer]?.record.flatMap { RunRecord(text: $0) })
        #expect(renewed.options.contains("smoothness=0 "))
    }

    @Test func `keeps alpha and mask, and takes the part that was painted`() throws {
        let stub = StubHost.withPictures()
        stub.layers[StubHost.content]?.mask = (0..<(64 * 48)).map { $0 % 2 == 0 ? 1 : 0.5 }
        stub.selection = (x: 20, y: 25, width: 30, height: 30, strength: 0.5)
        let layer = try #require(stub.call().layer)
        stub.selection = nil
        #expect(stub.continuation(of: layer).error == nil)
        let made = try #require(stub.inserted.last)
        #expect((made.bounds.x, made.bounds.y, made.bounds.width, made.bounds.height) == (20, 25, 30, 30))
        #expect(made.rgba[3] == 0.5)
        #expect(made.mask == stub.inserted[0].mask)
    }

    @Test func `finds the style again after its image was closed and opened`() throws {
        let stub = StubHost.withPictures()
        stub.images[2] = "waves.jpg"
        stub.layers[StubHost.style]?.image = 2
        let layer = try #require(stub.call().layer)
        var reopened = try #require(stub.layers[StubHost.style])
        stub.layers[StubHost.style] = nil
        stub.images[2] = nil
        #expect(stub.continuation(of: layer).error == .sourceIsGone(name: "stripes", image: "waves.jpg"))

        stub.images[5] = "waves.jpg"
        reopened.image = 5
        reopened.tattoo = StubHost.style
        stub.layers[77] = reopened
        #expect(stub.continuation(of: layer).error == nil)
        // A namesake isn't it.
        stub.layers[77]?.name = "other"
        #expect(stub.continuation(of: layer).error == .sourceIsGone(name: "stripes", image: "waves.jpg"))
    }

    @Test func `reads a style that came from a file again, and closes it`() throws {
        let stub = StubHost.withPictures()
        stub.files["/pictures/waves.png"] = stub.layers[StubHost.style]
        stub.session["plug-in-neural-style-transfer-style"] = "/pictures/waves.png"
        stub.session["plug-in-neural-style-transfer-options"] = "size=48 iterations=3"
        let layer = try #require(stub.call(style: -1, runMode: NST_RUN_WITH_LAST_VALS).layer)
        let second = try #require(stub.continuation(of: layer).layer)
        #expect(stub.deletedImages.count == 2)
        #expect(stub.layers.values.allSatisfy { $0.image < 500 }, "an image was left open")

        stub.files = [:]
        #expect(stub.continuation(of: second).error == .styleFileUnreadable(path: "/pictures/waves.png"))
    }

    @Test func `needs a painting, whole and with its picture`() throws {
        let (stub, layer) = try painted()
        #expect(stub.continuation(of: StubHost.content).error == .notAPainting(name: "view"))
        #expect(stub.continuation(of: 99).error == .noContent)
        #expect(
            stub.continuation(of: layer, iterations: 0).error
                == .settings(.outOfRange(option: "iterations", value: "0", minimum: 1, maximum: 10000)))
        stub.layers[layer]?.height = 20
        #expect(stub.continuation(of: layer).error == .paintingChanged(name: "stripes ▸ view"))
        stub.layers[layer]?.height = 48
        stub.layers[StubHost.content] = nil
        #expect(stub.continuation(of: layer).error == .sourceIsGone(name: "view", image: nil))
    }

    @Test func `can't be done where the painting took its picture's place`() throws {
        let stub = StubHost.withPictures()
        _ = stub.call(options: "size=48 iterations=3 result=replace")
        #expect(stub.continuation(of: StubHost.content).error == .contentWasReplaced(name: "view"))
    }

    @Test func `asks how long, and remembers that`() throws {
        let (stub, layer) = try painted()
        stub.answer = { controls in
            #expect(controls.map(\.value) == [100])
            controls[0].value = 2
            return true
        }
        #expect(stub.continuation(of: layer, iterations: 0, runMode: NST_RUN_INTERACTIVE).error == nil)
        #expect(stub.inserted.last?.name == "stripes ▸ view +2")
        #expect(stub.continuation(of: layer, runMode: NST_RUN_WITH_LAST_VALS).error == nil)
        #expect(stub.inserted.last?.name == "stripes ▸ view +2")
        stub.answer = { _ in false }
        guard case .cancelled = stub.continuation(of: layer, runMode: NST_RUN_INTERACTIVE) else {
            Issue.record("the call wasn't cancelled")
            return
        }
        #expect(stub.continuation(of: layer, runMode: 9).error == .unknownRunMode(9))
    }
}
