import CGimpShim
import Testing

@testable import GimpPlugin

@Suite struct `Bad input` {
    private func stub(_ change: (StubHost) -> Void = { _ in }) -> StubHost {
        let stub = StubHost.withPictures()
        change(stub)
        return stub
    }

    private func plain(_ id: Int32, _ width: Int, _ height: Int, alpha: Float = 1) -> (StubHost) -> Void {
        { stub in
            stub.layers[id] = StubHost.Layer(name: "plain", width: width, height: height) { _, _ in
                [0.5, 0.5, 0.5, alpha]
            }
        }
    }

    @Test func `in the arguments is the caller's fault`() {
        #expect(stub().errorOfCall(drawable: 99) == .noContent)
        #expect(stub().errorOfCall(style: -1) == .noStyle)
        #expect(stub().errorOfCall(style: 99) == .styleIsGone(id: 99))
        #expect(
            stub().errorOfCall(options: "size=48 iterations=4 init=layer init-layer=77") == .initialLayerIsGone(id: 77))
        #expect(stub().errorOfCall(style: StubHost.content) == .styleIsContent(name: "view"))
        #expect(stub().errorOfCall(runMode: 5) == .unknownRunMode(5))
        #expect(
            stub { $0.layers[StubHost.content]?.kind = NST_DRAWABLE_MASK }.errorOfCall()
                == .contentIsNotALayer(name: "view"))
        #expect(
            stub().errorOfCall(options: "siz=48") == .settings(.unknownOption("siz", suggestion: "size")))
    }

    @Test func `in the pictures is named`() {
        #expect(stub { $0.layers[StubHost.content]?.isIndexed = true }.errorOfCall() == .indexedImage)
        #expect(
            stub(plain(StubHost.content, 1, 1)).errorOfCall()
                == .painting(.contentTooSmall(width: 1, height: 1, minimum: 8), content: "plain", style: "stripes"))
        #expect(
            stub(plain(StubHost.content, 3, 2000)).errorOfCall()
                == .painting(.contentTooSmall(width: 3, height: 2000, minimum: 8), content: "plain", style: "stripes"))
        #expect(
            stub(plain(StubHost.style, 1, 1)).errorOfCall()
                == .painting(.styleTooSmall(width: 1, height: 1, minimum: 8), content: "view", style: "plain"))
        #expect(
            stub(plain(StubHost.content, 40, 40, alpha: 0)).errorOfCall() == .transparentContent(name: "plain"))
        #expect(stub(plain(StubHost.style, 40, 40, alpha: 0)).errorOfCall() == .transparentStyle(name: "plain"))
        #expect(
            stub { $0.selection = (x: 500, y: 0, width: 10, height: 10, strength: 1) }.errorOfCall()
                == .selectionMissesLayer(name: "view"))
        #expect(
            stub { $0.selection = (x: 0, y: 0, width: 999, height: 999, strength: 0) }.errorOfCall()
                == .transparentContent(name: "view"))
    }

    @Test func `of the machine is reported`() {
        let error = stub().errorOfCall(environment: .forTests(availableMemory: 1000))
        #expect(
            error
                == .painting(
                    .notEnoughMemory(size: 48, available: 1000, largest: nil), content: "view", style: "stripes"))
        #expect(stub { $0.refusesPixels = true }.errorOfCall() == .unreadable(name: "view"))
        #expect(stub { $0.refusesLayers = true }.errorOfCall() == .resultRefused)
    }

    @Test func `leaves no layer and no progress bar behind`() {
        let bad = stub { $0.refusesLayers = true }
        _ = bad.call()
        #expect(bad.inserted.isEmpty)
        #expect(bad.openProgressBars == 0)
    }
}

@Suite struct `An error that nothing expects` {
    struct Surprise: Error, CustomStringConvertible { let description = "full moon" }

    @Test func `ends the call, and is told as what it is`() throws {
        let outcome = ProcedureCall(environment: .forTests()).outcome { _ in throw Surprise() }
        guard case .failure(let error) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(error == .unexpected(description: "full moon"))
        #expect(error.sentence.contains("full moon"))
        #expect(outcome.result.status == NST_STATUS_EXECUTION_ERROR)
    }
}

@Suite struct `The outcome` {
    @Test func `has the status that GIMP expects`() {
        #expect(Outcome.success(layer: 4).result.status == NST_STATUS_SUCCESS)
        #expect(Outcome.success(layer: 4).result.layer == 4)
        #expect(Outcome.cancelled.result.status == NST_STATUS_CANCEL)
        #expect(Outcome.cancelled.result.message == nil)
        let calling = Outcome.failure(.noStyle).result
        #expect(calling.status == NST_STATUS_CALLING_ERROR)
        let execution = Outcome.failure(.indexedImage).result
        #expect(execution.status == NST_STATUS_EXECUTION_ERROR)
        #expect(execution.layer == -1)
        #expect(execution.message.map { String(cString: $0) } == PluginError.indexedImage.sentence)
        nst_free(calling.message)
        nst_free(execution.message)
    }
}
