import NSTOptions
import NSTVGG

/// The design of a loss whose targets are chosen among the styles' features, for places of a guide.
protocol ChoosingDesign: FeatureLossDesign {
    /// What there is to choose from.
    var offer: StyleOffer { get }
}

extension ChoosingDesign {
    var layers: [LayerName] { offer.layers }
    var contentLayers: [LayerName] { [] }
    var guideLayers: [LayerName] { offer.layers }
    var styleLayers: [LayerName] { offer.layers }
    var turnings: [Turning] { offer.turnings }
    func scratchCount(_ sizes: LossSizes) -> Int { 0 }
}

/// Which features of the styles there are to choose from.
struct StyleOffer: Sendable {
    /// The layers, and how much each counts.
    let weights: WeightedLayers
    let turnings: [Turning]

    var layers: [LayerName] { weights.names }

    /// `nil` where settings ask for none of the style.
    init?(_ settings: Settings) {
        guard settings.effectiveWeights.style > 0, !settings.styleLayers.isEmpty else { return nil }
        weights = settings.styleLayers
        turnings = settings.turnsStyles ? Turning.allCases : [.upright]
    }
}
