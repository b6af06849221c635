import NSTPictures
import NSTVGG
import Testing
import TestSupport

@testable import NSTCore

@Suite("Masks in feature maps") struct WeightPyramidTests {
    @Test("A cell is the mean of its pixels, without an odd last row or column")
    func pyramid() throws {
        let mask = try #require(MaskRecipe(seed: 91, height: 11, width: 14, towards: .right).mask)
        let layers = [LayerName(.relu, 1, 1), LayerName(.pool, 1), LayerName(.relu, 3, 2)]
        let pyramid = WeightPyramid(mask, extent: Extent(height: 11, width: 14), layers: layers)
        #expect(pyramid[layers[0]].values == mask.values)
        for (layer, cell) in [(layers[1], 2), (layers[2], 4)] {
            let (rows, columns) = (11 / cell, 14 / cell)
            let values = try #require(pyramid[layer].values)
            #expect(values.count == rows * columns)
            for y in 0..<rows {
                for x in 0..<columns {
                    var sum: Float = 0
                    for j in 0..<cell {
                        for i in 0..<cell { sum += mask.values[(cell * y + j) * 14 + cell * x + i] }
                    }
                    #expect(abs(values[y * columns + x] - sum / Float(cell * cell)) <= 1e-6)
                }
            }
            #expect(abs(pyramid[layer].sum - values.reduce(0) { $0 + Double($1) }) <= 1e-9)
        }
        let all = WeightPyramid(nil, extent: Extent(height: 11, width: 14), layers: layers)
        #expect(all[layers[2]] == PixelWeights(all: 6))
    }
}
