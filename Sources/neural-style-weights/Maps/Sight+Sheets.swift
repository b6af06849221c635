import NSTCore
import NSTPictures
import NSTVGG
import Sheets

extension Sight {
    /// The side of a map on a sheet, in pixels.
    private static let mapSide = 160
    private static let pictureSide = 448

    /// The strongest maps.
    func mapsSheet(count: Int) -> Sheet {
        let chosen = maps.strongest(count)
        let measure = maps.layer.kind == .conv ? "mean magnitude" : "mean activation"
        return Sheet(
            title: title("Feature maps"),
            remarks: [
                summary,
                "The \(chosen.count) strongest: channel (from 0) · \(measure). Each map has its own range: black is its "
                    + "least value, white its greatest.",
            ],
            sections: [
                Sheet.Section(side: Self.pictureSide, cells: [Sheet.Cell(image, label: name)]),
                Sheet.Section(
                    side: Self.mapSide,
                    cells: chosen.map { channel in
                        Sheet.Cell(maps.picture(ofChannel: channel), label: label(channel, maps.strengths[channel]))
                    }),
            ])
    }

    /// The Gram matrix, and the pairs of channels that stand out in it.
    func gramSheet(_ gram: FeatureGram, pairs count: Int) -> Sheet {
        let pairs = gram.standingOut(count)
        let marks = pairs.flatMap { pair in
            [(pair.first, pair.second), (pair.second, pair.first)].map { row, column in
                Sheet.Frame(rows: row..<(row + 1), columns: column..<(column + 1))
            }
        }
        // As large as a map is on the sheet.
        let side = maps.extent.longest * max(1, Self.mapSide / maps.extent.longest)
        let small = image.resampled(to: image.extent.limited(toLongestSide: min(side, Self.mapSide)))
        let cells = pairs.flatMap { pair in
            [pair.first, pair.second].map { channel in
                Sheet.Cell(maps.picture(ofChannel: channel), label: label(channel, maps.strengths[channel]))
            } + [
                Sheet.Cell(
                    maps.product(of: pair.first, and: pair.second, over: small),
                    label: "#\(pair.first) × #\(pair.second): \(shortText(pair.correlation))")
            ]
        }
        return Sheet(
            title: title("Gram matrix"),
            remarks: [
                summary,
                "G[i, j] is the sum of channel i times channel j over all places. Brightness is its square root, from zero "
                    + "(black) to the greatest value (white); blue is negative.",
            ],
            sections: [
                Sheet.Section(
                    side: 768, cells: [Sheet.Cell(gram.picture, label: "channels, from 0", marks: marks, hasAxes: true)]
                ),
                Sheet.Section(
                    heading: "Pairs that stand out (framed above): two maps, and the picture lit where both are active",
                    columns: 6, side: Self.mapSide, cells: cells),
            ])
    }

    /// What one place of the maps sees, and which channels are strongest there.
    ///
    /// - Parameter point: A pixel of the picture in its own size.
    func placeSheet(_ point: PicturePoint, cell: MapCell, count: Int) -> Sheet {
        let layer = maps.layer
        let field = network.network.fieldOfView(of: cell, at: layer, picture: image.extent)
        let frame = Sheet.Frame(rows: field.rows, columns: field.columns)
        let chosen = maps.strongest(count, in: cell)
        let mark = Sheet.Frame(rows: cell.row..<(cell.row + 1), columns: cell.column..<(cell.column + 1))
        return Sheet(
            title: "What \(layer) sees at \(point.x),\(point.y) of \(name)",
            remarks: [
                summary,
                "The place is row \(cell.row), column \(cell.column) of the maps. A value there depends on "
                    + "\(field.side)×\(field.side) pixels (its receptive field); the frame is what of them lies in the "
                    + "picture: columns \(field.columns.lowerBound)–\(field.columns.upperBound - 1), rows "
                    + "\(field.rows.lowerBound)–\(field.rows.upperBound - 1).",
            ],
            sections: [
                Sheet.Section(
                    columns: 2, side: Self.pictureSide,
                    cells: [
                        Sheet.Cell(image, label: name, marks: [frame]),
                        Sheet.Cell(image.part(frame), label: "receptive field, \(field.side)×\(field.side) pixels"),
                    ]),
                Sheet.Section(
                    heading: "The strongest channels at this place: channel (from 0) · value there",
                    columns: 6, side: Self.mapSide,
                    cells: chosen.map { channel in
                        Sheet.Cell(
                            maps.picture(ofChannel: channel), label: label(channel, maps[cell, channel]), marks: [mark])
                    }),
            ])
    }
}

extension InspectedNetwork {
    /// The first layer's filters as colours.
    func filtersSheet(_ filters: FirstFilters) -> Sheet {
        Sheet(
            title: "Filters of conv1_1, \(title)",
            remarks: [
                "\(filters.count) filters of 3×3 pixels, as colours: mid-grey is zero, lighter and darker are for and against "
                    + "red, green and blue. Each filter has its own scale; channels are counted from 0.",
                "Input: \(network.inputConvention.summary)",
            ],
            sections: [
                Sheet.Section(
                    side: 72,
                    cells: (0..<filters.count).map { Sheet.Cell(filters.picture($0), label: "#\($0)") })
            ])
    }
}

extension RGBImage {
    /// A part of the picture, which must lie in it.
    fileprivate func part(_ frame: Sheet.Frame) -> RGBImage {
        RGBImage(height: frame.rows.count, width: frame.columns.count) { values in
            for (row, y) in frame.rows.enumerated() {
                for (column, x) in frame.columns.enumerated() {
                    for channel in 0..<3 {
                        values[3 * (row * frame.columns.count + column) + channel] =
                            self.values[3 * (y * width + x) + channel]
                    }
                }
            }
        }
    }
}
