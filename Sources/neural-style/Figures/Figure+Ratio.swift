import Glibc
import NSTVGG

/// How layers and the ratio of content to style work together (Gatys et al. 2015, figure 3).
extension Figure {
    /// The powers of ten of α/β, from left to right.
    static let exponents = [-5, -4, -3, -2]
    private static let iterations = 150

    /// Rows: the style of conv1_1 (A), and of ever more layers, to conv5_1 (E). Columns: α/β, which means the same at every
    /// size. The content is conv4_2's.
    static let ratio = Figure(
        name: "ratio", title: "Layers of the style × content to style, α/β (Gatys et al. 2015, figure 3)",
        pictures: .pictureAndPainting,
        ownOptions: ["content-layers", "style-layers", "content-weight", "style-weight", "losses"]
    ) { scene in
        Sheet(
            columnHeadings: exponents.map { "α/β = \(power($0))" },
            rows: blocks.map { block in
                let letter = ["A", "B", "C", "D", "E"][block - 1]
                return Sheet.Row(
                    heading: "\(letter)\n\(addedLayer(block))",
                    panels: exponents.map { exponent in
                        Sheet.Panel(
                            cell: Cell(
                                content: 0, style: 1,
                                options: [
                                    "preset=gatys-style-\(block)", "network=\(scene.network.rawValue)",
                                    "iterations=\(iterations)", styleWord(through: block),
                                ]
                                    + NormalisedNetwork.weights(
                                        ratio: pow(10, Double(exponent)), content: LayerName(.relu, 4, 2),
                                        size: scene.size)),
                            name: "\(letter) \(addedLayer(block)), α/β = \(power(exponent))")
                    })
            })
    }

    /// 10 to a power, as it is printed: `10⁻³`.
    static func power(_ exponent: Int) -> String {
        let digits = String(exponent).map { character in
            character == "-" ? "⁻" : character.wholeNumberValue.map { "⁰¹²³⁴⁵⁶⁷⁸⁹".dropFirst($0).prefix(1) } ?? ""
        }
        return "10" + digits.joined()
    }
}
