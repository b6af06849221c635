import ArgumentParser
import NSTCore
import NSTVGG
import Sheets

/// `neural-style-weights maps`
struct Maps: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what a network sees in a picture: maps, Gram matrix, filters.",
        discussion: """
            Draws a sheet with the feature maps of a layer, the strongest first (by mean activation; before a ReLU by \
            mean magnitude). With --gram it shows the layer's Gram matrix instead, and the pairs of channels that stand out \
            in it; with --place X,Y what a place's values depend on, and which channels are strongest there; with \
            --filters, which needs no picture, the first layer's filters as colours. Channels are counted from 0.

            PICTURE is a PNG, JPEG, TIFF or what else gdk-pixbuf reads. Its colour profile isn't looked at.
            """)

    @Argument(help: "The picture.")
    var picture: String?

    @Option(
        help: ArgumentHelp(
            "The network: an installed one (vgg16, vgg19), or a file of any format that import reads.",
            valueName: "name-or-file"))
    var network = Architecture.vgg16.rawValue

    @Option(
        help: ArgumentHelp(
            "The layer: relu3_1 and the like (conv… is before the ReLU), block3_conv1, conv_5 or features.11.",
            valueName: "name"))
    var layer = "relu3_1"

    @Option(name: [.customShort("o"), .long], help: ArgumentHelp("Where the sheet goes.", valueName: "sheet.png"))
    var output: String

    @Option(
        help: "How many maps, pairs or channels are shown. (default: 64 maps, 8 pairs, 24 channels of a place)")
    var count: Int?

    @Option(help: "Longest side in pixels at which the network looks at the picture; never more than it has.")
    var size = 512

    @Flag(help: "Show the Gram matrix and the pairs that stand out.")
    var gram = false

    @Option(
        help: ArgumentHelp(
            "Show the receptive field of this pixel's place: column and row in the picture, from 0.", valueName: "x,y"))
    var place: PicturePoint?

    @Flag(help: "Show the first layer's filters as colours.")
    var filters = false

    @Option(
        help: ArgumentHelp(
            "Also write the numbers for NumPy: maps [channel, row, column], Gram matrix [channel, channel], values of a "
                + "place [channel], filters [filter, row, column, colour].", valueName: "file.npy"))
    var values: String?

    @Option(
        help: ArgumentHelp(
            "What input the network was trained on, where its file doesn't tell: keras, torchvision or matconvnet.",
            valueName: "convention"))
    var inputConvention: Import.Convention?

    /// The greatest number of maps that a layer has.
    private static let mostMaps = 512

    func validate() throws {
        guard [gram, place != nil, filters].filter({ $0 }).count <= 1 else {
            throw ValidationError("--gram, --place and --filters are sheets of their own: choose one.")
        }
        guard filters || picture != nil else {
            throw ValidationError("Name a picture, such as 'neural-style-weights maps picture.jpg -o sheet.png'.")
        }
        guard (16...1 << 14).contains(size) else {
            throw ValidationError("A picture's size is 16 to 16384 pixels, not \(size).")
        }
        if let count, !(1...Self.mostMaps).contains(count) {
            throw ValidationError("A sheet shows 1 to \(Self.mostMaps) maps, not \(count).")
        }
        guard output.lowercased().hasSuffix(".png") else {
            throw ValidationError("A sheet is a PNG file: let '\(output)' end with .png.")
        }
    }

    func run() async throws {
        let inspected = try InspectedNetwork(
            network, inputConvention: inputConvention?.convention, in: WeightsFolder())
        let (sheet, numbers) = try drawn(inspected)
        try Task.checkCancellation()
        if let values { try numbers.writeNumpyFile(to: values) }
        try sheet.write(to: output)
        print("\(output): \(sheet.title).")
    }

    /// The sheet that was asked for, and what it shows as numbers.
    private func drawn(_ inspected: InspectedNetwork) throws -> (Sheet, NumberArray) {
        guard !filters, let picture else {
            let filters = try FirstFilters(of: inspected.network)
            return (
                inspected.filtersSheet(filters), NumberArray(shape: [filters.count, 3, 3, 3], values: filters.values)
            )
        }
        let sight = try Sight(inspected, picture: picture, layer: inspected.layer(layer), size: size)
        let maps = sight.maps
        if let place {
            let cell = try sight.cell(at: place)
            return (
                sight.placeSheet(place, cell: cell, count: count ?? 24),
                NumberArray(shape: [maps.channels], values: (0..<maps.channels).map { maps[cell, $0] })
            )
        }
        if gram {
            let gram = try FeatureGram(of: maps)
            return (
                sight.gramSheet(gram, pairs: count ?? 8),
                NumberArray(shape: [gram.channels, gram.channels], values: gram.values)
            )
        }
        return (
            sight.mapsSheet(count: count ?? 64),
            NumberArray(
                shape: [maps.channels, maps.extent.height, maps.extent.width],
                values: (0..<maps.channels).flatMap { maps.map(ofChannel: $0) })
        )
    }
}

extension Sight {
    /// The cell of the maps for a pixel of the picture in its own size.
    fileprivate func cell(at point: PicturePoint) throws(ToolError) -> MapCell {
        guard point.x < original.width, point.y < original.height else {
            throw .placeOutside(x: point.x, y: point.y, width: original.width, height: original.height)
        }
        return maps.cell(
            x: point.x * image.width / original.width, y: point.y * image.height / original.height)
    }
}
