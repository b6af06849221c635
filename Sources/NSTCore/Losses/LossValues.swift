import NSTVGG

/// A part of the objective's value.
public enum LossPart: CaseIterable, Sendable {
    case content
    case style
    case totalVariation
    case colour
}

/// The loss at one layer, with its weight.
public struct LayerLoss: Equatable, Sendable {
    /// Content or style.
    public var part: LossPart
    /// Where it is measured.
    public var layer: LayerName
    /// With its weight.
    public var value: Double

    /// A loss at one layer.
    public init(_ part: LossPart, _ layer: LayerName, _ value: Double) {
        (self.part, self.layer, self.value) = (part, layer, value)
    }
}

/// The parts of the loss of one picture.
public struct LossValues: Equatable, Sendable {
    /// The content layers' losses with their weight.
    public var content: Double
    /// The style layers' losses with their weight.
    public var style: Double
    /// Total variation with its weight.
    public var totalVariation: Double
    /// The distance of colours with its weight.
    public var colour: Double
    /// What the layers add to content and style, in the order of the losses and their layers. Where a loss compares all of
    /// its layers together there is nothing to tell. With `losses=logarithmic` they are what the logarithm is taken of.
    public var layers: [LayerLoss] = []
    /// What the optimiser lowers: the sum of the parts.
    public var total: Double { content + style + totalVariation + colour }

    /// The parts of a loss.
    public init(content: Double = 0, style: Double = 0, totalVariation: Double = 0, colour: Double = 0) {
        self.content = content
        self.style = style
        self.totalVariation = totalVariation
        self.colour = colour
    }

    subscript(part: LossPart) -> Double {
        get {
            switch part {
            case .content: content
            case .style: style
            case .totalVariation: totalVariation
            case .colour: colour
            }
        }
        set {
            switch part {
            case .content: content = newValue
            case .style: style = newValue
            case .totalVariation: totalVariation = newValue
            case .colour: colour = newValue
            }
        }
    }
}
