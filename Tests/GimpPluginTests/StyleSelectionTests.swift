import CGimpShim
import NSTPictures
import Testing

@testable import GimpPlugin

@Suite struct `The styles` {
    private static let group: Int32 = 30

    /// A group of three layers in the content's image: “red”, hidden “green”, and “blue” at a quarter.
    private func stub(_ change: (StubHost) -> Void = { _ in }) -> StubHost {
        let stub = StubHost.withPictures()
        func plain(_ name: String, _ colour: [Float]) -> StubHost.Layer {
            StubHost.Layer(name: name, width: 40, height: 40) { _, _ in colour }
        }
        stub.layers[31] = plain("red", [1, 0, 0, 1])
        stub.layers[32] = plain("green", [0, 1, 0, 1])
        stub.layers[33] = plain("blue", [0, 0, 1, 1])
        stub.layers[32]?.isVisible = false
        stub.layers[33]?.opacity = 0.25
        stub.layers[Self.group] = plain("palette", [0.5, 0, 0.5, 1])
        stub.layers[Self.group]?.children = [31, 32, 33]
        change(stub)
        return stub
    }

    private func read(_ stub: StubHost, _ id: Int32 = group, part: Rectangle? = nil) throws -> [Style] {
        let content = try #require(stub.host.drawable(StubHost.content))
        return try StyleSelection(id, for: content, on: stub.host)
            .read(for: content, part: part ?? content.whole, from: stub.host).pictures
    }

    @Test func `of a group are its visible layers, each as heavy as it is opaque`() throws {
        let styles = try read(stub())
        #expect(styles.map { Array($0.image.values.prefix(3)) } == [[1, 0, 0], [0, 0, 1]])
        #expect(styles.map(\.weight) == [1, 0.25])
        #expect(styles.allSatisfy { $0.region == nil && $0.coverage == nil })
    }

    @Test func `of a group in a group is one, as it looks`() throws {
        let styles = try read(
            stub { stub in
                stub.layers[31]?.children = [32, 33]
            })
        #expect(styles.count == 2)
        #expect(styles[0].image.values.prefix(3) == [1, 0, 0])
    }

    @Test func `have all weight where a single layer is given, however faint or hidden it is`() throws {
        let styles = try read(
            stub {
                $0.layers[33]?.isVisible = false
            }, 33)
        #expect(styles.map(\.weight) == [1])
    }

    @Test func `cover what is opaque of them`() throws {
        let styles = try read(
            stub { stub in
                stub.layers[31] = StubHost.Layer(name: "red", width: 40, height: 40) { x, _ in
                    [1, 0, 0, x < 20 ? 0 : 0.5]
                }
            }, 31)
        #expect(styles[0].coverage?.values[19] == 0)
        #expect(styles[0].coverage?.values[20] == 0.5)
    }

    @Test func `are used where their masks lie over the painted part, with soft edges, and nowhere else`() throws {
        // The content stands at (10, 20); the mask, at (20, 24) with 40×40, rises from left to right.
        let stub = stub { stub in
            stub.layers[31]?.x = 20
            stub.layers[31]?.y = 24
            stub.layers[31]?.mask = (0..<1600).map { Float($0 % 40) / 40 }
        }
        let styles = try read(stub, part: Rectangle(x: 5, y: 0, width: 50, height: 48))
        let region = try #require(styles[0].region)
        #expect((region.height, region.width) == (48, 50))
        func value(_ x: Int, _ y: Int) -> Float { region.values[50 * y + x] }
        // The painted part begins at the image's (15, 20): the mask at (5, 4).
        #expect(value(4, 10) == 0)
        #expect(value(10, 3) == 0)
        #expect(value(25, 4) == 0.5)
        #expect(value(44, 43) == Float(39) / 40)
        #expect(value(45, 43) == 0)
        #expect(value(44, 44) == 0)
        #expect(styles[1].region == nil)
    }

    @Test func `of another image have their masks stretched over the painted part`() throws {
        let stub = stub { stub in
            stub.layers[31]?.image = 2
            stub.layers[31]?.mask = (0..<1600).map { Float($0 % 2) }
        }
        let region = try #require(try read(stub, 31)[0].region)
        #expect((region.height, region.width) == (40, 40))
        #expect(region.values[..<4] == [0, 1, 0, 1])
    }

    @Test func `that no mask lets through are left out, and an error if none is left`() throws {
        let black = [Float](repeating: 0, count: 1600)
        let styles = try read(stub { $0.layers[31]?.mask = black })
        #expect(styles.map(\.weight) == [0.25])
        #expect(throws: PluginError.styleNowhere(name: "red")) {
            try read(stub { $0.layers[31]?.mask = black }, 31)
        }
    }

    @Test func `can't be a group that shows nothing or holds the content`() {
        #expect(
            stub { stub in
                for id in [31, 33] as [Int32] { stub.layers[id]?.isVisible = false }
            }.errorOfCall(style: Self.group) == .noVisibleStyle(name: "palette"))
        #expect(
            stub { $0.layers[Self.group]?.children = [31, StubHost.content] }.errorOfCall(style: Self.group)
                == .styleIsContent(name: "view"))
    }

    @Test func `give the result its name, the group where there are many`() throws {
        let two = stub()
        #expect(two.call(style: Self.group).error == nil)
        #expect(two.inserted.first?.name == "red + blue ▸ view")
        let many = stub { $0.layers[Self.group]?.children = [31, 33, 31, 33] }
        #expect(many.call(style: Self.group).error == nil)
        #expect(many.inserted.first?.name == "palette ▸ view")
    }

    @Test func `are named each by itself where one is too small`() {
        let error = stub {
            $0.layers[33] = StubHost.Layer(name: "dot", width: 3, height: 3) { _, _ in [0, 0, 1, 1] }
        }.errorOfCall(style: Self.group)
        #expect(
            error == .painting(.styleTooSmall(width: 3, height: 3, minimum: 8), content: "view", style: "dot"))
    }

    @Test func `are repeated as a group`() throws {
        let stub = stub()
        stub.session["plug-in-neural-style-transfer-style"] = String(Self.group)
        stub.session["plug-in-neural-style-transfer-options"] = "size=48 iterations=3"
        #expect(stub.call(style: -1, options: "", runMode: NST_RUN_WITH_LAST_VALS).error == nil)
        #expect(stub.inserted.first?.name == "red + blue ▸ view")
    }
}
