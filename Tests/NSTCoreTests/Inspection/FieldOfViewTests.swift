import NSTPictures
import NSTVGG
import Testing
import TestSupport

@testable import NSTCore

@Suite struct `The receptive field of a place` {
    @Test func `is what PyTorch's gradient reaches`() throws {
        let fields = try InspectionFixture.read().fields
        let network = try NetworkRecipe(
            seed: 1, counts: fields.counts, channels: fields.counts.map { _ in 2 }
        ).network(.bgrMean)
        let picture = Extent(height: fields.height, width: fields.width)
        for entry in fields.cases {
            let field = network.fieldOfView(
                of: MapCell(row: entry.row, column: entry.column), at: try #require(LayerName(entry.layer)),
                picture: picture)
            #expect([field.rows.lowerBound, field.rows.upperBound - 1] == entry.rows, "\(entry.layer)")
            #expect([field.columns.lowerBound, field.columns.upperBound - 1] == entry.columns, "\(entry.layer)")
        }
        #expect(fields.cases.count == 7)
    }

    @Test(arguments: [
        ("relu1_1", 3), ("relu2_2", 14), ("relu3_1", 24), ("relu4_1", 60), ("relu5_3", 196), ("pool5", 212),
    ])
    func `has the sides of the literature in VGG-16`(name: String, side: Int) throws {
        let network = try NetworkRecipe(
            seed: 1, counts: [2, 2, 3, 3, 3], channels: [1, 1, 1, 1, 1]
        ).network(.bgrMean)
        let field = network.fieldOfView(
            of: MapCell(row: 9, column: 9), at: try #require(LayerName(name)), picture: Extent(height: 640, width: 640))
        #expect(field.side == side)
        #expect(field.rows == field.columns)
    }

    @Test func `is around the pixel that the cell was asked for`() throws {
        let network = try NetworkRecipe(seed: 5, counts: [2, 2], channels: [3, 4]).network(.bgrMean)
        let image = PictureRecipe(seed: 6, height: 29, width: 35).image
        let layer = LayerName(.relu, 2, 1)
        let maps = try FeatureMaps(of: image, at: layer, in: network, limit: nil)
        for (x, y) in [(0, 0), (34, 28), (17, 3)] {
            let cell = maps.cell(x: x, y: y)
            #expect(cell.row < maps.extent.height && cell.column < maps.extent.width)
            let field = network.fieldOfView(of: cell, at: layer, picture: image.extent)
            #expect(field.columns.contains(x) && field.rows.contains(y))
        }
    }
}
