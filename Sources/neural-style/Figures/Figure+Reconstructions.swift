import NSTVGG

/// What single layers keep of a picture (Gatys et al. 2015, figure 1): content above, style below.
extension Figure {
    /// The layers of both, from the first block of the network to the last.
    static let blocks = 1...5
    /// As many evaluations as leave nothing to be seen of the noise.
    private static let iterations = 200

    /// Content reconstructions a to e: the picture from one layer's features alone.
    static let contentLayers = Figure(
        name: "content-layers", title: "What layers keep of the content (Gatys et al. 2015, figure 1, below)",
        pictures: .picture, ownOptions: ["content-layers", "style-layers"]
    ) { scene in
        reconstructions(of: scene) { block in
            Panel(
                letter: letter(block), layer: "conv\(block)_1",
                words: [
                    "preset=reconstruction", "network=\(scene.network.rawValue)", "content-layers=relu\(block)_1",
                    "iterations=\(iterations)",
                ])
        }
    }

    /// Style reconstructions a to e: the style of one layer and of all that stand before it in the list.
    static let styleLayers = Figure(
        name: "style-layers", title: "What layers keep of the style (Gatys et al. 2015, figure 1, above)",
        pictures: .painting, ownOptions: ["content-layers", "style-layers"]
    ) { scene in
        reconstructions(of: scene, isStyle: true) { block in
            Panel(
                letter: letter(block), layer: addedLayer(block),
                words: [
                    "preset=gatys-style-\(block)", "network=\(scene.network.rawValue)", "iterations=\(iterations)",
                    styleWord(through: block),
                ])
        }
    }

    /// The word for the first layers of all blocks up to one, weighed as in the papers' normalised network.
    static func styleWord(through block: Int) -> String {
        NormalisedNetwork.styleLayers((1...block).map { LayerName(.relu, $0, 1) })
    }

    /// The layer that a block adds to those of the blocks before.
    static func addedLayer(_ block: Int) -> String { block == 1 ? "conv1_1" : "+ conv\(block)_1" }

    private struct Panel {
        let letter: String
        let layer: String
        let words: [String]
    }

    private static func letter(_ block: Int) -> String { ["a", "b", "c", "d", "e"][block - 1] }

    /// The picture, and behind it what is made of its layers. A style has the picture itself for its content, which says how
    /// large it is and nothing else.
    private static func reconstructions(
        of scene: Scene, isStyle: Bool = false, panel: (Int) -> Panel
    ) -> Sheet {
        let original = Sheet.Panel(cell: .original(0), name: scene.names[0], label: scene.names[0])
        let others = blocks.map(panel).map { panel in
            let label = "\(panel.letter)  \(panel.layer)"
            return Sheet.Panel(
                cell: Cell(content: 0, style: isStyle ? 0 : nil, options: panel.words), name: label, label: label)
        }
        return Sheet([original] + others, columns: blocks.count + 1)
    }
}
