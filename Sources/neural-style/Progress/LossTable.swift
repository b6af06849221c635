import Glibc
import NSTMessages

/// The losses of a run as a table: of the iterations as they come, one line each.
struct LossTable {
    /// One column.
    struct Column: Equatable {
        /// What stands above it.
        let title: String
        /// `nil` where an iteration has no such loss.
        let value: @Sendable (ReportLine.Losses) -> Double?

        static func == (a: Column, b: Column) -> Bool { a.title == b.title }
    }

    let columns: [Column]
    /// What stands above each column, and above those that every table has.
    private var titles: [String] { ["iteration", "scale"] + columns.map(\.title) + ["total"] }

    /// - Parameter plan: Says which layers there are.
    init(_ plan: ReportLine.Plan) {
        func layers(_ part: String, _ names: [String]?) -> [Column] {
            // One layer is what its part says already.
            guard let names, names.count > 1 else { return [] }
            return names.map { name in
                Column(title: "\(part) \(name)") { losses in
                    losses.layers.first { $0.part == part && $0.layer == name }?.value
                }
            }
        }
        columns =
            [Column(title: "content") { $0.content }] + layers("content", plan.contentLayers)
            + [Column(title: "style") { $0.style }] + layers("style", plan.styleLayers)
            + [Column(title: "variation") { $0.variation }, Column(title: "colour") { $0.colour }]
    }

    // MARK: For people

    private static let width = 12

    /// The line above the others. What a layer belongs to stands before its name; the table is as wide as it must be.
    var heading: String {
        titles.map { Self.aligned($0, width: max(Self.width, $0.count)) }.joined(separator: "  ")
    }

    /// The line of an iteration; `nil` where it says nothing of its losses.
    func line(_ progress: ReportLine.Progress) -> String? {
        guard let cells = cells(progress, decimals: 6) else { return nil }
        return zip(cells, titles)
            .map { cell, title in Self.aligned(cell.isEmpty ? "–" : cell, width: max(Self.width, title.count)) }
            .joined(separator: "  ")
    }

    private static func aligned(_ text: String, width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    // MARK: For programs

    /// The first line of a file of comma-separated values (RFC 4180).
    var fileHeading: String {
        titles.joined(separator: ",")
    }

    /// The line of an iteration in such a file.
    func fileLine(_ progress: ReportLine.Progress) -> String? {
        cells(progress, decimals: 9)?.joined(separator: ",")
    }

    private func cells(_ progress: ReportLine.Progress, decimals: Int32) -> [String]? {
        guard let losses = progress.losses, let iteration = progress.iteration, let scale = progress.scale else {
            return nil
        }
        let values = columns.map { $0.value(losses) } + [progress.loss]
        return ["\(iteration)", "\(scale)"] + values.map { $0.map { Self.number($0, decimals: decimals) } ?? "" }
    }

    /// A number with so many significant digits, with a point whatever the language.
    private static func number(_ value: Double, decimals: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 40)
        let length = withVaList([decimals, value]) { vsnprintf(&buffer, buffer.count, "%.*g", $0) }
        let bytes = buffer.prefix(max(0, min(Int(length), buffer.count - 1))).map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
