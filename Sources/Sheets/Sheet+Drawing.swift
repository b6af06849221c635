import NSTPictures

extension Sheet {
    /// Draws the sheet and writes it as a PNG file, whole or not at all.
    package func write(to path: String) throws(SheetError) {
        let measuring = try Canvas(width: 1, height: 1)
        let layout = SheetLayout(self) { measuring.height(of: $0, $1, width: $2) }
        let canvas = try Canvas(width: Int(layout.width.rounded(.up)), height: Int(layout.height.rounded(.up)))
        for text in layout.texts {
            if text.style == .label {
                canvas.writeLine(text.text, text.style, in: text.box)
            } else {
                canvas.write(text.text, text.style, in: text.box)
            }
        }
        for placed in layout.pictures {
            let cell = sections[placed.section].cells[placed.cell]
            canvas.draw(cell.picture, x: placed.box.x, y: placed.box.y, scale: placed.scale)
            if cell.hasAxes { Self.drawAxes(of: cell.picture.extent, placed, on: canvas) }
            for mark in cell.marks { canvas.drawFrame(Self.box(of: mark, placed)) }
        }
        try canvas.writePNG(to: path)
    }

    /// Where a mark lies on the sheet: around its pixels, and never so small that it can't be seen.
    private static func box(of mark: Frame, _ placed: SheetLayout.Placed) -> SheetLayout.Box {
        func span(_ range: Range<Int>) -> (start: Double, length: Double) {
            let (start, length) = (Double(range.lowerBound) * placed.scale, Double(range.count) * placed.scale)
            let missing = max(0, leastMark - length)
            return (start - missing / 2, length + missing)
        }
        let (rows, columns) = (span(mark.rows), span(mark.columns))
        return SheetLayout.Box(
            x: placed.box.x + columns.start, y: placed.box.y + rows.start, width: columns.length, height: rows.length)
    }

    private static let leastMark = 7.0

    /// Numbers rows and columns, above and to the left.
    private static func drawAxes(of extent: Extent, _ placed: SheetLayout.Placed, on canvas: Canvas) {
        let (height, width) = (TextStyle.axis.size * 1.4, 60.0)
        for tick in ticks(extent.width) {
            let x = placed.box.x + (Double(tick) + 0.5) * placed.scale
            canvas.drawLine(fromX: x, y: placed.box.y - 6, toX: x, y: placed.box.y - 1)
            canvas.writeLine(
                "\(tick)", .axis,
                in: SheetLayout.Box(x: x - width / 2, y: placed.box.y - 7 - height, width: width, height: height))
        }
        for tick in ticks(extent.height) {
            let y = placed.box.y + (Double(tick) + 0.5) * placed.scale
            canvas.drawLine(fromX: placed.box.x - 6, y: y, toX: placed.box.x - 1, y: y)
            canvas.writeLine(
                "\(tick)", .axis,
                in: SheetLayout.Box(x: placed.box.x - 8 - width, y: y - height / 2, width: width, height: height),
                .right)
        }
    }

    /// The numbers that an axis shows: about eight, round in twos as the channels of a network are.
    static func ticks(_ count: Int) -> [Int] {
        var step = 1
        while count / step > 8 { step *= 2 }
        return Array(stride(from: 0, to: count, by: step))
    }
}
