extension MeasuredNetwork {
    /// The network as a graph in Graphviz's language: <https://graphviz.org/doc/info/lang.html>
    package var dot: String {
        let graph = BoxGraph(self)
        let names = Self.distinctNames(graph.boxes.map { layers[$0.layers[0]].layer.name })
        var lines = [
            "digraph \(Self.identifier(name.isEmpty ? "network" : name)) {",
            "    node [shape=box, style=filled, fontname=\"sans-serif\"];",
        ]
        for (box, name) in zip(graph.boxes, names) {
            let first = layers[box.layers[0]]
            let family = first.layer.kind.family
            let colours = "fillcolor=\"\(family.colours.area)\", color=\"\(family.colours.border)\""
            let shape = family == .input ? "shape=oval, " : ""
            let label = label(of: box).map(Self.escaped).joined(separator: "\\n")
            lines.append("    \(name) [\(shape)\(colours), label=\"\(label)\"];")
            for source in box.sources { lines.append("    \(names[source]) -> \(name);") }
        }
        return (lines + ["}"]).joined(separator: "\n")
    }

    private func label(of box: BoxGraph.Box) -> [String] {
        let first = layers[box.layers[0]]
        var lines = [first.layer.name, first.layer.summary]
        if let output = first.output { lines.append(output.text) }
        let parameters = box.layers.compactMap { layers[$0].parameters }.reduce(0, +)
        if parameters > 0 { lines.append("\(grouped(parameters)) parameters") }
        return lines + box.layers.dropFirst().map { "+ \(layers[$0].layer.name) (\(layers[$0].layer.type))" }
    }

    /// Names for nodes, each its own: layers of different phases may be called the same.
    private static func distinctNames(_ names: [String]) -> [String] {
        var used: Set<String> = []
        var next: [String: Int] = [:]
        return names.map { name in
            var candidate = name
            while !used.insert(candidate).inserted {
                next[name, default: 1] += 1
                candidate = "\(name) (\(next[name, default: 1]))"
            }
            return identifier(candidate)
        }
    }

    /// A name as Graphviz reads it: quoted, unless it is a plain word that means nothing to it.
    private static func identifier(_ name: String) -> String {
        let isWord = name.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: false
            }
        }
        let keywords = ["node", "edge", "graph", "digraph", "subgraph", "strict"]
        if isWord, let first = name.first, !first.isNumber, !keywords.contains(name.lowercased()) { return name }
        return "\"\(escaped(name))\""
    }

    /// A text between quotes; a backslash would begin one of Graphviz's own escapes.
    private static func escaped(_ text: String) -> String {
        String(text.flatMap { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" })
    }
}
