import CGimpShim
import Testing

@testable import GimpPlugin

/// A user who watches until there is a picture, and then wants something.
private final class Onlooker: RunView {
    private let wishAtPicture: RunWish
    private(set) var wish = RunWish.goOn

    let pictureSide: Int?

    /// - Parameter pictureSide: `nil` for one who wants no pictures, and something at the first progress.
    init(_ wish: RunWish, pictureSide: Int? = 30) {
        wishAtPicture = wish
        self.pictureSide = pictureSide
    }

    func begin() {}
    func end() {}

    func show(_ state: PaintingThread.State) {
        guard state.progress != nil, (state.picture == nil) == (pictureSide == nil) else { return }
        #expect(state.picture?.extent.longest == pictureSide)
        wish = wishAtPicture
    }
}

@Suite struct `A run that is stopped` {
    private let endless = "size=48 iterations=10000 scales=1 optimizer=adam"

    @Test func `keeps what there is so far`() throws {
        let stub = StubHost.withPictures()
        let layer = stub.call(
            options: endless, environment: .forTests(makeView: { _ in Onlooker(.keep) })
        ).layer
        #expect(layer == 101)
        let made = try #require(stub.inserted.first)
        let iterations = try #require(RunRecord(text: made.record)).iterations
        #expect(iterations.count == 1 && (1..<10000).contains(iterations[0]))
        #expect((made.bounds.width, made.bounds.height) == (64, 48))
    }

    @Test(arguments: [100, nil])
    func `shows pictures as large as its watcher wants them, or none`(_ side: Int?) {
        let stub = StubHost.withPictures()
        let layer = stub.call(
            options: endless, environment: .forTests(makeView: { _ in Onlooker(.keep, pictureSide: side) })
        ).layer
        #expect(layer == 101)
    }

    @Test func `leaves nothing where nothing is wanted`() {
        let stub = StubHost.withPictures()
        let outcome = stub.call(
            options: endless, environment: .forTests(makeView: { _ in Onlooker(.discard) }))
        guard case .cancelled = outcome else {
            Issue.record("the call wasn't cancelled")
            return
        }
        #expect(stub.inserted.isEmpty)
    }

    @Test func `ends with a sentence when its image is closed`() {
        let stub = StubHost.withPictures()
        var lookups = 0
        stub.beforeLookingUp = { [unowned stub] id in
            guard id == StubHost.content else { return }
            lookups += 1
            // The first is that of the arguments; the next comes while the engine works.
            if lookups == 2 { stub.layers[id] = nil }
        }
        #expect(stub.call(options: endless).error == .layerIsGone(name: "view"))
        #expect(stub.inserted.isEmpty)
        #expect(stub.openProgressBars == 0)
    }

    @Test func `that was to end in an image that is gone by then ends with a sentence`() {
        let stub = StubHost.withPictures()
        stub.refusesLayers = true
        #expect(stub.errorOfCall() == .resultRefused)
        #expect(stub.errorOfCall(options: "size=48 iterations=3 result=replace") == .replacementRefused(name: "view"))
        #expect(stub.errorOfCall(options: "size=48 iterations=3 result=image") == .imageRefused)
    }
}
