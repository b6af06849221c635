import ArgumentParser
import FoundationEssentials
import NetworkDrawing

/// What a network can be shown as.
enum DrawingFormat: String, ExpressibleByArgument, CaseIterable {
    case table
    case dot
    case svg
    case json

    /// The format of a file by its name; `nil` where that doesn't tell.
    init?(ending path: String) {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: ".") else { return nil }
        switch name[dot...].lowercased() {
        case ".txt": self = .table
        case ".dot", ".gv": self = .dot
        case ".svg": self = .svg
        case ".json": self = .json
        default: return nil
        }
    }

    /// The network in this format, without a line's end at its end.
    func text(of network: MeasuredNetwork) throws -> String {
        switch self {
        case .table: return network.table
        case .dot: return network.dot
        case .svg: return network.svg
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(NetworkDocument(network)), as: UTF8.self)
        }
    }
}
