import NSTVGG

/// Whole paintings beside each other.
extension Figure {
    private static let iterations = 200
    private static let columns = 3

    /// One photograph (A) in the styles of several paintings (B, C …), each with its painting in the corner.
    static let paintings = Figure(
        name: "paintings", title: "One picture, several paintings (Gatys et al. 2015, figure 2)",
        pictures: .pictureAndPaintings, ownOptions: []
    ) { scene in
        let styles = scene.names.indices.dropFirst().map { number in
            let label = "\(letter(number))  \(scene.names[number])"
            return Sheet.Panel(
                cell: gatys(scene, style: number, content: high), name: label, label: label, inset: number)
        }
        return Sheet([original(0, in: scene, label: "A  \(scene.names[0])")] + styles, columns: columns)
    }

    /// The content met at a low layer, which keeps every detail, and at a high one, which lets the style change it.
    static let lowHigh = Figure(
        name: "low-high", title: "Content met low and high in the network (Gatys et al. 2016, figure 5)",
        pictures: .pictureAndPainting, ownOptions: ["content-layers"]
    ) { scene in
        let met = [LayerName(.relu, 2, 2), high].map { layer in
            let label = "content at conv\(layer.block)_\(layer.index)"
            return Sheet.Panel(
                cell: gatys(scene, style: 1, content: layer), name: label,
                label: label)
        }
        return Sheet([original(0, in: scene), original(1, in: scene)] + met, columns: 2)
    }

    /// What the ways of painting make of the same pictures, and in what time.
    static let methods = Figure(
        name: "methods", title: "Ways of painting, each with its time",
        pictures: .pictureAndPainting, ownOptions: ["losses"]
    ) { scene in
        let network = "network=\(scene.network.rawValue)"
        let methods = [
            ("original (Gram matrices)", gatys(scene, style: 1, content: high)),
            ("statistics", Cell(content: 0, style: 1, options: ["preset=statistics", network])),
            ("nearest features", Cell(content: 0, style: 1, options: ["preset=painterly", network])),
        ]
        let painted = methods.map { Sheet.Panel(cell: $1, name: $0, label: $0, isTimed: true) }
        return Sheet([original(0, in: scene), original(1, in: scene)] + painted, columns: painted.count + 2)
    }

    private static func original(_ number: Int, in scene: Scene, label: String? = nil) -> Sheet.Panel {
        Sheet.Panel(cell: .original(number), name: scene.names[number], label: label ?? scene.names[number])
    }

    /// Where the papers meet the content.
    private static let high = LayerName(.relu, 4, 2)

    /// As the papers paint: α/β = 10⁻³.
    private static func gatys(_ scene: Scene, style: Int, content layer: LayerName) -> Cell {
        Cell(
            content: 0, style: style,
            options: [
                "preset=gatys-2015", "network=\(scene.network.rawValue)", "iterations=\(iterations)",
                styleWord(through: 5),
            ] + NormalisedNetwork.weights(ratio: 1e-3, content: layer, size: scene.size))
    }

    /// B for 1, C for 2 …; beyond Z a number.
    private static func letter(_ number: Int) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        return letters.indices.contains(number) ? String(letters[number]) : String(number + 1)
    }
}
