import Foundation
import NSTCore
import NSTPictures
import NSTVGG
import Sheets
import Testing

@testable import neural_style_weights

@Suite struct `Numbers for other programs` {
    @Test(arguments: [([3], "(3,)"), ([2, 3], "(2, 3)"), ([1, 2, 3], "(1, 2, 3)")])
    func `are a file that NumPy reads`(shape: [Int], text: String) throws {
        let values = (0..<shape.reduce(1, *)).map { Float($0) - 0.5 }
        let bytes = NumberArray(shape: shape, values: values).numpyFile
        #expect(Array(bytes.prefix(8)) == [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0])
        let length = Int(bytes[8]) | Int(bytes[9]) << 8
        #expect((10 + length).isMultiple(of: 64))
        let header = String(decoding: bytes[10..<(10 + length)], as: UTF8.self)
        #expect(header.hasPrefix("{'descr': '<f4', 'fortran_order': False, 'shape': \(text), }"))
        #expect(header.hasSuffix("\n") && header.filter { $0 == "\n" }.count == 1)
        let data = Array(bytes[(10 + length)...])
        #expect(data.count == 4 * values.count)
        #expect(Array(data.prefix(4)) == [0, 0, 0, 0xBF])
    }

    @Test(
        arguments: [
            (0, "0"), (1, "1.00"), (-0.5, "−0.500"), (789.4, "789"), (12.345, "12.3"), (99.96, "100"),
            (0.012345, "0.0123"), (1_234_567, "1234567"), (0.99999, "1.00"),
        ] as [(Float, String)])
    func `have three digits that count in a label`(value: Float, text: String) {
        #expect(shortText(value) == text)
    }
}

@Suite struct `A place in a picture` {
    @Test func `is two numbers with a comma`() {
        #expect(PicturePoint(argument: "12,0") == PicturePoint(x: 12, y: 0))
        for text in ["", "1", "1,", "1,2,3", "-1,2", "a,b", "1;2", "99999999999999999999,1"] {
            #expect(PicturePoint(argument: text) == nil)
        }
    }
}

@Suite(.enabled(if: installedVGG16 != nil, "needs installed weights"))
struct `The sheets of RealVGG16` {
    private let folder: ScratchFolder
    private let network: InspectedNetwork

    init() throws {
        folder = try ScratchFolder()
        network = try InspectedNetwork("vgg16", inputConvention: nil, in: WeightsFolder())
    }

    /// A picture file that is drawn here: three sheets' worth of stripes.
    private func sight(_ layer: String, size: Int = 64) throws -> Sight {
        let path = "\(folder.path)/stripes.png"
        let picture = RGBImage(height: 60, width: 90) { values in
            for index in values.indices { values[index] = index / 3 % 90 / 9 % 2 == 0 ? Float(index % 3) / 2 : 0.25 }
        }
        try Sheet(title: "Stripes", sections: [Sheet.Section(side: 90, cells: [Sheet.Cell(picture, label: "")])])
            .write(to: path)
        return try Sight(network, picture: path, layer: network.layer(layer), size: size)
    }

    @Test func `show the strongest maps first, with their numbers`() throws {
        let sight = try sight("conv_5")
        #expect(sight.image.extent.longest == 64)
        let sheet = sight.mapsSheet(count: 10)
        #expect(sheet.title == "Feature maps of conv3_1, stripes.png")
        let cells = try #require(sheet.sections.last?.cells)
        #expect(cells.count == 10)
        let strongest = try #require(sight.maps.strengths.max())
        #expect(cells[0].label.hasSuffix(" · \(shortText(strongest))"))
        #expect(cells[0].picture.extent == sight.maps.extent)
    }

    @Test func `frame the pairs in the Gram matrix and show each with its two maps`() throws {
        let sight = try sight("relu2_1")
        let sheet = sight.gramSheet(try FeatureGram(of: sight.maps), pairs: 3)
        let matrix = try #require(sheet.sections.first?.cells.first)
        #expect(matrix.picture.extent == Extent(height: 128, width: 128) && matrix.hasAxes)
        #expect(matrix.marks.count == 6)
        let cells = try #require(sheet.sections.last?.cells)
        #expect(cells.count == 9)
        let frame = matrix.marks[0]
        #expect(cells[2].label.hasPrefix("#\(frame.rows.lowerBound) × #\(frame.columns.lowerBound): "))
        #expect(cells[2].picture.extent == sight.image.extent)
    }

    @Test func `frame a place's receptive field`() throws {
        let sight = try sight("relu2_1", size: 4000)
        let point = PicturePoint(x: 300, y: 60)
        let sheet = sight.placeSheet(point, cell: sight.maps.cell(x: point.x, y: point.y), count: 5)
        let cells = try #require(sheet.sections.first?.cells)
        let frame = try #require(cells[0].marks.first)
        #expect(frame.rows.contains(60) && frame.columns.contains(300))
        #expect(frame.rows.count == 10 && cells[1].picture.extent == Extent(height: 10, width: 10))
        #expect(sheet.sections.last?.cells.count == 5)
    }

    @Test func `show 64 filters`() throws {
        let sheet = network.filtersSheet(try FirstFilters(of: network.network))
        #expect(sheet.sections.first?.cells.count == 64)
    }

    @Test func `say which layer isn't there`() {
        #expect(throws: ToolError.noSuchLayer("relu3_4", .vgg16)) { try network.layer("relu3_4") }
    }
}
