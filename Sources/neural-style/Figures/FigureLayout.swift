import SystemPackage

/// Where everything of a sheet lies, in pixels from its upper left corner.
struct FigureLayout: Equatable {
    struct Box: Equatable {
        var x: Int
        var y: Int
        var width: Int
        var height: Int
    }

    /// A picture, scaled into its box.
    struct Picture: Equatable {
        var file: FilePath
        /// What its layer is called.
        var name: String
        var box: Box
        /// The white frame around it, in pixels.
        var frame = 0
    }

    /// Lines of text in the middle of a box, or from its left edge on. What is too wide is made smaller.
    struct Text: Equatable {
        var words: String
        var box: Box
        /// The height of the letters' line, in pixels.
        var size: Int
        var isBold = false
        var isCentred = true
    }

    /// A picture and how large it is.
    struct Source {
        var file: FilePath
        var width: Int
        var height: Int
        /// The time that it took, in words.
        var time: String
    }

    private(set) var width: Int
    private(set) var height: Int
    private(set) var pictures: [Picture] = []
    private(set) var texts: [Text] = []

    /// How large an inset is, relative to a cell.
    private static let insetShare = 0.3

    /// - Parameters:
    ///   - caption: Lines below everything.
    ///   - cellSize: The longest side of the cells, in pixels.
    ///   - source: Where a cell's picture is.
    init(_ sheet: Sheet, caption: [String], cellSize: Int, source: (Cell) -> Source) {
        // Legible at small sizes, not shouting at large ones.
        let letters = min(28, max(11, cellSize / 15))
        let line = letters * 8 / 5
        let gap = max(6, cellSize / 24)

        let sources = sheet.rows.map { row in row.panels.map { source($0.cell) } }
        let columnCount = max(1, sources.map(\.count).max() ?? 1)
        let columns = (0..<columnCount).map { column in
            // A narrow picture's label needs room, too.
            sources.reduce(letters * 6) { $1.indices.contains(column) ? max($0, $1[column].width) : $0 }
        }
        let headingLines = sheet.rows.compactMap { $0.heading?.split(separator: "\n").map(\.count).max() }.max()
        // Letters are a little more than half as wide as high.
        let headingWidth = headingLines.map { $0 * letters * 2 / 3 + gap } ?? 0

        var y = gap
        let left = gap + headingWidth
        var lefts: [Int] = []
        var x = left
        for column in columns {
            lefts.append(x)
            x += column + gap
        }
        width = x
        height = 0

        if !sheet.columnHeadings.isEmpty {
            for (column, words) in sheet.columnHeadings.enumerated() where lefts.indices.contains(column) {
                let box = Box(x: lefts[column], y: y, width: columns[column], height: line)
                texts.append(Text(words: words, box: box, size: letters, isBold: true))
            }
            y += line + gap / 2
        }
        for (row, rowSources) in zip(sheet.rows, sources) {
            let rowHeight = rowSources.map(\.height).max() ?? 0
            if let heading = row.heading {
                let box = Box(x: gap, y: y, width: headingWidth - gap, height: rowHeight)
                texts.append(Text(words: heading, box: box, size: letters, isBold: true))
            }
            for (column, panel) in row.panels.enumerated() {
                let picture = rowSources[column]
                let box = Box(
                    x: lefts[column] + (columns[column] - picture.width) / 2, y: y + (rowHeight - picture.height) / 2,
                    width: picture.width, height: picture.height)
                pictures.append(Picture(file: picture.file, name: panel.name, box: box))
                if let inset = panel.inset { addInset(source(.original(inset)), to: box, of: panel) }
                guard let label = panel.label else { continue }
                let words = panel.isTimed ? "\(label), \(picture.time)" : label
                let place = Box(x: lefts[column], y: y + rowHeight, width: columns[column], height: line)
                texts.append(Text(words: words, box: place, size: letters))
            }
            y += rowHeight + gap
            if row.panels.contains(where: { $0.label != nil }) { y += line }
        }
        for words in caption {
            let box = Box(x: gap, y: y, width: width - 2 * gap, height: line)
            texts.append(Text(words: words, box: box, size: max(10, letters * 9 / 10), isCentred: false))
            y += line
        }
        height = y + gap / 2
    }

    /// Lays a picture small into the lower left corner of another, as the paper does.
    private mutating func addInset(_ picture: Source, to box: Box, of panel: Sheet.Panel) {
        let longest = Double(max(box.width, box.height)) * Self.insetShare
        let scale = longest / Double(max(picture.width, picture.height, 1))
        let (width, height) = (
            max(1, Int(Double(picture.width) * scale)), max(1, Int(Double(picture.height) * scale))
        )
        pictures.append(
            Picture(
                file: picture.file, name: "\(panel.name): painting",
                box: Box(x: box.x, y: box.y + box.height - height, width: width, height: height),
                frame: max(1, box.width / 128)))
    }
}
