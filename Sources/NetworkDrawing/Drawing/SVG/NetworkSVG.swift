extension MeasuredNetwork {
    /// The network as a drawing in SVG 1.1, from top to bottom: a box for each layer, coloured by what it does; layers
    /// that work in place, such as ReLU, are strips at the foot of the box whose map they change.
    package var svg: String { SVGDrawing(self).text }
}

/// Puts a drawing together.
private struct SVGDrawing {
    private let network: MeasuredNetwork
    private let ranked: RankedGraph
    private let faces: [BoxFace]
    private let widths: [Double]
    /// The middle of each item, with the drawing's margin.
    private var centres: [Double]
    /// Where each row begins, and how high it is.
    private var rows: [(top: Double, height: Double)] = []
    private var width: Double
    private var height = 0.0
    private var lines: [String] = []

    private static let margin = 24.0
    private static let gapAcross = 22.0
    private static let gapDown = 34.0
    private static let narrowest = 340.0

    init(_ network: MeasuredNetwork) {
        self.network = network
        let graph = BoxGraph(network)
        ranked = RankedGraph(graph)
        faces = graph.boxes.map { BoxFace($0, of: network) }
        // A column looks calmer with boxes of one width.
        let isColumn = ranked.rows.allSatisfy { $0.count == 1 }
        let widest = faces.map(\.width).max() ?? 0
        let faceWidths = faces.map { isColumn ? widest : $0.width }
        widths = faceWidths + Array(repeating: 10, count: ranked.items.count - faces.count)
        centres = RowPlacement(ranked, widths: widths, gap: Self.gapAcross).centres

        let left = zip(centres, widths).map { $0 - $1 / 2 }.min() ?? 0
        let right = zip(centres, widths).map { $0 + $1 / 2 }.max() ?? 0
        width = max(right - left, Self.narrowest) + 2 * Self.margin
        let shift = (width - (right - left)) / 2 - left
        centres = centres.map { $0 + shift }

        addHead()
        for row in ranked.rows {
            let tallest = row.compactMap { $0 < faces.count ? faces[$0].height : nil }.max() ?? 0
            rows.append((top: height, height: tallest))
            height += tallest + Self.gapDown
        }
        for connection in ranked.connections { addConnection(connection) }
        for number in faces.indices { addBox(number) }
        addRemarks()
    }

    /// The whole file.
    var text: String {
        let size = "width=\"\(svgLength(width))\" height=\"\(svgLength(height))\""
        let name = network.name.isEmpty ? "Network" : network.name
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <svg xmlns="http://www.w3.org/2000/svg" \(size) viewBox="0 0 \(svgLength(width)) \(svgLength(height))" \
            font-family="DejaVu Sans, Verdana, sans-serif" font-size="\(svgLength(BoxFace.textSize))" fill="#202124">
            <title>\(SVGText.escaped(name))</title>
            <defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" \
            orient="auto"><path d="M0,0.5 L8,4 L0,7.5 z" fill="#5f6368"/></marker></defs>
            <rect width="100%" height="100%" fill="#ffffff"/>
            \(lines.joined(separator: "\n"))
            </svg>
            """
    }

    private mutating func addText(_ text: String, x: Double, y: Double, _ attributes: String = "") {
        let attributes = attributes.isEmpty ? "" : " \(attributes)"
        lines.append("<text x=\"\(svgLength(x))\" y=\"\(svgLength(y))\"\(attributes)>\(SVGText.escaped(text))</text>")
    }

    /// Name, sums and legend.
    private mutating func addHead() {
        height = Self.margin + 14
        if !network.name.isEmpty {
            addText(SVGText.short(network.name), x: Self.margin, y: height, "font-size=\"18\" font-weight=\"bold\"")
            height += 22
        }
        for line in SVGText.wrapped(network.summary, width: width - 2 * Self.margin, size: BoxFace.textSize) {
            addText(line, x: Self.margin, y: height)
            height += BoxFace.lineHeight
        }
        height += 8
        addLegend()
        height += 30
    }

    private mutating func addLegend() {
        let present = Set(network.layers.map(\.layer.kind.family))
        var x = Self.margin
        for family in LayerKind.Family.allCases where present.contains(family) {
            let needed = 18 + SVGText.width(family.title, size: BoxFace.textSize) + 12
            if x > Self.margin, x + needed > width - Self.margin {
                x = Self.margin
                height += 18
            }
            let (area, border) = family.colours
            lines.append(
                "<rect x=\"\(svgLength(x))\" y=\"\(svgLength(height - 9))\" width=\"12\" height=\"12\" fill=\"\(area)\" "
                    + "stroke=\"\(border)\"/>")
            addText(family.title, x: x + 18, y: height + 1)
            x += needed
        }
    }

    /// A line from the foot of one box to the head of another, through the bends between them.
    private mutating func addConnection(_ path: [Int]) {
        guard let first = path.first, let last = path.last, first < faces.count else { return }
        var (x, y) = (centres[first], rows[ranked.items[first].row].top + faces[first].height)
        var steps = "M\(svgLength(x)),\(svgLength(y))"
        // Below the box the line goes straight down as far as its row does.
        let foot = rows[ranked.items[first].row].top + rows[ranked.items[first].row].height
        if foot > y {
            steps += " V\(svgLength(foot))"
            y = foot
        }
        for item in path.dropFirst() {
            let (top, height) = rows[ranked.items[item].row]
            let middle = (y + top) / 2
            steps +=
                x == centres[item]
                ? " V\(svgLength(top))"
                : " C\(svgLength(x)),\(svgLength(middle)) \(svgLength(centres[item])),\(svgLength(middle)) "
                    + "\(svgLength(centres[item])),\(svgLength(top))"
            (x, y) = (centres[item], top)
            if item != last {
                steps += " V\(svgLength(top + height))"
                y = top + height
            }
        }
        lines.append(
            "<path d=\"\(steps)\" fill=\"none\" stroke=\"#5f6368\" stroke-width=\"1.3\" marker-end=\"url(#arrow)\"/>")
    }

    private mutating func addBox(_ number: Int) {
        let face = faces[number]
        let (x, top) = (centres[number], rows[ranked.items[number].row].top)
        let left = x - widths[number] / 2
        let (area, border) = face.family.colours
        lines.append("<g text-anchor=\"middle\"><title>\(SVGText.escaped(face.title))</title>")
        lines.append(Self.rectangle(left, top, widths[number], face.headHeight, area, border, radius: 5))
        addText(
            face.name, x: x, y: top + 19, "font-size=\"\(svgLength(BoxFace.nameSize))\" font-weight=\"bold\"")
        for (line, text) in face.lines.enumerated() {
            addText(text, x: x, y: top + 34 + Double(line) * BoxFace.lineHeight)
        }
        for (strip, content) in face.strips.enumerated() {
            let y = top + face.headHeight + Double(strip) * BoxFace.stripHeight
            let (area, border) = content.family.colours
            lines.append(Self.rectangle(left, y, widths[number], BoxFace.stripHeight, area, border, radius: 3))
            addText(content.text, x: x, y: y + 13)
        }
        lines.append("</g>")
    }

    private static func rectangle(
        _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ area: String, _ border: String, radius: Double
    ) -> String {
        "<rect x=\"\(svgLength(x))\" y=\"\(svgLength(y))\" width=\"\(svgLength(width))\" height=\"\(svgLength(height))\" "
            + "rx=\"\(svgLength(radius))\" fill=\"\(area)\" stroke=\"\(border)\"/>"
    }

    private mutating func addRemarks() {
        for remark in network.remarks {
            for line in SVGText.wrapped(remark.sentence, width: width - 2 * Self.margin, size: BoxFace.textSize) {
                addText(line, x: Self.margin, y: height)
                height += BoxFace.lineHeight
            }
            height += 6
        }
        height += Self.margin - 10
    }
}
