import Glibc
import NSTVGG
import NetworkDrawing
import WeightFormats

/// A network that somebody asked to be described, by its name or by a file.
struct DescribedNetwork {
    let graph: NetworkGraph
    /// What there is to say before a table: where the network comes from. Lines with their ends, or nothing.
    let preface: String
    /// The file; `nil` for a network's name.
    let path: String?

    /// Finds the network.
    ///
    /// - Parameter phase: The phase whose layers a `.prototxt` gives; `nil` for all.
    init(nameOrFile: String, phase: NetworkGraph.Phase?) throws(ToolError) {
        if let architecture = Architecture(rawValue: nameOrFile) {
            (graph, preface, path) = (NetworkGraph(architecture), "", nil)
            return
        }
        guard access(nameOrFile, F_OK) == 0 else { throw .noSuchNetworkOrFile(nameOrFile) }
        path = nameOrFile
        if let text = try Self.text(nameOrFile) {
            do throws(PrototxtError) {
                graph = try NetworkGraph(prototxt: text, phase: phase)
            } catch {
                throw .prototxt(path: nameOrFile, error)
            }
            preface = graph.name.isEmpty ? "" : "\(nameOrFile): \(graph.name)\n\n"
        } else {
            let network = try ImportedNetwork(contentsOf: nameOrFile, expecting: nil)
            graph = NetworkGraph(network.architecture)
            preface = """
                \(nameOrFile): \(network.architecture.title) in \(network.format.title)
                input: \(network.convention?.summary ?? "not told by the file")


                """
        }
    }

    /// The bytes of a file that is a text, as no file with weights is; `nil` for others. What is longer than any
    /// description is cut off behind its limit.
    private static func text(_ path: String) throws(ToolError) -> [UInt8]? {
        let region: ByteRegion
        do throws(FormatError) {
            region = try ByteRegion(contentsOf: path)
        } catch {
            throw .format(path: path, error)
        }
        return region.withUnsafeBytes { bytes in
            // Weights have zeros soon, and are never empty.
            let start = bytes.prefix(4096)
            let isText = !start.isEmpty && start.allSatisfy { $0 >= 0x20 || (0x09...0x0d).contains($0) }
            return isText ? Array(bytes.prefix(NetworkGraph.longestPrototxt + 1)) : nil
        }
    }
}
