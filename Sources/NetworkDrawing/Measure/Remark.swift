/// What whoever looks at a network's figures has to know besides.
package enum Remark: Hashable, Sendable {
    /// Fully connected weights fit one size of picture only.
    case needsPicture(layer: String, of: Span, notOf: Span)
    /// The picture is so small that a layer's map would have no values.
    case nothingLeft(layer: String)
    /// A layer's shape has more values than can be counted with.
    case uncountable(layer: String)
    /// A layer's channels can't be cut into so many groups.
    case indivisible(layer: String, groups: Int)
    /// The blobs that a layer puts together don't fit.
    case unlikeInputs(layer: String)
    /// The file doesn't say how large an input is.
    case unknownInput(layer: String)
    /// The file doesn't say it, but the pictures are taken to be coloured.
    case takenAsColoured(layer: String)
    /// Shapes end at layers of unknown types.
    case unknownTypes([String])

    /// What it is, in a sentence.
    package var sentence: String {
        switch self {
        case .needsPicture(let layer, let needed, let found):
            "\(layer) needs a picture of \(needed.text), and this one is \(found.text): its weights fit no other size. It "
                + "and what stands behind it are counted with their parameters only."
        case .nothingLeft(let layer): "The picture is too small for \(layer), whose map would have no values."
        case .uncountable(let layer): "\(layer) has more values than can be counted with."
        case .indivisible(let layer, let groups): "The channels of \(layer) can't be cut into \(groups) groups."
        case .unlikeInputs(let layer): "What \(layer) puts together has unlike shapes."
        case .unknownInput(let layer): "The file doesn't say how large \(layer) is; --size does."
        case .takenAsColoured(let layer):
            "\(layer) is taken to be coloured, of three channels; the file doesn't say it."
        case .unknownTypes(let types):
            "What these types of layers make isn't known: \(types.joined(separator: ", "))."
        }
    }
}

extension Span {
    /// Width and height, as sizes of pictures are read.
    var text: String { "\(width) × \(height)" }
}
