import Foundation
import NSTVGG
@testable import NetworkDrawing
import Testing

@Suite struct `A network's figures for other programs` {
    @Test func `come back as they went`() throws {
        for network in [
            NetworkGraph(.vgg16).measured(at: Span(height: 300, width: 400)), try measured(Descriptions.branches),
        ] {
            let document = NetworkDocument(network)
            let data = try JSONEncoder().encode(document)
            #expect(try JSONDecoder().decode(NetworkDocument.self, from: data) == document)
        }
    }

    @Test func `have the documented names`() throws {
        let data = try JSONEncoder().encode(NetworkDocument(NetworkGraph(.vgg16).measured()))
        let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(Set(object.keys) == ["version", "name", "picture", "layers", "totals", "remarks"])
        #expect(
            object["totals"] as? [String: Int] == [
                "parameters": 138_357_544, "multiplyAdds": 15_470_264_320, "bytes": 60_954_432,
            ])
        let layers = try #require(object["layers"] as? [[String: Any]])
        #expect(
            Set(layers[1].keys) == [
                "name", "type", "bottoms", "tops", "sources", "inPlace", "kernel", "stride", "padding", "dilation",
                "groups",
                "output", "parameters", "multiplyAdds", "receptiveField", "bytes",
            ])
        #expect(layers[1]["output"] as? [String: Int] == ["channels": 64, "height": 224, "width": 224])
        #expect(layers[1]["padding"] as? [String: Int] == ["width": 1, "height": 1])
        #expect(layers.last?["output"] as? [String: Int] == ["channels": 1000])
        #expect(layers[2]["inPlace"] as? Bool == true && layers[2]["sources"] as? [String] == ["conv1_1"])
    }

    @Test func `tell the line of a layer's file`() throws {
        let document = NetworkDocument(try measured(Descriptions.branches))
        #expect(document.layers.map(\.line) == [2, 3, 5, 7, 8, 10, 12, 14, 16])
    }
}
