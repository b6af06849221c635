import CGimpShim
import Foundation
import NSTVGG
import Synchronization
import Testing

@testable import GimpPlugin

/// Weights that appear once they have been imported, and what the tool was messages.
private final class WeightsOnTrial: Sendable {
    let outcomes: [ImportOutcome]
    let calls = Mutex<[String]>([])
    let installed = Mutex<Set<Architecture>>([])

    init(_ outcomes: ImportOutcome..., installed: Set<Architecture> = []) {
        self.outcomes = outcomes
        self.installed.withLock { $0 = installed }
    }

    var environment: PluginEnvironment {
        .forTests(
            findWeights: { [self] architecture in
                installed.withLock { $0.contains(architecture) }
                    ? nil : .missing(architecture: architecture, searched: ["/weights/\(architecture).safetensors"])
            },
            importWeights: { [self] file, convention in
                let call = calls.withLock { calls in
                    calls.append("\(file) \(convention ?? "-")")
                    return calls.count
                }
                let outcome = outcomes[min(call, outcomes.count) - 1]
                if case .imported = outcome { installed.withLock { _ = $0.insert(.vgg16) } }
                return outcome
            })
    }
}

/// A user who presses one button after the other, and what stood in the dialogs.
private final class User {
    let stub = StubHost.withPictures()
    private(set) var notices: [String] = []

    /// - Parameter presses: For each dialog, the button and how to set the last control.
    init(_ presses: (button: Int, value: Double?)...) {
        var rest = presses[...]
        stub.chosenFile = "/downloads/network.pth"
        stub.respond = { [unowned self] dialog in
            notices.append(dialog.pointee.notice.map { String(cString: $0) } ?? "")
            #expect(!rest.isEmpty, "one dialog too many")
            guard let press = rest.popFirst() else { return NST_ANSWER_CANCEL }
            if dialog.index(of: "style") != nil {
                dialog["style"].pointee.value = Double(StubHost.style)
                dialog["size"].pointee.value = 48
                dialog["iterations"].pointee.value = 3
            }
            if let value = press.value {
                let name = dialog.index(of: "network") == nil ? "convention" : "network"
                dialog[name].pointee.value = value
            }
            return press.button
        }
    }

    func call(_ weights: WeightsOnTrial) -> Outcome {
        stub.call(style: -1, options: "", runMode: NST_RUN_INTERACTIVE, environment: weights.environment)
    }
}

@Suite struct `Missing weights` {
    @Test func `are named with the place where they were looked for, and can be imported before painting`() throws {
        let weights = WeightsOnTrial(.imported("VGG-16's weights are here."))
        let user = User((NST_ANSWER_EXTRA, nil), (NST_ANSWER_OK, nil))
        guard case .success = user.call(weights) else {
            Issue.record("the call failed")
            return
        }
        #expect(user.notices[0].contains("network VGG-16 aren't installed (looked for /weights/vgg16.safetensors)"))
        #expect(user.notices[0].contains("neural-style-weights fetch vgg16"))
        #expect(user.notices[1] == "Imported: VGG-16's weights are here.")
        #expect(weights.calls.withLock { $0 } == ["/downloads/network.pth -"])
        #expect(user.stub.inserted.count == 1)
        #expect(user.stub.openProgressBars == 0)
        // What the dialog showed when the import began is still there afterwards.
        #expect(user.stub.session["plug-in-neural-style-transfer-options"] == "size=48 iterations=3")
    }

    @Test func `bring the dialog back instead of an error when painting is asked for all the same`() {
        let user = User((NST_ANSWER_OK, nil), (NST_ANSWER_CANCEL, nil))
        guard case .cancelled = user.call(WeightsOnTrial(.noTool(searched: []))) else {
            Issue.record("the call wasn't cancelled")
            return
        }
        #expect(user.notices[1].contains("VGG-16 aren't installed"))
        #expect(user.stub.inserted.isEmpty)
    }

    @Test func `of the network that is chosen in the dialog are named, not others`() {
        let user = User((NST_ANSWER_OK, 1), (NST_ANSWER_CANCEL, nil))
        _ = user.call(WeightsOnTrial(.noTool(searched: []), installed: [.vgg16]))
        #expect(user.notices[0].isEmpty)
        #expect(user.notices[1].contains("VGG-19 aren't installed"))
    }

    @Test func `that can't be imported stay missing, and the tool says why`() {
        let user = User((NST_ANSWER_EXTRA, nil), (NST_ANSWER_CANCEL, nil))
        _ = user.call(WeightsOnTrial(.failed("network.pth is cut off; get it again.")))
        #expect(user.notices[1].hasPrefix("Nothing was imported: network.pth is cut off; get it again.\n\nThe weights"))
    }

    @Test func `say where the tool was looked for when it isn't there`() {
        let user = User((NST_ANSWER_EXTRA, nil), (NST_ANSWER_CANCEL, nil))
        _ = user.call(WeightsOnTrial(.noTool(searched: ["/a", "/b"])))
        #expect(
            user.notices[1].contains("“neural-style-weights”, which imports weights, isn't there (looked in /a, /b)"))
    }

    @Test func `ask for the input convention only where the file doesn't tell it`() {
        let weights = WeightsOnTrial(.conventionNeeded("network.pth doesn't tell."), .imported("Done."))
        let user = User((NST_ANSWER_EXTRA, nil), (NST_ANSWER_OK, 1), (NST_ANSWER_CANCEL, nil))
        _ = user.call(weights)
        #expect(
            weights.calls.withLock { $0 } == ["/downloads/network.pth -", "/downloads/network.pth torchvision"])
        #expect(user.notices[2] == "Imported: Done.")
    }

    @Test func `change nothing when the question or the choice of a file is cancelled`() {
        let weights = WeightsOnTrial(.conventionNeeded("network.pth doesn't tell."))
        let user = User((NST_ANSWER_EXTRA, nil), (NST_ANSWER_CANCEL, nil), (NST_ANSWER_CANCEL, nil))
        _ = user.call(weights)
        #expect(user.notices[2] == user.notices[0])
        #expect(weights.calls.withLock { $0.count } == 1)

        let hesitant = User((NST_ANSWER_EXTRA, nil), (NST_ANSWER_CANCEL, nil))
        hesitant.stub.chosenFile = nil
        _ = hesitant.call(weights)
        #expect(hesitant.notices[1] == hesitant.notices[0])
        #expect(weights.calls.withLock { $0.count } == 1)
    }
}

@Suite struct `The weights tool as the plug-in runs it` {
    /// Runs a shell script in the tool's place.
    private func outcome(ofTool script: String, convention: String? = nil) throws -> ImportOutcome {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tool-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let tool = folder.appending(path: "neural-style-weights")
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: tool)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: tool.path)
        return WeightsTool(folders: ["/nowhere", folder.path]).importFile("-odd name", convention: convention)
    }

    @Test func `is given the file, whatever its name, and the convention`() throws {
        #expect(try outcome(ofTool: #"echo "$#: $*""#) == .imported("3: import -- -odd name"))
        #expect(
            try outcome(ofTool: #"echo "$#: $*""#, convention: "keras")
                == .imported("5: import --input-convention keras -- -odd name"))
    }

    @Test func `tells by its exit status what happened, and by its last line why`() throws {
        #expect(try outcome(ofTool: "echo 'neural-style-weights: No.' >&2; exit 1") == .failed("No."))
        #expect(try outcome(ofTool: "echo 'neural-style-weights: Which?' >&2; exit 3") == .conventionNeeded("Which?"))
        #expect(try outcome(ofTool: "kill -9 $$") == .failed("neural-style-weights: 137."))
    }

    @Test func `holds no file of the plug-in's open but the three that every program has`() throws {
        // The listing itself is the fourth.
        #expect(try outcome(ofTool: "ls /proc/self/fd | wc -l") == .imported("4"))
    }

    @Test func `may be missing`() {
        #expect(
            WeightsTool(folders: ["/nowhere"]).importFile("a", convention: nil) == .noTool(searched: ["/nowhere"]))
    }
}
