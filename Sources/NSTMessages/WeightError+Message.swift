import Glibc
import NSTVGG

extension WeightError {
    /// What the user reads: what was wrong, and what to do.
    package var message: Message {
        switch self {
        case .missing(let architecture, let searched):
            Message(
                translatable(
                    "The network {network} isn't installed: run “neural-style-weights fetch {network}”, or save its weights as {path}."
                ), ["network": architecture.rawValue, "path": searched.first ?? ""])
        case .unreadable(let path, let code):
            Message(
                translatable("The network's file {path} can't be read ({reason}): check its permissions."),
                ["path": path, "reason": reason(code)])
        case .notAFile(let path):
            Message(translatable("{path} isn't a file: put the network's weights there."), ["path": path])
        case .unwritable(let path, let code):
            Message(
                translatable(
                    "{path} can't be written ({reason}): check the folder's permissions and the free disk space."),
                ["path": path, "reason": reason(code)])
        case .wrongArchitecture(let found, let expected, let path):
            Message(
                translatable(
                    "{path} holds the network {found} instead of {expected}: put the right file there, or use network={found}."
                ), ["path": path, "found": found.rawValue, "expected": expected.rawValue])
        case .truncated, .malformed, .notFinite, .damaged: damage
        case .notOurs, .missingTensor, .unexpectedTensor, .wrongDataType, .wrongShape: strangeness
        }
    }

    /// A file that was good once. Which network it held can't be trusted any more.
    private var damage: Message {
        let values = ["path": path ?? ""]
        return switch self {
        case .truncated(_, let expected, let actual):
            Message(
                translatable(
                    "The network's file {path} is damaged, {actual} of {expected} bytes long: fetch or import it again with neural-style-weights."
                ), values.merging(["actual": String(actual), "expected": String(expected)]) { $1 })
        case .notFinite(let tensor, _):
            Message(
                translatable(
                    "The network's file {path} is damaged, {tensor} has values that are no numbers: fetch or import it again with neural-style-weights."
                ), values.merging(["tensor": tensor]) { $1 })
        case .damaged:
            Message(
                translatable(
                    "The network's file {path} is damaged, its checksum is wrong: fetch or import it again with neural-style-weights."
                ), values)
        default:
            Message(
                translatable(
                    "The network's file {path} is damaged or no safetensors file: fetch or import it again with neural-style-weights."
                ), values)
        }
    }

    /// A file that somebody else made, or for something else.
    private var strangeness: Message {
        let text = translatable(
            "{path} isn't a weights file of this plug-in ({detail}): make one with “neural-style-weights import”.")
        // Names of the file's own, which need no translation.
        let detail =
            switch self {
            case .notOurs(_, let key): key
            case .missingTensor(let name, _): "− \(name)"
            case .unexpectedTensor(let name, _): "+ \(name)"
            case .wrongDataType(let tensor, let found, _): "\(tensor): \(found)"
            case .wrongShape(let tensor, let found, let expected, _): "\(tensor): \(found) ≠ \(expected)"
            default: ""
            }
        return Message(text, ["path": path ?? "", "detail": detail])
    }

    /// The system's own words for an error number.
    private func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
