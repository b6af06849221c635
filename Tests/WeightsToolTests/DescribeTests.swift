import Testing

@testable import neural_style_weights

@Suite struct `The table of a network` {
    @Test func `has the numbers of the literature`() throws {
        // Simonyan & Zisserman's VGG-16 without its fully connected layers, on their pictures of 224 pixels.
        let table = NetworkTable(.vgg16, size: 224)
        #expect(table.rows.reduce(0) { $0 + $1.parameters } == 14_714_688)
        #expect(table.rows.reduce(0) { $0 + $1.multiplyAdds } == 15_346_630_656)
        #expect(table.rows.map(\.layer).suffix(2) == ["conv5_3", "pool5"])
        #expect(table.rows.suffix(2).map(\.receptiveField) == [196, 212])
        #expect(table.rows.last?.size == 7)
        let first = NetworkTable.Row(
            layer: "conv1_1", size: 224, channels: 64, parameters: 1792, receptiveField: 3, multiplyAdds: 86_704_128)
        #expect(table.rows.first == first)
        #expect(NetworkTable(.vgg19, size: 64).rows.reduce(0) { $0 + $1.parameters } == 20_024_384)
    }

    @Test func `is aligned`() {
        let lines = NetworkTable(.vgg19, size: 512).text.split(separator: "\n")
        #expect(lines.count == 23)
        #expect(Set(lines.map(\.count)).count == 1)
    }

    @Test func `is a chain as a graph`() {
        let graph = NetworkTable(.vgg16, size: 512).graph(named: "vgg16")
        #expect(graph.contains("    image -> conv1_1;\n"))
        #expect(graph.contains("    pool4 -> conv5_1;\n"))
        #expect(graph.split(separator: "\n").filter { $0.contains("->") }.count == 18)
    }
}
