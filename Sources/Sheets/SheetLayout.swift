import NSTPictures

/// Where everything on a sheet lies, in its pixels. What text takes is asked of whoever writes it.
struct SheetLayout {
    /// A rectangle.
    struct Box: Equatable {
        var x, y, width, height: Double
    }

    /// A line or paragraph.
    struct Text: Equatable {
        var text: String
        var style: TextStyle
        var box: Box
    }

    /// A picture on the sheet.
    struct Placed: Equatable {
        /// Which section and cell it is of.
        var section: Int
        var cell: Int
        var box: Box
        /// What one of its pixels is enlarged to.
        var scale: Double
    }

    private(set) var texts: [Text] = []
    private(set) var pictures: [Placed] = []
    private(set) var width = 0.0
    private(set) var height = 0.0

    static let margin = 24.0
    private static let gap = 12.0
    /// Room for the numbers of an axis.
    static let axisRoom = 34.0
    /// A heading needs some width, however few pictures there are.
    private static let leastWidth = 620.0

    /// Lays out a sheet.
    ///
    /// - Parameter textHeight: The height of a text that is broken at some width.
    init(_ sheet: Sheet, textHeight: (_ text: String, _ style: TextStyle, _ width: Double) -> Double) {
        let widths = sheet.sections.map(Self.width)
        let inner = max(Self.leastWidth, widths.max() ?? 0)
        width = inner + 2 * Self.margin
        height = Self.margin

        func add(_ text: String, _ style: TextStyle) {
            let box = Box(x: Self.margin, y: height, width: inner, height: textHeight(text, style, inner))
            texts.append(Text(text: text, style: style, box: box))
            height += box.height + 4
        }
        add(sheet.title, .title)
        for remark in sheet.remarks { add(remark, .remark) }
        for (number, section) in sheet.sections.enumerated() where !section.cells.isEmpty {
            height += Self.gap
            if let heading = section.heading {
                add(heading, .heading)
                height += Self.gap / 2
            }
            place(section, number: number)
        }
        height += Self.margin - Self.gap
    }

    private mutating func place(_ section: Sheet.Section, number: Int) {
        let labelHeight = TextStyle.label.size * 1.5
        let column = Self.columnWidth(section)
        for first in stride(from: 0, to: section.cells.count, by: section.columns) {
            let row = first..<min(section.cells.count, first + section.columns)
            let boxes = row.map { Self.size(of: section.cells[$0], side: section.side) }
            let above = section.cells[row].contains(where: \.hasAxes) ? Self.axisRoom : 0
            let rowHeight = above + (boxes.map(\.height).max() ?? 0)
            for (place, cell) in row.enumerated() {
                let size = boxes[place]
                let left = Self.margin + Double(place) * (column + Self.gap)
                let before = section.cells[cell].hasAxes ? Self.axisRoom : 0
                let box = Box(
                    x: (left + before + (column - before - size.width) / 2).rounded(.down),
                    // Pictures of one row stand on one line.
                    y: (height + rowHeight - size.height).rounded(.down), width: size.width, height: size.height)
                pictures.append(Placed(section: number, cell: cell, box: box, scale: size.scale))
                texts.append(
                    Text(
                        text: section.cells[cell].label, style: .label,
                        box: Box(x: left, y: height + rowHeight + 3, width: column, height: labelHeight)))
            }
            height += rowHeight + labelHeight + Self.gap
        }
    }

    /// A section's width.
    private static func width(_ section: Sheet.Section) -> Double {
        guard !section.cells.isEmpty else { return 0 }
        return Double(section.columns) * (columnWidth(section) + gap) - gap
    }

    private static func columnWidth(_ section: Sheet.Section) -> Double {
        let widths = section.cells.map { size(of: $0, side: section.side).width + ($0.hasAxes ? axisRoom : 0) }
        // Labels need room, too, however narrow the pictures are; but a file's name doesn't say how wide a sheet is.
        let letters = section.cells.map(\.label.count).max() ?? 0
        return max(widths.max() ?? 0, TextStyle.label.size * letterWidth * Double(min(letters, mostLetters)))
    }

    /// How wide a letter is at the most, on the average, in units of its height.
    private static let letterWidth = 0.65
    private static let mostLetters = 24

    /// A picture's size on the sheet.
    private static func size(of cell: Sheet.Cell, side: Int) -> (width: Double, height: Double, scale: Double) {
        let extent = cell.picture.extent
        var scale = Double(side) / Double(max(1, extent.longest))
        // All pixels of an enlarged picture have the same size.
        if scale > 1 { scale.round(.down) }
        return (max(1, Double(extent.width) * scale), max(1, Double(extent.height) * scale), scale)
    }
}

/// How text is written.
struct TextStyle: Equatable {
    /// The height of its letters with those that go up and down, in pixels.
    var size: Double
    var isBold = false
    /// Grey, 0 is black.
    var grey = 0.0

    static let title = TextStyle(size: 22, isBold: true)
    static let remark = TextStyle(size: 14, grey: 0.25)
    static let heading = TextStyle(size: 15, isBold: true)
    static let label = TextStyle(size: 12)
    static let axis = TextStyle(size: 10, grey: 0.25)
}
