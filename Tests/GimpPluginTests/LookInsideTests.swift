import CGimpShim
import NSTCore
import NSTOptions
import NSTPictures
import NSTVGG
import Testing

@testable import GimpPlugin

@Suite struct `Looking inside the network` {
    @Test func `makes a group above the picture, of the strongest maps where the picture is`() throws {
        let stub = StubHost.withPictures()
        let group = try #require(stub.look { $0.mapCount = 3 }.layer)
        let made = try #require(stub.layers[group])
        #expect(made.name == "relu2_1 of view")
        #expect(made.children == stub.inserted.map(\.id))
        #expect(stub.inserted.allSatisfy { $0.group == group && $0.above == StubHost.content && !$0.hasAlpha })
        for layer in stub.inserted {
            #expect((layer.bounds.x, layer.bounds.y, layer.bounds.width, layer.bounds.height) == (10, 20, 64, 48))
        }
        // The maps are those that the engine makes of the layer's pixels.
        let layer = try #require(stub.layers[StubHost.content])
        let image = try #require(PixelBuffer(height: 48, width: 64, rgba: layer.rgba)).flattened
        let maps = try FeatureMaps(of: image, at: LayerName(.relu, 2, 1), in: Network.small(), limit: nil)
        let strongest = maps.strongest(3)
        #expect(stub.inserted.map(\.name) == strongest.map { "relu2_1 #\($0)" })
        let map = maps.picture(ofChannel: strongest[0])
        let first = try #require(stub.inserted.first)
        for (x, y) in [(0, 0), (1, 1), (2, 0), (63, 47), (30, 20)] {
            #expect(first.rgba[4 * (y * 64 + x)] == map.values[3 * (y / 2 * 32 + x / 2)])
        }
    }

    @Test func `is one step to undo`() throws {
        let stub = StubHost.withPictures()
        _ = try #require(stub.look().layer)
        #expect(stub.undoSteps.map(\.isBegin) == [true, false])
        #expect(stub.openProgressBars == 0)
    }

    @Test func `adds the Gram matrix and the filters where they are wanted`() throws {
        let stub = StubHost.withPictures()
        _ = try #require(
            stub.look {
                $0.hasGram = true
                $0.hasFilters = true
            }.layer)
        #expect(stub.inserted.suffix(2).map(\.name) == ["Gram matrix of relu2_1", "Filters of conv1_1"])
        let gram = stub.inserted[2].bounds
        // Three channels.
        #expect(gram.width == gram.height && gram.width == 510)
    }

    @Test func `looks at the selected part only, reduced to the size that is asked for`() throws {
        let stub = StubHost.withPictures()
        stub.selection = (x: 20, y: 25, width: 30, height: 20, strength: 0.5)
        _ = try #require(stub.look { $0.size = 16 }.layer)
        let bounds = try #require(stub.inserted.first).bounds
        #expect((bounds.x, bounds.y, bounds.width, bounds.height) == (20, 25, 30, 20))
        let values = try #require(stub.inserted.first).rgba
        // 8 columns of cells over 30 pixels.
        #expect(Set((0..<30).map { values[4 * $0] }).count <= 8)
    }

    @Test func `takes back what it made where the host takes no more layers`() throws {
        let stub = StubHost.withPictures()
        stub.layersTaken = 1
        let before = Set(stub.layers.keys)
        #expect(stub.look { $0.mapCount = 3 }.error == .resultRefused)
        #expect(Set(stub.layers.keys) == before && stub.removed.count == 1)
        #expect(stub.undoSteps.map(\.isBegin) == [true, false])
    }

    @Test func `refuses what it can't do with a sentence, and changes nothing`() throws {
        func error(_ prepare: (StubHost) -> Void = { _ in }, _ change: (inout LookInside.Words) -> Void) -> PluginError?
        {
            let stub = StubHost.withPictures()
            prepare(stub)
            let outcome = stub.look(change)
            #expect(stub.inserted.isEmpty && stub.undoSteps.isEmpty && stub.openProgressBars == 0)
            return outcome.error
        }
        #expect(error { $0.layer = "relu9_9" } == .unknownLayer("relu9_9"))
        #expect(error { $0.layer = "" } == .unknownLayer(""))
        #expect(
            error { $0.mapCount = 0 }
                == .settings(.outOfRange(option: "maps", value: "0", minimum: 1, maximum: 512)))
        #expect(
            error { $0.size = 5000 }
                == .settings(.outOfRange(option: "size", value: "5000", minimum: 16, maximum: 4096)))
        #expect(
            error { $0.network = "vgg17" }
                == .settings(.unknownChoice(option: "network", value: "vgg17", allowed: ["vgg16", "vgg19"])))
        #expect(
            error {
                $0.layer = "pool5"; $0.size = 16
            }
                == .inspection(
                    .pictureTooSmall(width: 16, height: 12, layer: LayerName(.pool, 5), minimum: 32), name: "view"))
        #expect(
            error({ $0.selection = (x: 500, y: 500, width: 3, height: 3, strength: 1) }) { _ in }
                == .selectionMissesLayer(name: "view"))
        #expect(error({ $0.layers[StubHost.content]?.isIndexed = true }) { _ in } == .indexedImage)
        #expect(
            error({ $0.layers[StubHost.content]?.rgba = .init(repeating: 0, count: 4 * 64 * 48) }) { _ in }
                == .transparentContent(name: "view"))
        let stub = StubHost.withPictures()
        guard case .inspection(.notEnoughMemory, "view") = stub.look(environment: .forTests(availableMemory: 100)).error
        else {
            Issue.record("a picture was looked at without memory")
            return
        }
    }

    @Test func `asks, and remembers the answer`() throws {
        let stub = StubHost.withPictures()
        stub.answer = { controls in
            #expect(controls.count == 5)
            controls[0].value = 1  // relu1_2
            controls[1].value = 4
            controls[2].value = 1
            return true
        }
        _ = try #require(stub.look(runMode: NST_RUN_INTERACTIVE).layer)
        #expect(stub.inserted.map(\.name).last == "Gram matrix of relu1_2")
        stub.answer = { controls in
            #expect(controls[0].value == 1 && controls[1].value == 4 && controls[2].value == 1)
            return false
        }
        guard case .cancelled = stub.look(runMode: NST_RUN_INTERACTIVE) else {
            Issue.record("Cancel made layers")
            return
        }
        let count = stub.inserted.count
        _ = try #require(stub.look(runMode: NST_RUN_WITH_LAST_VALS).layer)
        #expect(stub.inserted.count == 2 * count)
    }

    @Test func `keeps its choice as text, and reads no other text`() {
        var choice = LookInside()
        choice.network = .vgg19
        choice.layer = LayerName(.pool, 4)
        choice.hasFilters = true
        #expect(LookInside(text: choice.text) == choice)
        for text in ["", "vgg16", "vgg16 relu3_4 16 0 0 512", "vgg16 relu3_1 16 0 512", "vgg16 relu3_1 0 0 0 512"] {
            #expect(LookInside(text: text) == nil)
        }
    }

    @Test func `offers every rectified and pooled layer of the network`() {
        let names = LookInside.layers(of: .vgg16).map(\.description)
        #expect(names.count == 18)
        #expect(names.prefix(4) == ["relu1_1", "relu1_2", "pool1", "relu2_1"])
        #expect(LookInside.layers(of: .vgg19).allSatisfy(Architecture.vgg19.contains))
    }
}
