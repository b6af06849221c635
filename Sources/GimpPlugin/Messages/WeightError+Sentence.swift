import Glibc
import NSTVGG

extension WeightError {
    /// What the user reads: what was wrong, and what to do.
    var sentence: String {
        switch self {
        case .missing(let architecture, let searched):
            localized(
                "The network {network} isn't installed: run “neural-style-weights fetch {network}”, or save its weights as {path}.",
                ["network": architecture.rawValue, "path": searched.first ?? ""])
        case .unreadable(let path, let code):
            localized(
                "The network's file {path} can't be read ({reason}): check its permissions.",
                ["path": path, "reason": reason(code)])
        case .notAFile(let path):
            localized("{path} isn't a file: put the network's weights there.", ["path": path])
        case .unwritable(let path, let code):
            localized(
                "{path} can't be written ({reason}): check the folder's permissions and the free disk space.",
                ["path": path, "reason": reason(code)])
        case .truncated(let path, _, _), .malformed(let path, _), .notFinite(_, let path), .damaged(let path, _, _):
            damaged(path)
        case .notOurs(let path, _), .missingTensor(_, let path), .unexpectedTensor(_, let path),
            .wrongDataType(_, _, let path), .wrongShape(_, _, _, let path):
            localized(
                "{path} isn't a weights file of this plug-in: make one with “neural-style-weights import”.",
                ["path": path])
        case .wrongArchitecture(let found, let expected, let path):
            localized(
                "{path} holds the network {found} instead of {expected}: put the right file there, or use network={found}.",
                ["path": path, "found": found.rawValue, "expected": expected.rawValue])
        }
    }

    private func damaged(_ path: String) -> String {
        guard let architecture else {
            return localized(
                "The network's file {path} is damaged: delete it, and fetch or import the network again with neural-style-weights.",
                ["path": path])
        }
        return localized(
            "The network's file {path} is damaged: delete it and run “neural-style-weights fetch {network}” again.",
            ["path": path, "network": architecture.rawValue])
    }

    /// The system's own words for an error number.
    private func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
