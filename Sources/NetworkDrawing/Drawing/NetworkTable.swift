extension MeasuredNetwork {
    /// The network as a table for terminals, one layer a line, with the sums and what there is to say at its end.
    package var table: String {
        let heading = [
            "layer", "type", "details", "height × width × channels", "parameters", "receptive field", "multiply-adds",
            "maps",
        ]
        var lines = [heading] + layers.map(\.cells)
        let (all, convolutional) = (totals, convolutionalTotals)
        if convolutional != all, convolutional.parameters.known > 0 {
            lines.append(convolutional.cells("without fully connected"))
        }
        lines.append(all.cells("all"))
        let notes = remarks.map { "\n\($0.sentence)" }.joined()
        return aligned(lines) + (notes.isEmpty ? "" : "\n\(notes)")
    }

    private func aligned(_ lines: [[String]]) -> String {
        let widths = lines[0].indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { line in
            line.enumerated().map { column, text in
                let padding = String(repeating: " ", count: widths[column] - text.count)
                // Words begin where the line above has them, numbers end there.
                return column < 3 ? text + padding : padding + text
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}

/// What stands for a figure that isn't known.
private let unknown = "–"

extension MeasuredLayer {
    fileprivate var cells: [String] {
        [
            layer.name, layer.type, layer.kind.details, output?.text ?? unknown, parameters.map(grouped) ?? unknown,
            receptiveField?.shortSides ?? unknown, multiplyAdds.map(grouped) ?? unknown,
            bytes.map { $0 == 0 ? "" : memoryText($0) } ?? unknown,
        ]
    }
}

extension MeasuredNetwork.Totals {
    fileprivate func cells(_ title: String) -> [String] {
        [title, "", "", "", parameters.text(grouped), "", multiplyAdds.text(grouped), bytes.text(memoryText)]
    }
}

extension MeasuredNetwork.Sum {
    /// The sum in words; it is at least this where something isn't known.
    fileprivate func text(_ words: (Int) -> String) -> String { "\(isWhole ? "" : "≥ ")\(words(known))" }
}
