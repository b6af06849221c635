/// How the losses are scaled: the literature's formulas differ by constants that decide what a weight means.
public enum LossNormalisation: String, CaseIterable, Sendable, Codable {
    /// Johnson's *neural-style* (2015, github.com/jcjohnson/neural-style): every loss is a mean.
    /// Content: `mean (F − P)²`. Style per layer: `mean (Ĝ − Â)²` with `Ĝ = G / (C·H·W)`.
    case neuralStyle = "neural-style"
    /// Gatys, Ecker, Bethge (2015, arXiv:1508.06576). Content (eq. 1): `½ Σ (F − P)²`. Style per layer (eq. 4, 5):
    /// `w / (4 N²) · Σ (G/M − A/M')²` with `w` one over the number of style layers. With pictures of one size
    /// (`M = M'`) this is the paper's formula; dividing each Gram matrix by its own number of pixels keeps its meaning
    /// where the style has another size, a case that the paper avoids.
    case gatys

    /// The weights used where the user gives none: Johnson's defaults 5 and 100; Gatys' α = 1, β = 1000 (α/β = 10⁻³).
    public var defaultWeights: (content: Double, style: Double) {
        switch self {
        case .neuralStyle: (5, 100)
        case .gatys: (1, 1000)
        }
    }

    /// The factor before `Σ (F − P)²` over so many pixels; what counts half is half a pixel.
    func contentFactor(pixels: Double, channels: Int) -> Double {
        switch self {
        case .neuralStyle: 1 / (pixels * Double(channels))
        case .gatys: 0.5
        }
    }

    /// What the Gram matrix `FᵀF` of so many pixels is divided by.
    func gramDivisor(pixels: Double, channels: Int) -> Double {
        switch self {
        case .neuralStyle: pixels * Double(channels)
        case .gatys: pixels
        }
    }

    /// The factor before `Σ (Ĝ − Â)²` of one of `layerCount` style layers.
    func styleFactor(channels: Int, layerCount: Int) -> Double {
        let entries = Double(channels) * Double(channels)
        return switch self {
        case .neuralStyle: 1 / entries
        case .gatys: 1 / (4 * entries * Double(layerCount))
        }
    }
}
