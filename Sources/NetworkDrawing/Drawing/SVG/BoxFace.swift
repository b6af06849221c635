/// What a box of the drawing shows: a name and lines of text, and below them a strip for each layer that works in place.
struct BoxFace {
    /// A layer in place.
    struct Strip {
        var text: String
        var family: LayerKind.Family
    }

    var name: String
    var lines: [String]
    var strips: [Strip]
    var family: LayerKind.Family
    /// All that is known of the box, as a viewer shows it where the pointer rests.
    var title: String

    static let nameSize = 13.0
    static let textSize = 11.0
    static let lineHeight = 15.0
    static let stripHeight = 18.0
    private static let margin = 12.0

    init(_ box: BoxGraph.Box, of network: MeasuredNetwork) {
        let members = box.layers.map { network.layers[$0] }
        let first = members[0]
        name = SVGText.short(first.layer.name)
        family = first.layer.kind.family
        // Long only where a type's name is.
        lines = [SVGText.short(first.layer.summary, to: 72)]
        let parameters = first.parameters.map { $0 > 0 ? "\(grouped($0)) parameters" : "" } ?? ""
        let figures = [first.output?.text ?? "", parameters].filter { !$0.isEmpty }.joined(separator: " · ")
        if !figures.isEmpty { lines.append(figures) }
        strips = members.dropFirst().map { member in
            Strip(
                text: SVGText.short("\(member.layer.name) · \(member.layer.summary)"),
                family: member.layer.kind.family)
        }
        title = members.map(Self.title).joined(separator: "\n")
    }

    /// How large the box has to be.
    var width: Double {
        let texts =
            lines.map { SVGText.width($0, size: Self.textSize) }
            + strips.map { SVGText.width($0.text, size: Self.textSize) }
        return max(120, (texts + [SVGText.width(name, size: Self.nameSize, isBold: true)]).max() ?? 0) + 2 * Self.margin
    }

    /// The height of the part above the strips.
    var headHeight: Double { 24 + Double(lines.count) * Self.lineHeight + 6 }
    var height: Double { headHeight + Double(strips.count) * Self.stripHeight }

    private static func title(_ measured: MeasuredLayer) -> String {
        var parts = ["\(measured.layer.name): \(measured.layer.summary)"]
        if let output = measured.output { parts.append("makes \(output.text)") }
        if let parameters = measured.parameters, parameters > 0 { parts.append("\(grouped(parameters)) parameters") }
        if let operations = measured.multiplyAdds, operations > 0 {
            parts.append("\(grouped(operations)) multiply-adds")
        }
        if let field = measured.receptiveField { parts.append("receptive field \(field.shortSides)") }
        if let bytes = measured.bytes, bytes > 0 { parts.append(memoryText(bytes)) }
        return parts.joined(separator: "; ")
    }
}
