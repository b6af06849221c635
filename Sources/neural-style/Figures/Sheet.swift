/// What a figure shows: rows of panels, with headings.
struct Sheet: Equatable, Sendable {
    /// What stands above the columns; empty for nothing.
    var columnHeadings: [String] = []
    var rows: [Row]

    struct Row: Equatable, Sendable {
        /// What stands before the row; lines are separated by line feeds.
        var heading: String?
        var panels: [Panel]
    }

    /// A picture with what is said about it.
    struct Panel: Equatable, Sendable {
        var cell: Cell
        /// What the cell's layer is called, and progress says.
        var name: String
        /// What stands below it.
        var label: String?
        /// Whether the time that it took stands behind the label.
        var isTimed = false
        /// A picture that lies small in its lower left corner: its number among the arguments.
        var inset: Int?
    }

    /// All panels, row by row.
    var panels: [Panel] { rows.flatMap(\.panels) }

    /// All cells, those of insets included; some may stand there twice.
    var cells: [Cell] { panels.flatMap { [$0.cell] + ($0.inset.map { [Cell.original($0)] } ?? []) } }

    /// The same with some options for all of its paintings.
    func setting(_ words: [String]) -> Sheet {
        var sheet = self
        for row in sheet.rows.indices {
            for column in sheet.rows[row].panels.indices {
                sheet.rows[row].panels[column].cell = sheet.rows[row].panels[column].cell.setting(words)
            }
        }
        return sheet
    }

    /// Panels in rows of so many.
    init(_ panels: [Panel], columns: Int) {
        let columns = max(1, columns)
        rows = stride(from: 0, to: panels.count, by: columns).map { start in
            Row(panels: Array(panels[start..<min(start + columns, panels.count)]))
        }
    }

    init(columnHeadings: [String], rows: [Row]) {
        self.columnHeadings = columnHeadings
        self.rows = rows
    }
}

/// One picture of a figure: a painting, or one of the arguments as it is. Pictures are numbers of arguments.
struct Cell: Hashable, Sendable {
    /// What is painted, or shown; a cell has its proportions.
    let content: Int
    /// In whose style; `nil` where only a layer's features are met.
    var style: Int?
    /// The words `key=value` for the plug-in; `nil` for a picture that isn't painted.
    var options: [String]?

    /// A picture as it is.
    static func original(_ number: Int) -> Cell { Cell(content: number) }

    /// The same with some options, which take the place of its own; a picture that isn't painted has none.
    func setting(_ words: [String]) -> Cell {
        guard let options else { return self }
        let keys = Set(words.map { Self.key(of: $0) })
        var cell = self
        cell.options = options.filter { !keys.contains(Self.key(of: $0)) } + words
        return cell
    }

    /// The option that a word sets.
    static func key(of word: String) -> Substring { word.prefix { $0 != "=" } }
}
