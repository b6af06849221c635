/// Boxes in rows, each below all that it reads: layers of the drawing by longest paths (Sugiyama, Tagawa & Toda 1981). A
/// connection that passes rows by has a bend in each, so that no box lies on it.
struct RankedGraph {
    /// A place in a row: a box, or a bend of a connection.
    struct Item {
        var row: Int
        var above: [Int] = []
        var below: [Int] = []
    }

    /// The boxes first, in their order; then the bends.
    private(set) var items: [Item]
    /// The items of each row, from left to right.
    var rows: [[Int]]
    /// The items that each connection goes through, from box to box.
    private(set) var connections: [[Int]] = []

    /// A network with more bends than this is drawn with straight connections, and takes no more memory.
    private static let mostBends = 1 << 14

    init(_ graph: BoxGraph) {
        var rowOfBox = Array(repeating: 0, count: graph.boxes.count)
        for (number, box) in graph.boxes.enumerated() {
            rowOfBox[number] = (box.sources.map { rowOfBox[$0] }.max() ?? -1) + 1
        }
        // What nothing comes before, such as a second input, stands right above the first box that reads it.
        var firstReader: [Int: Int] = [:]
        for (number, box) in graph.boxes.enumerated() {
            for source in box.sources { firstReader[source] = min(firstReader[source] ?? .max, rowOfBox[number]) }
        }
        for (number, box) in graph.boxes.enumerated() where box.sources.isEmpty {
            if let reader = firstReader[number] { rowOfBox[number] = max(0, reader - 1) }
        }

        items = rowOfBox.map { Item(row: $0) }
        var bends = 0
        for (number, box) in graph.boxes.enumerated() {
            for source in box.sources {
                var path = [source]
                let passed = rowOfBox[source] + 1..<rowOfBox[number]
                bends += passed.count
                if bends <= Self.mostBends {
                    for row in passed {
                        path.append(items.count)
                        items.append(Item(row: row))
                    }
                }
                path.append(number)
                for (upper, lower) in zip(path, path.dropFirst()) {
                    items[upper].below.append(lower)
                    items[lower].above.append(upper)
                }
                connections.append(path)
            }
        }
        rows = Array(repeating: [], count: (rowOfBox.max() ?? -1) + 1)
        for (number, item) in items.enumerated() { rows[item.row].append(number) }
        orderRows()
    }

    /// Orders each row by the means of the neighbours' places, down and up in turn, which unties most crossings
    /// (Sugiyama's barycentre method).
    private mutating func orderRows() {
        var places = Array(repeating: 0.0, count: items.count)
        func number(_ row: [Int]) { for (place, item) in row.enumerated() { places[item] = Double(place) } }
        rows.forEach(number)
        for sweep in 0..<8 {
            let isDown = sweep.isMultiple(of: 2)
            for row in isDown ? Array(rows.indices) : rows.indices.reversed() {
                let keys = rows[row].map { item -> Double in
                    let neighbours = isDown ? items[item].above : items[item].below
                    guard !neighbours.isEmpty else { return places[item] }
                    return neighbours.reduce(0) { $0 + places[$1] } / Double(neighbours.count)
                }
                let order = keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
                rows[row] = order.map { rows[row][$0] }
                number(rows[row])
            }
        }
    }
}
