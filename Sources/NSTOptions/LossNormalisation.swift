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
    /// PyTorch's tutorial *Neural Transfer Using PyTorch* (A. Jacq): the formulas of neural-style, on the features of a
    /// network whose input is sRGB 0…1 divided by ImageNet's standard deviation. Oxford's weights take 0…255, and their
    /// features are 57.6 times as large: they are divided by that (`featureUnit`), so that the weights mean the same.
    case pytorchTutorial = "pytorch-tutorial"
    /// Ours: each layer's loss is relative to what there is to gain or lose, so that a weight means the same for every
    /// pair of pictures, network and choice of layers; a mean over the layers.
    /// Content: `Σ (F − P)² / Σ (P − P̄)²` with `P̄` the mean over positions: one where nothing is left of the content.
    /// Style: `Σ (Ĝ − Â)² / Σ (Ĝ_c − Â)²` with `Ĝ = G / (H·W)` and `Ĝ_c` the content picture's: one at the start from
    /// the content. Neither divisor falls below `leastShare` of `Σ P²` or `Σ Â²`, or a content without structure, or one
    /// that has the style already, would have a weight without limit. Smoothness: the
    /// total variation over the mean of content's and style's. Total variation itself is a mean over the pixels.
    case normalised
    /// Nearest features (Kolkin et al. 2022, "Neural Neighbor Style Transfer", arXiv:2203.13215), with the styles' colours
    /// and the content's structure: no Gram matrices. Style: the mean over places of the cosine distance of hypercolumns
    /// to those of the styles that were chosen for them; in the last pass the sum over layers of the same. Content: the
    /// mean over layers of `mean (F̂ − P̂)²`, of instance-normalised maps.
    case nearest
    /// Hvass' *TensorFlow Tutorial #15* (2016): there each loss's weight is multiplied with one over the loss, anew in
    /// every iteration. The gradient of that is the gradient of `Σ w · log (loss + 10⁻¹⁰)`, which has a value, too.
    /// Content: the mean over layers of `mean (F − P)²`; style: the mean over layers of `mean (Ĝ − Â)²`. Departures:
    /// `Ĝ = G / (H·W)`, where the tutorial doesn't divide, for pictures of different sizes. Total variation is of
    /// magnitudes, as there.
    case logarithmic

    /// Whether losses are relative to the pictures.
    package var isRelative: Bool { self == .normalised }

    /// Whether smoothness is one of the losses.
    package var hasSmoothness: Bool { self == .normalised || self == .nearest }

    /// The weights used where the user gives none: Johnson's defaults 5 and 100; Gatys' α = 1, β = 1000 (α/β = 10⁻³);
    /// those of both tutorials' code; ours.
    public var defaultWeights: (content: Double, style: Double) {
        switch self {
        case .neuralStyle: (5, 100)
        case .gatys: (1, 1000)
        case .pytorchTutorial: (1, 1e6)
        case .normalised: (1, 10)
        case .nearest: (0.08, 1)
        case .logarithmic: (1.5, 10)
        }
    }
}
