import CGimpShim
import NSTMessages
import NSTOptions
import Testing

@testable import GimpPlugin

@Suite struct `A painting` {
    private let quick = "size=48 iterations=3"

    @Test func `replaces the layer's pixels, and leaves it to the host where they are selected`() throws {
        let stub = StubHost.withPictures()
        stub.selection = (x: 20, y: 25, width: 30, height: 30, strength: 0.5)
        #expect(stub.call(options: "\(quick) result=replace").layer == StubHost.content)
        #expect(stub.inserted.isEmpty)
        let replacement = try #require(stub.replacements.first)
        #expect(replacement.layer == StubHost.content)
        #expect((replacement.bounds.x, replacement.bounds.y) == (10, 5))
        #expect((replacement.bounds.width, replacement.bounds.height) == (30, 30))
        // Not half transparent: the selection has its effect only once.
        #expect(replacement.rgba[3] == 1)
        #expect(RunRecord(text: replacement.record)?.part == Rectangle(x: 10, y: 5, width: 30, height: 30))
    }

    @Test func `replaces neither locked pixels nor a group, and says so before the work`() {
        let stub = StubHost.withPictures()
        stub.layers[StubHost.content]?.isLocked = true
        #expect(stub.errorOfCall(options: "\(quick) result=replace") == .layerIsLocked(name: "view"))
        stub.layers[StubHost.content]?.isLocked = false
        stub.layers[StubHost.content]?.children = []
        #expect(stub.errorOfCall(options: "\(quick) result=replace") == .groupCantBeReplaced(name: "view"))
        #expect(stub.progress.isEmpty)
    }

    @Test func `has the steps below it, hidden, in one step to undo`() throws {
        let stub = StubHost.withPictures()
        #expect(stub.call(options: "size=48 iterations=5 keep-every=2 scales=1").layer == 101)
        #expect(stub.inserted.map(\.isHidden) == [false, true, true])
        #expect(
            stub.inserted.map(\.name)
                == ["stripes ▸ view", "stripes ▸ view, iteration 4", "stripes ▸ view, iteration 2"])
        // Each goes directly above the content: the last step lies below the painting, the first below that.
        #expect(stub.inserted.allSatisfy { $0.above == StubHost.content })
        #expect(stub.inserted.allSatisfy { $0.rgba.count == stub.inserted[0].rgba.count })
        #expect(stub.inserted[1].rgba != stub.inserted[2].rgba)
        #expect(stub.inserted.map(\.record.isEmpty) == [false, true, true])
        #expect(stub.undoSteps.map(\.isBegin) == [true, false])
    }

    @Test func `is a new layer where the content is locked or hidden`() {
        let stub = StubHost.withPictures()
        stub.layers[StubHost.content]?.isLocked = true
        stub.layers[StubHost.content]?.isVisible = false
        #expect(stub.call(options: quick).layer == 101)
    }

    @Test func `is an image of its own, shown to a user but not to a script`() throws {
        let stub = StubHost.withPictures()
        #expect(stub.call(options: "\(quick) result=image").layer == 101)
        let made = try #require(stub.inserted.first)
        #expect(made.ownImage == false)
        #expect((made.bounds.x, made.bounds.y) == (0, 0))
        #expect(made.name == "stripes ▸ view")
        // Seen from the new image, the content is in another one.
        #expect(RunRecord(text: made.record)?.content.image == "photo.jpg")

        stub.session["plug-in-neural-style-transfer-style"] = String(StubHost.style)
        stub.session["plug-in-neural-style-transfer-options"] = "\(quick) result=image"
        #expect(stub.call(style: -1, options: "", runMode: NST_RUN_WITH_LAST_VALS).error == nil)
        #expect(stub.inserted.last?.ownImage == true)
    }
}

@Suite struct `What is kept with a painting` {
    private let options = "size=48 iterations=4 init=noise seed=3"

    private func record(_ stub: StubHost) throws -> RunRecord {
        let made = try #require(stub.inserted.first)
        return try #require(RunRecord(text: made.record))
    }

    @Test func `tells how it was made`() throws {
        let stub = StubHost.withPictures()
        stub.layers[StubHost.style]?.image = 2
        stub.images[2] = "waves.jpg"
        _ = stub.call(options: options)
        let record = try record(stub)
        #expect(record.seed == 3)
        #expect(record.version == ProgramVersion.current)
        #expect(record.network == RunRecord.NetworkIdentity(name: "vgg16", sha256: "5ma11"))
        #expect(record.iterations == [4])
        #expect(record.content == RunRecord.Source(name: "view", id: 7, tattoo: 7, image: nil))
        #expect(record.style == RunRecord.Source(name: "stripes", id: 8, tattoo: 8, image: "waves.jpg"))
        #expect(record.styles == [RunRecord.StyleWeight(name: "stripes", weight: 1)])
        #expect(record.part == Rectangle(x: 0, y: 0, width: 64, height: 48))
        // Every option, so that other defaults change nothing.
        #expect(
            record.options.split(separator: " ").map { String($0.prefix { $0 != "=" }) }
                == OptionTable.all.filter { $0.key != "preset" && $0.scope != .occasion }.map(\.key))
        // What only this run could use isn't among them.
        #expect(!record.options.contains("memory=") && !record.options.contains("init-layer="))
        #expect(record.preset == OptionTable.option("preset")?.text(Settings()))
    }

    @Test func `makes the same picture again`() throws {
        let (first, second) = (StubHost.withPictures(), StubHost.withPictures())
        _ = first.call(options: options)
        _ = second.call(options: try record(first).options)
        #expect(try #require(first.inserted.first).rgba == #require(second.inserted.first).rgba)
        #expect(first.inserted.first?.record == second.inserted.first?.record)
    }

    @Test(arguments: ["", "{}", "[1,2", "{\"format\":2}", "\u{0}"])
    func `is nothing where it isn't ours`(_ text: String) {
        #expect(RunRecord(text: text) == nil)
    }
}
