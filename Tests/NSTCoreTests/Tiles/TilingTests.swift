import NSTVGG
import Testing

@testable import NSTCore

@Suite("Tiles of a picture") struct TilingTests {
    static let layers = ["relu1_1", "pool1", "relu2_1", "conv3_3", "relu4_2", "relu5_1", "pool5"]

    static func field(_ layer: String) -> ReceptiveField {
        ReceptiveField(convolutions: Architecture.vgg16.convolutions, layers: [layer].compactMap { LayerName($0) })
    }

    @Test("A first convolution sees one neighbour, and its pixel is seen by as many")
    func shallow() {
        let field = Self.field("relu1_1")
        #expect(field.alignment == 1)
        #expect(field.features == .init(before: 1, after: 1))
        #expect(field.gradient == .init(before: 2, after: 2))
    }

    @Test("relu5_1 needs 58 pixels around its part, rounded up to whole cells, and its gradient 64 more")
    func deep() {
        // Per block 2·1 + 2·2 + 3·4 + 3·8 + 1·16. Backwards, cells that reach beyond the tile are touched whole.
        let field = Self.field("relu5_1")
        #expect(field.alignment == 16)
        #expect(field.features == .init(before: 64, after: 64))
        #expect(field.gradient == .init(before: 128, after: 128))
    }

    @Test(
        "Cores fill the picture once, begin at whole cells, and have their halo unless the picture ends",
        arguments: layers)
    func partition(layer: String) {
        let field = Self.field(layer)
        for halo in [field.features, field.gradient] {
            for length in [1, 16, 333, 512, 1000, 4000, 6001] {
                for count in [1, 2, 3, 7, 50] {
                    let spans = Tiling.spans(length: length, count: count, halo: halo, alignment: field.alignment)
                    #expect(spans.count <= count)
                    #expect(spans.flatMap(\.core) == Array(0..<length))
                    for span in spans {
                        #expect(span.core.lowerBound % field.alignment == 0)
                        #expect(span.extent.lowerBound == max(0, span.core.lowerBound - halo.before))
                        #expect(span.extent.upperBound >= min(length, span.core.upperBound + halo.after))
                        #expect(span.extent.upperBound <= length)
                    }
                    // Few sizes, so that few passes are prepared.
                    #expect(Set(spans.map(\.extent.count)).count <= 2)
                }
            }
        }
    }

    @Test("The parts of feature maps fill the maps", arguments: [64, 333, 1000])
    func parts(length: Int) {
        let field = Self.field("pool5")
        let spans = Tiling.spans(length: length, count: 5, halo: field.features, alignment: field.alignment)
        for poolings in 0...5 {
            let covered = spans.flatMap { span in
                span.part(poolings: poolings).map { $0 + span.extent.lowerBound >> poolings }
            }
            #expect(covered == Array(0..<(length >> poolings)))
            for span in spans {
                #expect(span.part(poolings: poolings).upperBound <= span.extent.count >> poolings)
            }
        }
    }
}
