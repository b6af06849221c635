/// A network as it is drawn: a box for each layer, but those that work in place are part of the box of the layer that made
/// what they change, as a convolution's ReLU.
struct BoxGraph {
    /// A box.
    struct Box: Equatable {
        /// The places of its layers in the network; all but the first work in place.
        var layers: [Int]
        /// The boxes before it, by their places.
        var sources: [Int]
    }

    /// Sources come before what reads them.
    private(set) var boxes: [Box] = []

    init(_ network: MeasuredNetwork) {
        /// The box of each layer.
        var boxOfLayer: [Int] = []
        for (place, measured) in network.layers.enumerated() {
            if measured.layer.isInPlace, let source = measured.sources.first {
                boxOfLayer.append(boxOfLayer[source])
                boxes[boxOfLayer[source]].layers.append(place)
            } else {
                var seen: Set<Int> = []
                let sources = measured.sources.map { boxOfLayer[$0] }.filter { seen.insert($0).inserted }
                boxOfLayer.append(boxes.count)
                boxes.append(Box(layers: [place], sources: sources))
            }
        }
    }
}

extension LayerKind {
    /// What kinds of layers have one colour.
    enum Family: Int, CaseIterable {
        case input, convolution, activation, pooling, connected, normalisation, junction, dropout, outcome, other
    }

    /// The layer's family.
    var family: Family {
        switch self {
        case .input: .input
        case .convolution, .deconvolution: .convolution
        case .activation, .learntActivation: .activation
        case .pooling: .pooling
        case .innerProduct: .connected
        case .localNormalisation, .normalisation, .scale, .bias: .normalisation
        case .concatenation, .elementwise, .slice, .split, .flatten, .crop: .junction
        case .dropout: .dropout
        case .softmax, .figure: .outcome
        case .other: .other
        }
    }
}

extension LayerKind.Family {
    /// What the legend calls it.
    var title: String {
        switch self {
        case .input: "input"
        case .convolution: "convolution"
        case .activation: "activation"
        case .pooling: "pooling"
        case .connected: "fully connected"
        case .normalisation: "normalisation"
        case .junction: "joins and cuts"
        case .dropout: "dropout"
        case .outcome: "outcome"
        case .other: "other"
        }
    }

    /// The colours of its area and its border: light, so that text can be read on it.
    var colours: (area: String, border: String) {
        switch self {
        case .input: ("#ffffff", "#5f6368")
        case .convolution: ("#d3e3fd", "#3367b0")
        case .activation: ("#fde2d4", "#c2602a")
        case .pooling: ("#d5efd8", "#3a8145")
        case .connected: ("#e6dbf7", "#6d4ba8")
        case .normalisation: ("#fdf3c8", "#a38413")
        case .junction: ("#d2eff2", "#2b7f8a")
        case .dropout: ("#eeeeee", "#8a8a8a")
        case .outcome: ("#fbd9e6", "#b03a6d")
        case .other: ("#f4f4f4", "#444444")
        }
    }
}
