import SystemPackage
import Testing

@testable import neural_style

@Suite struct FigureLayoutTests {
    private static func overlap(_ a: FigureLayout.Box, _ b: FigureLayout.Box) -> Bool {
        a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
    }

    private static func layout(_ figure: Figure, size: Int, height: Int) -> FigureLayout {
        let names = Array(["town", "night", "wave"].prefix((1...3).last(where: figure.pictures.allows) ?? 0))
        let sheet = figure.sheet(Figure.Scene(names: names, size: size, network: .vgg16))
        return FigureLayout(sheet, caption: [figure.title, "VGG-16"], cellSize: size) { cell in
            FigureLayout.Source(
                file: FilePath("/c/\(cell.content).png"), width: cell.content == 1 ? height : size,
                height: cell.content == 1 ? size : height, time: "5 s")
        }
    }

    @Test("nothing lies over anything else, nor beyond the sheet", arguments: Figure.all, [64, 256, 512])
    func disjoint(figure: Figure, size: Int) {
        for height in [size / 4, size * 3 / 4, size] {
            let layout = Self.layout(figure, size: size, height: height)
            // Insets lie over their pictures.
            let boxes = layout.pictures.filter { $0.frame == 0 }.map(\.box) + layout.texts.map(\.box)
            for (number, box) in boxes.enumerated() {
                #expect(box.x >= 0 && box.y >= 0 && box.width > 0 && box.height > 0)
                #expect(box.x + box.width <= layout.width && box.y + box.height <= layout.height)
                for other in boxes[..<number] { #expect(!Self.overlap(box, other)) }
            }
        }
    }

    @Test func `a label stands below its picture, with the time where that is asked for`() throws {
        let layout = Self.layout(.methods, size: 256, height: 192)
        let label = try #require(layout.texts.first { $0.words == "nearest features, 5 s" })
        let picture = try #require(layout.pictures.first { $0.name == "nearest features" })
        #expect(label.box.x == picture.box.x && label.box.width == picture.box.width)
        #expect(label.box.y >= picture.box.y + picture.box.height)
        #expect(label.box.y - picture.box.y - picture.box.height < 64)
    }

    @Test func `a heading stands above its column, and another before its row`() throws {
        let layout = Self.layout(.ratio, size: 256, height: 192)
        let last = try #require(layout.pictures.last)
        let column = try #require(layout.texts.first { $0.words == "α/β = 10⁻²" })
        #expect(column.box.x == last.box.x && column.box.y + column.box.height <= layout.pictures[0].box.y)
        let row = try #require(layout.texts.first { $0.words == "E\n+ conv5_1" })
        #expect(row.box.y == last.box.y && row.box.x + row.box.width <= layout.pictures[0].box.x)
    }

    @Test func `a painting lies in the lower left corner of what was made of it`() throws {
        let layout = Self.layout(.paintings, size: 256, height: 192)
        let inset = try #require(layout.pictures.first { $0.frame > 0 })
        let picture = try #require(layout.pictures.first { $0.name == "B  night" })
        #expect(inset.box.x == picture.box.x)
        #expect(inset.box.y + inset.box.height == picture.box.y + picture.box.height)
        // The painting is 192 × 256; its longer side is 0.3 of the picture's.
        #expect(inset.box.height == 76 && inset.box.width == 57)
    }

    @Test("letters are legible at every size", arguments: [(64, 11), (256, 17), (512, 28)])
    func letters(size: Int, letters: Int) {
        #expect(Self.layout(.ratio, size: size, height: size).texts.map(\.size).max() == letters)
    }
}
