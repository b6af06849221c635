import Foundation
import NSTVGG
import Testing

@testable import NetworkDrawing

@Suite struct `A drawing of a network` {
    static let networks: [MeasuredNetwork] = [
        NetworkGraph(.vgg16).measured(), NetworkGraph(.vgg19).measured(at: Span(512)),
    ]

    @Test(arguments: networks)
    func `is an aligned table with sums at its foot`(network: MeasuredNetwork) {
        let parts = network.table.components(separatedBy: "\n\n")
        let lines = parts[0].split(separator: "\n")
        #expect(lines.count == 1 + network.layers.count + 2)
        #expect(Set(lines.map(\.count)).count == 1)
        #expect(lines.last?.hasPrefix("all ") == true)
        #expect(lines.last?.contains(" \(grouped(network.totals.parameters.known)) ") == true)
        #expect(parts.dropFirst().joined() == network.remarks.map(\.sentence).joined())
    }

    @Test func `is a chain as a graph, with a network's layers in place in their boxes`() {
        let graph = Self.networks[0].dot
        #expect(graph.hasPrefix("digraph vgg16 {\n") && graph.hasSuffix("}"))
        #expect(graph.contains("    image -> conv1_1;\n") && graph.contains("    pool4 -> conv5_1;\n"))
        #expect(graph.contains("    fc8 -> prob;\n") && graph.contains("3 × 3, stride 1, padding 1"))
        // 13 convolutions, 5 poolings, 3 fully connected layers, and the softmax.
        #expect(graph.split(separator: "\n").filter { $0.contains("->") }.count == 22)
        #expect(graph.contains("+ relu1_1 (ReLU)"))
    }

    @Test func `has branches as a graph`() throws {
        let graph = try measured(Descriptions.branches).dot
        for source in ["3a/1x1", "3a/3x3", "3a/5x5", "3a/pool_proj"] {
            #expect(graph.contains("    \"\(source)\" -> \"3a/output\";\n"))
        }
        #expect(graph.contains("    data -> \"3a/pool\";\n"))
    }

    @Test func `quotes names that mean something to Graphviz or to XML`() throws {
        let name = #"a"b\n<&>'node"#
        let network = try measured(
            #"""
            layer { name: "node" type: "Data" top: "x" }
            layer { name: "a\"b\\n<&>'node" type: "<b>" bottom: "x" top: "y" }
            layer { name: "a\"b\\n<&>'node" type: "<b>" bottom: "y" top: "z" }
            """#)
        #expect(network.layers.last?.layer.name == name)
        let dot = network.dot
        #expect(dot.contains(#""a\"b\\n<&>'node" -> "a\"b\\n<&>'node (2)";"#))
        #expect(dot.contains(#""node" -> "a\"b"#))
        let svg = network.svg
        #expect(try XMLCheck(svg).text.contains(name))
        #expect(svg.contains(#"a&quot;b\n&lt;&amp;&gt;'node"#) && !svg.contains("<b>"))
    }

    @Test(arguments: networks)
    func `is well-formed XML that holds each layer's name`(network: MeasuredNetwork) throws {
        let check = try XMLCheck(network.svg)
        #expect(check.root == "svg")
        for layer in network.layers { #expect(check.text.contains(layer.layer.name), "\(layer.layer.name)") }
        for remark in network.remarks {
            // Broken into lines at blanks.
            #expect(check.text.split { $0 == "\n" || $0 == " " }.joined(separator: " ").contains(remark.sentence))
        }
    }

    @Test(arguments: [Descriptions.alexNet, Descriptions.branches, Descriptions.oldForm])
    func `has no boxes on one another, and connections that lead down`(description: String) throws {
        let network = try measured(description)
        let graph = BoxGraph(network)
        let ranked = RankedGraph(graph)
        #expect(ranked.connections.count == graph.boxes.reduce(0) { $0 + $1.sources.count })
        for path in ranked.connections {
            for (upper, lower) in zip(path, path.dropFirst()) {
                #expect(ranked.items[lower].row == ranked.items[upper].row + 1)
            }
        }
        let widths = ranked.items.indices.map { 50 + Double($0 % 7) * 20 }
        let centres = RowPlacement(ranked, widths: widths, gap: 9).centres
        for row in ranked.rows {
            for (left, right) in zip(row, row.dropFirst()) {
                #expect(centres[right] - centres[left] >= (widths[left] + widths[right]) / 2 + 9 - 1e-6)
            }
        }
    }

    @Test func `has a straight line where nothing is in the way, and one that goes around where something is`() throws {
        let ranked = RankedGraph(BoxGraph(try measured(Descriptions.branches)))
        // The 1×1 branch has one row less than the others: a bend.
        #expect(ranked.connections.filter { $0.count == 3 }.count == 2)
        let chain = RankedGraph(BoxGraph(NetworkGraph(.vgg16).measured()))
        let centres = RowPlacement(chain, widths: chain.items.map { _ in 100 }, gap: 10).centres
        #expect(chain.rows.allSatisfy { $0.count == 1 } && Set(centres).count == 1)
    }
}
