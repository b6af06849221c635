import CGimpShim
import Dispatch
import NSTMessages
import Synchronization

/// Asks for a file of weights and has `neural-style-weights` install it.
struct WeightsImport {
    let host: Host
    let tool: PluginEnvironment.ImportTool

    /// The input conventions that the tool knows, by its names for them.
    private static let conventions = [
        (name: "keras", label: translatable("Caffe or Keras (BGR, 0–255, minus the mean)")),
        (name: "torchvision", label: translatable("PyTorch, torchvision (RGB, 0–1, normalised)")),
        (name: "matconvnet", label: translatable("MatConvNet (RGB, 0–255, minus the mean)")),
    ]
    /// How often the interface is looked after while the tool works, in seconds.
    private static let heartbeat = 0.05

    /// - Returns: How it ended, in words; `nil` where the user thought better of it.
    func run() throws -> String? {
        let file = host.chooseFile(
            title: localized("Import Weights"), okLabel: localized("_Import"), cancelLabel: localized("_Cancel"))
        guard let file else { return nil }
        var outcome = importFile(file, convention: nil)
        if case .conventionNeeded = outcome {
            guard let convention = try askForConvention() else { return nil }
            outcome = importFile(file, convention: convention)
        }
        switch outcome {
        case .imported(let sentence): return localized("Imported: {sentence}", ["sentence": sentence])
        case .failed(let sentence), .conventionNeeded(let sentence):
            return localized("Nothing was imported: {sentence}", ["sentence": sentence])
        case .noTool(let searched):
            return localized(
                "The command “neural-style-weights”, which imports weights, isn't there (looked in {folders}): install the plug-in again.",
                ["folders": searched.joined(separator: ", ")])
        }
    }

    /// Lets the tool work in a thread of its own, and meanwhile keeps the interface alive.
    private func importFile(_ file: String, convention: String?) -> ImportOutcome {
        let result = ImportResult()
        DispatchQueue(label: "neural-style-transfer.import").async { [tool] in
            let outcome = tool(file, convention)
            result.state.withLock { $0 = outcome }
        }
        host.beginProgress(localized("Importing the weights…"))
        defer { host.endProgress() }
        while true {
            if let outcome = result.state.withLock({ $0 }) { return outcome }
            host.wait(seconds: Self.heartbeat)
        }
    }

    private func askForConvention() throws -> String? {
        var strings = CStrings()
        defer { strings.free() }
        var control = nst_control()
        control.name = strings.copy("convention")
        control.label = strings.copy(localized("_Trained with"))
        control.tooltip = strings.copy(
            localized("What numbers the network expects for a picture's colours (input convention)."))
        control.offer(Self.conventions.map { localized(dynamic: $0.label) }, chosen: 0, &strings)
        let answer = try withUnsafeMutablePointer(to: &control) { control in
            var dialog = nst_dialog()
            dialog.title = strings.copy(localized("Import Weights"))
            dialog.introduction = strings.copy(
                localized("The file doesn't tell which program its network was trained with. Do you know?"))
            dialog.ok_label = strings.copy(localized("_Import"))
            dialog.cancel_label = strings.copy(localized("_Cancel"))
            dialog.help_id = strings.copy(NST_PROCEDURE_NAME)
            dialog.controls = control
            dialog.control_count = 1
            return try host.runDialog(&dialog)
        }
        guard answer == .ok, let index = Int(exactly: control.value), Self.conventions.indices.contains(index) else {
            return nil
        }
        return Self.conventions[index].name
    }
}

/// Where the tool's thread leaves what came out.
private final class ImportResult: Sendable {
    let state = Mutex<ImportOutcome?>(nil)
}
