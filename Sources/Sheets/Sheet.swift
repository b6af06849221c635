import NSTPictures

/// A page of labelled pictures in rows and columns, under a heading.
package struct Sheet: Sendable {
    /// The heading.
    package var title: String
    /// Lines below the heading, each broken where it is too long.
    package var remarks: [String]
    /// The parts, one below the other.
    package var sections: [Section]

    /// A sheet of its parts.
    package init(title: String, remarks: [String] = [], sections: [Section]) {
        (self.title, self.remarks, self.sections) = (title, remarks, sections)
    }

    /// Pictures of about the same size.
    package struct Section: Sendable {
        /// A line above it, or `nil`.
        package var heading: String?
        /// How many pictures stand side by side.
        package var columns: Int
        /// A picture fits into a square of so many pixels. A smaller one is enlarged by a whole number.
        package var side: Int
        /// The pictures, row by row.
        package var cells: [Cell]

        /// A section of its parts.
        ///
        /// - Parameter columns: `nil` for about as many columns as rows.
        package init(heading: String? = nil, columns: Int? = nil, side: Int, cells: [Cell]) {
            self.heading = heading
            self.side = max(1, side)
            self.cells = cells
            let square = Int(Double(cells.count).squareRoot().rounded(.up))
            self.columns = max(1, min(cells.count, columns ?? min(square, Self.mostColumns)))
        }

        /// More columns make a sheet that no screen shows.
        private static let mostColumns = 16
    }

    /// A picture with its label.
    package struct Cell: Sendable {
        /// The picture.
        package var picture: RGBImage
        /// What stands below it, one line.
        package var label: String
        /// Parts of the picture that get a frame, in its pixels.
        package var marks: [Frame]
        /// Whether rows and columns are numbered, from 0.
        package var hasAxes: Bool

        /// A picture with its label.
        package init(_ picture: RGBImage, label: String, marks: [Frame] = [], hasAxes: Bool = false) {
            (self.picture, self.label, self.marks, self.hasAxes) = (picture, label, marks, hasAxes)
        }
    }

    /// A rectangle of a picture's pixels.
    package struct Frame: Equatable, Sendable {
        /// The first row and the row behind the last.
        package var rows: Range<Int>
        /// The first column and the column behind the last.
        package var columns: Range<Int>

        /// A rectangle by its rows and columns.
        package init(rows: Range<Int>, columns: Range<Int>) {
            (self.rows, self.columns) = (rows, columns)
        }
    }
}
