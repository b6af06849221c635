import NSTVGG

/// A figure that `neural-style figure` makes: a sheet of paintings that differ in one thing, as the papers show them.
struct Figure: Sendable {
    /// What is written behind `figure`.
    let name: String
    /// What it shows, and where from: the sheet's caption.
    let title: String
    /// The pictures that it is made of.
    let pictures: Pictures
    /// The options that make its cells what they are, and that nobody else may set; `preset` always is one.
    let ownOptions: Set<String>
    /// Lays its cells out for some pictures.
    let sheet: @Sendable (Scene) -> Sheet

    /// The pictures that a figure is made of, in the order of the arguments.
    enum Pictures: Sendable {
        case picture, painting, pictureAndPainting, pictureAndPaintings

        /// As the help shows them.
        var usage: String {
            switch self {
            case .picture: "PICTURE"
            case .painting: "PAINTING"
            case .pictureAndPainting: "PICTURE PAINTING"
            case .pictureAndPaintings: "PICTURE PAINTING..."
            }
        }

        /// Whether it may be so many.
        func allows(_ count: Int) -> Bool {
            switch self {
            case .picture, .painting: count == 1
            case .pictureAndPainting: count == 2
            case .pictureAndPaintings: count >= 2
            }
        }
    }

    /// What a figure is made for.
    struct Scene: Sendable {
        /// The pictures' names, for labels.
        let names: [String]
        /// The longest side of each cell, in pixels.
        let size: Int
        /// The network that takes the place of the papers' VGG-19.
        let network: Architecture
    }

    /// All figures, in the order in which they are explained.
    static let all: [Figure] = [contentLayers, styleLayers, ratio, paintings, lowHigh, methods]

    /// The figure of a name.
    ///
    /// - Throws: `CommandError.unknownFigure`.
    static func named(_ name: String) throws(CommandError) -> Figure {
        guard let figure = all.first(where: { $0.name == name }) else {
            throw .unknownFigure(name, allowed: all.map(\.name))
        }
        return figure
    }

    /// How each figure is called, and what it shows, on a line of its own.
    static var list: String {
        all.map { "\($0.name) \($0.pictures.usage)\n  \($0.title)" }.joined(separator: "\n")
    }
}
