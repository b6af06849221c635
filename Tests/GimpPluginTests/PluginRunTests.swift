import CGimpShim
import Glibc
import Testing

@testable import GimpPlugin

@Suite struct `A call of the procedure` {
    @Test func `makes one layer with the content's place and size, named after the style`() throws {
        let stub = StubHost.withPictures()
        guard case .success(let layer) = stub.call(options: "size=48 iterations=8") else {
            Issue.record("the call failed")
            return
        }
        #expect(layer == 101)
        #expect(stub.inserted.count == 1)
        let made = try #require(stub.inserted.first)
        #expect(made.above == StubHost.content)
        #expect(made.name == "stripes ▸ view")
        #expect((made.bounds.x, made.bounds.y) == (10, 20))
        #expect((made.bounds.width, made.bounds.height) == (64, 48))
        #expect(!made.hasAlpha)
        #expect(made.rgba.allSatisfy { (0...1).contains($0) })
        // It is neither the content nor a flat colour.
        let content = try #require(stub.layers[StubHost.content])
        let difference = zip(made.rgba, content.rgba).reduce(0) { $0 + abs($1.0 - $1.1) } / Float(made.rgba.count)
        #expect(difference > 0.01)
    }

    @Test func `starts from the layer that the options name`() throws {
        func painting(_ start: String) throws -> [Float] {
            let stub = StubHost.withPictures()
            // One evaluation looks at the first picture and changes nothing.
            guard case .success = stub.call(options: "losses=normalised size=48 iterations=1 strength=0 \(start)")
            else { return [] }
            return try #require(stub.inserted.first).rgba
        }
        let fromContent = try painting("init=content")
        #expect(try painting("init=layer init-layer=0") == fromContent)
        let fromStyle = try painting("init=layer init-layer=\(StubHost.style)")
        #expect(fromStyle != fromContent)
        // The stripes' colours are there.
        #expect(zip(fromStyle, fromStyle.dropFirst(2)).contains { $0 > 0.9 && $1 < 0.2 })
    }

    @Test func `shows progress that only rises, and removes the bar`() {
        let stub = StubHost.withPictures()
        _ = stub.call(options: "size=64 iterations=12")
        #expect(stub.openProgressBars == 0)
        #expect(!stub.progress.isEmpty)
        #expect(stub.progress.allSatisfy { (0...1).contains($0.fraction) && $0.text.contains("left") })
        #expect(zip(stub.progress, stub.progress.dropFirst()).allSatisfy { $0.fraction <= $1.fraction })
    }

    @Test func `gives the same picture for the same call`() throws {
        let (first, second) = (StubHost.withPictures(), StubHost.withPictures())
        _ = first.call(options: "size=48 iterations=4 init=noise seed=3")
        _ = second.call(options: "size=48 iterations=4 init=noise seed=3")
        #expect(try #require(first.inserted.first).rgba == #require(second.inserted.first).rgba)
    }

    @Test func `keeps the content's alpha`() throws {
        let stub = StubHost.withPictures()
        stub.layers[StubHost.content] = StubHost.Layer(name: "hole", width: 64, height: 48) { x, _ in
            [0.2, 0.4, 0.6, x < 32 ? 0.25 : 1]
        }
        _ = stub.call()
        let made = try #require(stub.inserted.first)
        #expect(made.hasAlpha)
        #expect(made.rgba[3] == 0.25)
        #expect(made.rgba[4 * 63 + 3] == 1)
    }

    @Test func `paints only what is selected, as strongly as it is selected`() throws {
        let stub = StubHost.withPictures()
        stub.selection = (x: 20, y: 25, width: 1000, height: 30, strength: 0.5)
        _ = stub.call()
        let made = try #require(stub.inserted.first)
        #expect((made.bounds.x, made.bounds.y, made.bounds.width, made.bounds.height) == (20, 25, 54, 30))
        #expect(made.hasAlpha)
        #expect(made.rgba[3] == 0.5)
    }

    @Test func `reports each evaluation and the end to a listener`() throws {
        let path = "/tmp/neural-style-report-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        close(open(path, O_CREAT | O_WRONLY, 0o600))
        defer { unlink(path) }
        let stub = StubHost.withPictures()
        _ = stub.call(environment: .forTests(reportPath: path))
        let file = try #require(fopen(path, "r"))
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&buffer, 1, buffer.count, file)
        let lines = String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n")
        #expect(lines.first?.contains(#""event":"plan""#) == true)
        #expect(lines.dropFirst().dropLast().allSatisfy { $0.contains(#""event":"progress""#) })
        #expect(lines.last?.contains(#""event":"done""#) == true)
    }
}

@Suite struct `The dialog` {
    @Test func `offers other layers, and what is chosen there is what is used and remembered`() throws {
        let stub = StubHost.withPictures()
        stub.respond = { dialog in
            #expect(dialog["style"].pointee.kind == Int32(NST_CONTROL_DRAWABLE))
            #expect(dialog["style"].pointee.excluded_drawable == StubHost.content)
            #expect(
                ["strength", "size", "iterations", "network"].map { dialog[$0].pointee.value } == [50, 512, 120, 0])
            dialog["style"].pointee.value = Double(StubHost.style)
            dialog["size"].pointee.value = 48
            dialog["iterations"].pointee.value = 3
            return NST_ANSWER_OK
        }
        guard case .success = stub.call(style: -1, options: "", runMode: NST_RUN_INTERACTIVE) else {
            Issue.record("the call failed")
            return
        }
        #expect(stub.session["plug-in-neural-style-transfer-options"] == "size=48 iterations=3")
        #expect(stub.session["plug-in-neural-style-transfer-style"] == "8")

        // Repeating asks nothing and does the same again.
        guard case .success = stub.call(style: -1, options: "", runMode: NST_RUN_WITH_LAST_VALS) else {
            Issue.record("the repetition failed")
            return
        }
        #expect(stub.shownDialogs == 1)
        #expect(stub.inserted.count == 2)
        #expect(stub.inserted[0].rgba == stub.inserted[1].rgba)
    }

    @Test func `changes nothing when it is cancelled`() {
        let stub = StubHost.withPictures()
        stub.respond = { dialog in
            dialog["strength"].pointee.value = 90
            return NST_ANSWER_CANCEL
        }
        guard case .cancelled = stub.call(style: -1, runMode: NST_RUN_INTERACTIVE) else {
            Issue.record("the call wasn't cancelled")
            return
        }
        #expect(stub.inserted.isEmpty)
        #expect(stub.session.isEmpty)
    }

    @Test func `without a display is an error that names another run mode`() {
        #expect(StubHost.withPictures().errorOfCall(runMode: NST_RUN_INTERACTIVE) == .noDisplay)
    }
}
