import NSTVGG

/// A network's layers on a picture of some size.
struct NetworkTable {
    /// One layer.
    struct Row: Equatable {
        /// Such as `conv4_2` (with its ReLU) or `pool4`.
        var layer: String
        /// Height and width of the feature map.
        var size: Int
        var channels: Int
        /// Weights and biases.
        var parameters: Int
        /// How many pixels of the picture, across, one value of the feature map depends on.
        var receptiveField: Int
        /// Multiplications, each with an addition.
        var multiplyAdds: Int
    }

    let rows: [Row]

    init(_ architecture: Architecture, size: Int) {
        var rows: [Row] = []
        var (size, field, step) = (size, 1, 1)
        let convolutions = architecture.convolutions
        for (number, convolution) in convolutions.enumerated() {
            let kernel = 9 * convolution.inputChannels * convolution.outputChannels
            // A 3×3 kernel looks one step of its input further to each side.
            field += 2 * step
            rows.append(
                Row(
                    layer: convolution.name, size: size, channels: convolution.outputChannels,
                    parameters: kernel + convolution.outputChannels, receptiveField: field,
                    multiplyAdds: kernel * size * size))
            guard number + 1 == convolutions.count || convolutions[number + 1].block != convolution.block else {
                continue
            }
            field += step
            step *= 2
            size /= 2
            rows.append(
                Row(
                    layer: "pool\(convolution.block)", size: size, channels: convolution.outputChannels, parameters: 0,
                    receptiveField: field, multiplyAdds: 0))
        }
        self.rows = rows
    }

    /// The table as text, with the sums at its end.
    var text: String {
        var lines = [["layer", "height × width × channels", "parameters", "receptive field", "multiply-adds"]]
        for row in rows {
            lines.append([
                row.layer, "\(row.size) × \(row.size) × \(row.channels)", grouped(row.parameters),
                "\(row.receptiveField)", grouped(row.multiplyAdds),
            ])
        }
        lines.append([
            "all", "", grouped(rows.reduce(0) { $0 + $1.parameters }), "",
            grouped(rows.reduce(0) { $0 + $1.multiplyAdds }),
        ])
        let widths = (0..<5).map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { line in
            line.enumerated().map { column, text in
                let padding = String(repeating: " ", count: widths[column] - text.count)
                return column == 0 ? text + padding : padding + text
            }.joined(separator: "   ")
        }.joined(separator: "\n")
    }

    /// The network as a graph in Graphviz's language.
    func graph(named name: String) -> String {
        var lines = ["digraph \(name) {", "    node [shape=box, fontname=\"sans-serif\"];", "    image [shape=oval];"]
        var last = "image"
        for row in rows {
            let shape = "\(row.size)×\(row.size)×\(row.channels)"
            let detail = row.parameters > 0 ? "\(shape)\\n\(grouped(row.parameters)) parameters" : shape
            lines.append("    \(row.layer) [label=\"\(row.layer)\\n\(detail)\"];")
            lines.append("    \(last) -> \(row.layer);")
            last = row.layer
        }
        return (lines + ["}"]).joined(separator: "\n")
    }

    /// A number with narrow gaps between its thousands.
    private func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        return digits.enumerated().map { place, digit in
            place > 0 && (digits.count - place).isMultiple(of: 3) ? " \(digit)" : "\(digit)"
        }.joined()
    }
}
