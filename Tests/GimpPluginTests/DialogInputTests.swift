import CGimpShim
import NSTCore
import NSTOptions
import Testing

@testable import GimpPlugin

@Suite struct `What is set in the dialog` {
    /// Plays a user in one dialog after the other, each of whom answers what the function returns.
    @discardableResult
    private func play(
        _ stub: StubHost = .withPictures(), _ users: ((UnsafeMutablePointer<nst_dialog>) -> Int)...
    ) -> StubHost {
        var rest = users[...]
        stub.respond = { dialog in rest.popFirst()?(dialog) ?? NST_ANSWER_CANCEL }
        _ = stub.call(style: -1, runMode: NST_RUN_INTERACTIVE)
        #expect(stub.shownDialogs == users.count)
        return stub
    }

    private func status(_ dialog: UnsafeMutablePointer<nst_dialog>) -> String {
        dialog.pointee.status.map { String(cString: $0) } ?? ""
    }

    private func text(_ dialog: UnsafeMutablePointer<nst_dialog>, _ name: String) -> String {
        dialog[name].pointee.text.map { String(cString: $0) } ?? ""
    }

    @Test func `survives an import of weights, also what is written wrong`() {
        let stub = StubHost.withPictures()
        stub.chosenFile = "/downloads/network.pth"
        play(
            stub,
            { dialog in
                dialog.set("style", Double(StubHost.style))
                dialog.set("strength", 77)
                dialog.write("style-layers", "relu1_1, relu9")
                dialog.write("seed", "x")
                // Written while no event told of it.
                dialog["size"].pointee.value = 640
                return NST_ANSWER_EXTRA
            },
            { dialog in
                #expect(dialog["style"].pointee.value == Double(StubHost.style))
                #expect(dialog["strength"].pointee.value == 77)
                #expect(dialog["size"].pointee.value == 640)
                #expect(text(dialog, "style-layers") == "relu1_1, relu9")
                #expect(text(dialog, "seed") == "x")
                #expect(dialog.pointee.is_unready == 1)
                #expect(status(dialog).contains("relu9"))
                return NST_ANSWER_CANCEL
            })
    }

    @Test func `wrongly brings the dialog back, with a sentence, when painting is asked for all the same`() {
        let stub = play(
            .withPictures(),
            { dialog in
                dialog.set("style", Double(StubHost.style))
                dialog.write("tv-weight", "much")
                return NST_ANSWER_OK
            },
            { dialog in
                #expect(dialog.pointee.notice.map { String(cString: $0) }?.contains("“much”") == true)
                #expect(text(dialog, "tv-weight") == "much")
                dialog.write("tv-weight", "0.5")
                dialog.set("size", 48)
                dialog.set("iterations", 3)
                return NST_ANSWER_OK
            })
        #expect(stub.session["plug-in-neural-style-transfer-options"] == "size=48 iterations=3 tv-weight=0.5")
    }

    @Test func `wrongly stays told and can be mended, whatever else is set`() throws {
        let (noise, content) = (
            try #require(InitialImage.allCases.firstIndex(of: .noise)),
            try #require(InitialImage.allCases.firstIndex(of: .content))
        )
        play(
            .withPictures(),
            { dialog in
                dialog.set("init", Double(noise))
                dialog.write("seed", "x")
                dialog.set("init", Double(content))
                #expect(dialog["seed"].pointee.is_insensitive == 0, "it could never be mended")
                dialog.set("style", Double(StubHost.style))
                #expect(dialog.pointee.is_unready == 1)
                #expect(status(dialog).contains("“x”"))
                dialog.write("seed", "5")
                #expect(dialog.pointee.is_unready == 0)
                #expect(dialog["seed"].pointee.is_insensitive == 1)
                return NST_ANSWER_CANCEL
            })
    }

    @Test func `can be either end of every slider, and the dialog agrees with itself`() {
        play(
            .withPictures(),
            { dialog in
                dialog.set("style", Double(StubHost.style))
                for option in OptionTable.all where dialog[option.key].pointee.kind == NST_CONTROL_NUMBER {
                    let control = dialog[option.key]
                    let shown = control.pointee.value
                    let ends = [control.pointee.minimum, control.pointee.maximum]
                    // A logarithmic slider misses its ends by what its logarithms round.
                    for value in ends + [ends[0] - 1e-9, ends[1] + 1e-9] {
                        dialog.set(option.key, value)
                        #expect(!status(dialog).isEmpty)
                        #expect(!status(dialog).contains("“\(option.key)”"), "\(value): \(status(dialog))")
                    }
                    for value in [Double.nan, .infinity] { dialog.set(option.key, value) }
                    dialog.set(option.key, shown)
                    #expect(dialog.pointee.is_unready == 0, "\(option.key)")
                }
                return NST_ANSWER_CANCEL
            })
    }

    @Test func `by a script or a look is shown by the sliders with all its decimals`() {
        let stub = StubHost.withPictures()
        stub.session["plug-in-neural-style-transfer-options"] = "strength=62.5 coarse-share=1.125 detail=30"
        play(
            stub,
            { dialog in
                let digits = ["strength", "coarse-share", "detail", "size"].map { dialog[$0].pointee.digits }
                #expect(digits == [1, 3, 0, 0])
                #expect(dialog["strength"].pointee.value == 62.5)
                dialog.set("strength", 71.26)
                dialog.set("style", Double(StubHost.style))
                dialog.set("size", 48)
                dialog.set("iterations", 3)
                return NST_ANSWER_OK
            })
        #expect(
            stub.session["plug-in-neural-style-transfer-options"]
                == "size=48 iterations=3 strength=71.3 coarse-share=1.125 detail=30")
    }

    @Test func `as a look that was deleted since goes on under the standard's name`() {
        let stub = StubHost.withPictures()
        var last = Settings()
        last.preset = "my-gone"
        last.strength = 20
        let draft = SettingsDraft(last)
        #expect(draft.error == nil)
        stub.respond = { dialog in
            #expect(dialog["preset"].pointee.value == 0)
            #expect(dialog["strength"].pointee.value == 20)
            return NST_ANSWER_OK
        }
        let content = try? stub.host.paintableLayer(StubHost.content)
        guard let content else { return }
        let dialog = StyleDialog(environment: .forTests(), cache: NetworkCache(), content: content)
        guard
            case .paint(let shown)? = try? dialog.run(on: stub.host, last: .init(style: .drawable(-1), settings: draft))
        else {
            Issue.record("the dialog wasn't answered")
            return
        }
        #expect(shown.settings.settings.preset == Presets.standardName)
        #expect(shown.settings.settings.strength == 20)
    }
}
