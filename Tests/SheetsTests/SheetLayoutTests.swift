import NSTPictures
import Testing

@testable import Sheets

@Suite struct `The layout of a sheet` {
    /// Each line is as high as its letters and half of that, and as long as there is room.
    private func layout(_ sheet: Sheet) -> SheetLayout { SheetLayout(sheet) { _, style, _ in 1.5 * style.size } }

    private func sheet(_ count: Int, _ picture: RGBImage, side: Int, columns: Int? = nil) -> Sheet {
        let cells = (0..<count).map { Sheet.Cell(picture, label: "#\($0)") }
        return Sheet(
            title: "Title", remarks: ["Remark"], sections: [Sheet.Section(columns: columns, side: side, cells: cells)])
    }

    private func overlap(_ a: SheetLayout.Box, _ b: SheetLayout.Box) -> Bool {
        a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
    }

    @Test(arguments: [1, 2, 7, 64, 300], [Extent(height: 3, width: 9), Extent(height: 700, width: 200)])
    func `has everything on the page, and nothing over anything else`(count: Int, extent: Extent) {
        let layout = layout(sheet(count, RGBImage(height: extent.height, width: extent.width), side: 160))
        #expect(layout.pictures.count == count)
        let boxes = layout.pictures.map(\.box) + layout.texts.map(\.box)
        for (number, box) in boxes.enumerated() {
            #expect(box.x >= SheetLayout.margin && box.x + box.width <= layout.width - SheetLayout.margin)
            #expect(box.y >= SheetLayout.margin && box.y + box.height <= layout.height - 1)
            #expect(!boxes[(number + 1)...].contains { overlap(box, $0) }, "\(box)")
        }
    }

    @Test func `enlarges small pictures by whole numbers and shrinks large ones into their square`() {
        let small = layout(sheet(1, RGBImage(height: 20, width: 30), side: 100)).pictures[0]
        #expect(small.scale == 3 && small.box.width == 90 && small.box.height == 60)
        let large = layout(sheet(1, RGBImage(height: 400, width: 200), side: 100)).pictures[0]
        #expect(large.scale == 0.25 && large.box.width == 50 && large.box.height == 100)
    }

    @Test func `puts as many pictures side by side as is asked for, or about as many as there are rows`() {
        func columns(_ count: Int, _ columns: Int?) -> Int {
            let pictures = layout(sheet(count, RGBImage(height: 4, width: 4), side: 40, columns: columns)).pictures
            return Set(pictures.map(\.box.x)).count
        }
        #expect(columns(64, nil) == 8)
        #expect(columns(512, nil) == 16)
        #expect(columns(7, 3) == 3)
        #expect(columns(2, 6) == 2)
    }

    @Test func `leaves room for labels below narrow pictures`() throws {
        let label = "#136 × #200: −0.858"
        let cells = (0..<4).map { _ in Sheet.Cell(RGBImage(height: 100, width: 4), label: label) }
        let sheet = Sheet(title: "Title", sections: [Sheet.Section(columns: 4, side: 100, cells: cells)])
        let canvas = try Canvas(width: 1, height: 1)
        let labels = SheetLayout(sheet) { canvas.height(of: $0, $1, width: $2) }.texts.filter { $0.text == label }
        #expect(labels.count == 4)
        // In its room a label takes one line: it isn't broken there, nor made smaller.
        for text in labels { #expect(canvas.height(of: label, .label, width: text.box.width) < 1.9 * text.style.size) }
    }

    @Test func `leaves room for the numbers of axes`() {
        let cell = Sheet.Cell(RGBImage(height: 64, width: 64), label: "matrix", hasAxes: true)
        let layout = layout(Sheet(title: "Title", sections: [Sheet.Section(side: 64, cells: [cell])]))
        #expect(layout.pictures[0].box.x >= SheetLayout.margin + SheetLayout.axisRoom)
        let title = layout.texts[0].box
        #expect(layout.pictures[0].box.y >= title.y + title.height + SheetLayout.axisRoom)
    }

    @Test(arguments: [(1, [0]), (5, [0, 1, 2, 3, 4]), (64, [0, 8, 16, 24, 32, 40, 48, 56])])
    func `numbers about eight places of an axis`(count: Int, expected: [Int]) {
        #expect(Sheet.ticks(count) == expected)
        #expect(Sheet.ticks(512).count == 8 && Sheet.ticks(100).count <= 8)
    }
}
