import CGimpShim
import Foundation
import NSTOptions
import NSTVGG
import Testing

@testable import GimpPlugin

@Suite struct `The dialog's controls` {
    /// Plays a user in the dialog, who then cancels.
    private func open(
        _ stub: StubHost = .withPictures(), _ environment: PluginEnvironment = .forTests(),
        _ play: @escaping (UnsafeMutablePointer<nst_dialog>) -> Void
    ) {
        stub.respond = { dialog in
            play(dialog)
            return NST_ANSWER_CANCEL
        }
        guard case .cancelled = stub.call(style: -1, runMode: NST_RUN_INTERACTIVE, environment: environment) else {
            Issue.record("the call wasn't cancelled")
            return
        }
    }

    private func status(_ dialog: UnsafeMutablePointer<nst_dialog>) -> String {
        dialog.pointee.status.map { String(cString: $0) } ?? ""
    }

    /// Chooses a style, and waits for the first picture of the preview.
    private func awaitPreview(_ dialog: UnsafeMutablePointer<nst_dialog>) {
        dialog.set("style", Double(StubHost.style))
        // Unlike the content, which is what painting starts from otherwise, noise differs from it at once.
        dialog.set("init", Double(InitialImage.allCases.firstIndex(of: .noise) ?? 0))
        dialog.set("iterations", 5)
        for _ in 0..<5000 where dialog.pointee.picture_serial == 0 {
            dialog.send(NST_EVENT_TICK)
            _ = nanosleepBriefly()
        }
    }

    @Test func `are all options of the table, the preset first, what is advanced apart`() {
        open { dialog in
            let controls = UnsafeBufferPointer(
                start: dialog.pointee.controls, count: Int(dialog.pointee.control_count))
            let names = controls.map { String(cString: $0.name) }
            #expect(names.prefix(4) == ["preset", "save-preset", "delete-preset", "style"])
            #expect(Set(names).isSuperset(of: OptionTable.all.map(\.key)))
            for control in controls {
                let option = OptionTable.option(String(cString: control.name))
                #expect((control.is_advanced != 0) == (option?.level == .advanced))
                #expect(control.tooltip != nil)
            }
        }
    }

    @Test func `have access keys of their own`() {
        open { dialog in
            let labels = (0..<Int(dialog.pointee.control_count)).map {
                String(cString: dialog.pointee.controls[$0].label)
            }
            let shown = dialog.pointee
            let buttons = [
                shown.ok_label, shown.cancel_label, shown.advanced_label, shown.extra_label, shown.reset_label,
                shown.original_label,
            ]
            .compactMap { $0.map { String(cString: $0) } }
            let keys = (labels + buttons).compactMap(AccessKeys.key)
            #expect(Set(keys).count == keys.count)
            #expect(!keys.contains("h"), "GTK's Help button has it")
        }
        #expect(AccessKeys.distinct(["_Size", "_Style", "Si_", "s"]) == ["_Size", "S_tyle", "S_i", "s"])
        #expect(AccessKeys.distinct(["风格(_S)", "大小(_S)"]) == ["风格(_S)", "大小(_A)"])
    }

    @Test func `follow the preset that is chosen, which stays the base of later changes`() throws {
        let bold = try #require(Presets.builtIn.all.firstIndex { $0.name == "bold" })
        let stub = StubHost.withPictures()
        stub.respond = { dialog in
            dialog.set("style", Double(StubHost.style))
            dialog.set("size", 48)
            dialog.set("preset", Double(bold))
            #expect(dialog["strength"].pointee.value == 70)
            #expect(dialog["stroke-size"].pointee.value == 140)
            #expect(dialog["size"].pointee.value == 48, "a preset says nothing of the size unless it is for that")
            dialog.set("iterations", 3)
            #expect(dialog["preset"].pointee.value == Double(bold))
            return NST_ANSWER_OK
        }
        #expect(stub.call(style: -1, runMode: NST_RUN_INTERACTIVE).layer != nil)
        #expect(stub.session["plug-in-neural-style-transfer-options"] == "preset=bold size=48 iterations=3")
    }

    @Test func `go back to the defaults with Reset`() {
        open { dialog in
            dialog.set("strength", 90)
            dialog.send(NST_EVENT_RESET)
            #expect(dialog["strength"].pointee.value == 50)
            #expect(dialog["preset"].pointee.value == 0)
        }
    }

    @Test func `that are written are checked at once, and there is no painting while one is wrong`() {
        open { dialog in
            dialog.set("style", Double(StubHost.style))
            #expect(dialog.pointee.is_unready == 0)
            dialog.write("style-layers", "relu9_9")
            #expect(dialog.pointee.is_unready == 1)
            #expect(status(dialog).contains("relu9_9"))
            dialog.write("style-layers", "relu1_1, relu2_1")
            #expect(dialog.pointee.is_unready == 0)
        }
    }

    @Test func `are greyed out where they mean nothing`() throws {
        // The first choice is “auto”, which is no L-BFGS for the usual losses.
        let lbfgs = try #require(OptimiserKind.allCases.firstIndex(of: .lbfgs)) + 1
        let gatys = try #require(LossNormalisation.allCases.firstIndex(of: .gatys))
        open { dialog in
            #expect(dialog["history"].pointee.is_insensitive == 1)
            #expect(dialog["seed"].pointee.is_insensitive == 1)
            dialog.set("optimizer", Double(lbfgs))
            #expect(dialog["history"].pointee.is_insensitive == 0)
            dialog.set("optimizer", 0)
            #expect(dialog["history"].pointee.is_insensitive == 1)
            dialog.set("losses", Double(gatys))
            #expect(dialog["history"].pointee.is_insensitive == 0)
        }
    }

    @Test func `are greyed out where the losses don't know them, or nothing is smoothed`() throws {
        let gatys = try #require(LossNormalisation.allCases.firstIndex(of: .gatys))
        open { dialog in
            #expect(dialog["smoothness"].pointee.is_insensitive == 0)
            #expect(dialog["smoothing"].pointee.is_insensitive == 0)
            #expect(dialog["variety"].pointee.is_insensitive == 0)
            dialog.set("losses", Double(gatys))
            #expect(dialog["variety"].pointee.is_insensitive == 1)
            #expect(dialog["smoothness"].pointee.is_insensitive == 1)
            #expect(dialog["smoothing"].pointee.is_insensitive == 1)
            dialog.write("tv-weight", "0.01")
            #expect(dialog["smoothing"].pointee.is_insensitive == 0)
        }
    }

    @Test func `tell what the run will take, or why it can't be`() {
        open { dialog in
            #expect(dialog.pointee.is_unready == 1)
            #expect(status(dialog).contains("No style was chosen"))
            dialog.set("style", Double(StubHost.style))
            #expect(status(dialog).hasPrefix("Paints at 64 × 48 pixels and takes "))
        }
        open(.withPictures(), .forTests(availableMemory: 1000)) { dialog in
            dialog.set("style", Double(StubHost.style))
            #expect(dialog.pointee.is_unready == 1)
            #expect(status(dialog).contains("memory"))
        }
    }

    @Test func `show a preview and what it is painted from, and the time that painting takes`() {
        let stub = StubHost.withPictures()
        open(stub) { dialog in
            #expect(dialog.pointee.picture == nil)
            awaitPreview(dialog)
            #expect(dialog.pointee.picture_width == 64)
            #expect(dialog.pointee.picture_height == 48)
            guard let picture = dialog.pointee.picture, let original = dialog.pointee.original else {
                Issue.record("no picture")
                return
            }
            // The content is a gradient with 0.5 blue.
            #expect(original[2] == 128)
            #expect((0..<(3 * 64 * 48)).contains { picture[$0] != original[$0] })
            #expect(status(dialog).hasPrefix("Paints at 64 × 48 pixels; takes at most about "))
        }
        #expect(stub.openProgressBars == 0)
    }

    @Test func `show the original where a layer mask hides the painting`() {
        let stub = StubHost.withPictures()
        // Only the right half shows.
        stub.layers[StubHost.content]?.mask = (0..<(64 * 48)).map { $0 % 64 < 32 ? 0 : 1 }
        open(stub) { dialog in
            awaitPreview(dialog)
            guard let picture = dialog.pointee.picture, let original = dialog.pointee.original else {
                Issue.record("no picture")
                return
            }
            let columns = (0..<64).map { x in
                (0..<48).contains { y in
                    (0..<3).contains { picture[3 * (64 * y + x) + $0] != original[3 * (64 * y + x) + $0] }
                }
            }
            #expect(!columns[..<32].contains(true))
            #expect(!columns[32...].contains(false))
        }
    }

    @Test func `have no preview without weights`() {
        let environment = PluginEnvironment.forTests(
            findWeights: { .missing(architecture: $0, searched: ["/nowhere"]) })
        open(.withPictures(), environment) { dialog in
            dialog.set("style", Double(StubHost.style))
            for _ in 0..<50 {
                dialog.send(NST_EVENT_TICK)
                _ = nanosleepBriefly()
            }
            #expect(dialog.pointee.picture == nil)
        }
    }
}

@Suite struct `A style from a file` {
    private func host() -> (StubHost, TemporaryFolder, String) {
        let stub = StubHost.withPictures()
        let folder = TemporaryFolder()
        try? FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        for name in ["waves.png", "stars.jpg", "remarks.txt"] {
            _ = FileManager.default.createFile(atPath: "\(folder.path)/\(name)", contents: Data())
        }
        var layer = stub.layers[StubHost.style] ?? StubHost.Layer(name: "", width: 1, height: 1, rgba: [0, 0, 0, 1])
        layer.name = "waves.png"
        stub.files["\(folder.path)/waves.png"] = layer
        return (stub, folder, "\(folder.path)/waves.png")
    }

    @Test func `is chosen, painted with, remembered, and closed again; the list shows its folder's pictures`() {
        let (stub, folder, path) = host()
        stub.chosenFile = path
        stub.respond = { dialog in
            let style = dialog["style"]
            #expect(style.pointee.choice_count == 1)
            dialog.set("style", Double(NST_CHOICE_BELOW_LAYERS))
            #expect(style.pointee.choice_count == 3)
            #expect(String(cString: style.pointee.choices[0] ?? style.pointee.label) == "stars.jpg")
            #expect(style.pointee.value == Double(NST_CHOICE_BELOW_LAYERS - 1))
            dialog.set("size", 48)
            dialog.set("iterations", 3)
            return NST_ANSWER_OK
        }
        #expect(stub.call(style: -1, runMode: NST_RUN_INTERACTIVE).layer != nil)
        #expect(stub.inserted.first?.name == "waves.png ▸ view")
        #expect(stub.session["plug-in-neural-style-transfer-style"] == path)
        #expect(stub.call(style: -1, runMode: NST_RUN_WITH_LAST_VALS).layer != nil)
        #expect(stub.layers.values.allSatisfy { $0.image < 500 }, "an image was left open")
        #expect(stub.deletedImages.count == 3)
        withExtendedLifetime(folder) {}
    }

    @Test func `that can't be opened leaves the choice as it was, with a sentence`() {
        let (stub, folder, _) = host()
        stub.chosenFile = "\(folder.path)/stars.jpg"
        stub.respond = { dialog in
            dialog.set("style", Double(StubHost.style))
            dialog.set("style", Double(NST_CHOICE_BELOW_LAYERS))
            #expect(dialog["style"].pointee.value == Double(StubHost.style))
            #expect(dialog.pointee.status.map { String(cString: $0) }?.contains("stars.jpg") == true)
            return NST_ANSWER_CANCEL
        }
        _ = stub.call(style: -1, runMode: NST_RUN_INTERACTIVE)
        #expect(stub.shownDialogs == 1)
        withExtendedLifetime(folder) {}
    }

    @Test func `that has been deleted is named when the run is repeated`() {
        let stub = StubHost.withPictures()
        stub.session["plug-in-neural-style-transfer-style"] = "/gone/waves.png"
        #expect(
            stub.errorOfCall(style: -1, runMode: NST_RUN_WITH_LAST_VALS)
                == .styleFileUnreadable(path: "/gone/waves.png"))
    }
}

@Suite struct `The window of a run` {
    private let endless = "size=48 iterations=10000 scales=1 optimizer=adam stop-when-still=no"

    @Test func `shows the growing picture and how far it is, and can stop and keep`() throws {
        let stub = StubHost.withPictures()
        stub.session["plug-in-neural-style-transfer-options"] = endless
        stub.session["plug-in-neural-style-transfer-style"] = String(StubHost.style)
        stub.wish = { hasPicture in hasPicture ? NST_WISH_KEEP : NST_WISH_GO_ON }
        #expect(stub.call(style: -1, runMode: NST_RUN_WITH_LAST_VALS).layer == 101)
        #expect(stub.openRunWindows == 0)
        #expect(stub.openProgressBars == 0)
        #expect(stub.runTexts.contains { $0.hasPrefix("Size 1 of 2, iteration ") })
        #expect(Set(stub.runPictureSides) == [384])
        #expect(stub.runCurve.first?.begins_line == 1)
    }

    @Test func `can cancel`() {
        let stub = StubHost.withPictures()
        stub.session["plug-in-neural-style-transfer-options"] = endless
        stub.session["plug-in-neural-style-transfer-style"] = String(StubHost.style)
        stub.wish = { hasPicture in hasPicture ? NST_WISH_DISCARD : NST_WISH_GO_ON }
        guard case .cancelled = stub.call(style: -1, runMode: NST_RUN_WITH_LAST_VALS) else {
            Issue.record("the call wasn't cancelled")
            return
        }
        #expect(stub.inserted.isEmpty)
        #expect(stub.openRunWindows == 0)
    }

    @Test func `isn't opened for a script`() {
        let stub = StubHost.withPictures()
        stub.wish = { _ in NST_WISH_DISCARD }
        #expect(stub.call().layer == 101)
        #expect(stub.runTexts.isEmpty)
    }
}
