import NSTMessages
import NSTPictures
import NSTVGG

/// The one table of options. Dialog, procedure, messages and documentation are made from it.
package enum OptionTable {
    /// All options, in the order in which they are explained.
    package static let all: [PaintingOption] = [preset] + others

    /// The option that names a preset.
    private static let preset = PaintingOption.preset(
        presetKey, label: translatable("Loo_k (preset)"),
        help: translatable(
            "Which ready-made settings to start from: looks of our own, or those of a paper or program. Other options change them further."
        ))

    /// All others. They are a table of their own, because `preset` needs the presets to be read.
    static let others: [PaintingOption] = [
        .integer(
            "size", 16...8192, \.size, level: .basic, scope: .painting, label: translatable("S_ize"),
            help: translatable(
                "Longest side, in pixels, at which the picture is painted. Larger shows finer strokes, and takes longer and more memory."
            )),
        .integer(
            "iterations", 1...10000, \.iterations, level: .basic, label: translatable("I_terations"),
            help: translatable(
                "How often the picture is improved, over all scales together. Each is one evaluation of the network and its gradient."
            )),
        .choice(
            "quality", \.quality, level: .basic, scope: .painting, label: translatable("_Quality"),
            help: translatable(
                "How much time the painting is worth: half of the iterations, all of them, or three times as many.")
        ) { value in
            switch value {
            case .quick: translatable("Quick")
            case .good: translatable("Good")
            case .full: translatable("As good as it gets")
            }
        },
        .number(
            "strength", 0...100, \.strength, level: .basic, label: translatable("St_rength"),
            help: translatable(
                "How strongly the style replaces the picture: 0 leaves the picture as it is, 100 leaves little of it. 50 leaves the style weight as it is; 25 points more make it ten times as heavy."
            )),
        .number(
            "stroke-size", 10...400, \.strokeSize, level: .basic, label: translatable("Stroke si_ze (%)"),
            help: translatable(
                "How large the style's strokes become: the style picture's longest side, in percent of the painting's, but not below 64 pixels. Its own resolution is the limit."
            )),
        .choice(
            "colours", \.colours, level: .basic, label: translatable("Colo_urs"),
            help: translatable(
                "Whose colours the painting has: the style's, the picture's own (only lightness is painted), or the style with its colours shifted to the picture's (mean and covariance)."
            )
        ) { value in
            switch value {
            case .style: translatable("The style's")
            case .content: translatable("The picture's own")
            case .matched: translatable("The style's, matched to the picture's")
            }
        },
        .integer(
            "scales", 1...8, \.scales, label: translatable("Sca_les"),
            help: translatable(
                "How many sizes the picture is painted at, at the most, from coarse to fine, each twice the one before (pyramid). 1 paints only at the full size."
            )),
        .number(
            "coarse-share", 0.05...8, \.coarseShare, label: translatable("Coarse s_hare"),
            help: translatable(
                "How many times the iterations of the next finer size each coarser one gets (schedule of the pyramid)."
            )),
        .number(
            "detail", 0...100, \.detail, level: .basic, label: translatable("_Detail (%)"),
            help: translatable(
                "How much of the picture's own fine detail each finer size begins with, in percent (warm start). 0 leaves all detail to the style."
            )),
        .automaticNumber(
            "content-weight", 0...1e12, \.contentWeight, label: translatable("Content _weight"),
            help: translatable(
                "How much the picture's content counts (α of Gatys et al.). “auto” is what belongs to the losses: 5 for neural-style, 1 for gatys, pytorch-tutorial and normalised, 1.5 for logarithmic, 0.08 for nearest."
            )),
        .automaticNumber(
            "style-weight", 0...1e12, \.styleWeight, label: translatable("St_yle weight"),
            help: translatable(
                "How much the style counts (β of Gatys et al.). “auto” is what belongs to the losses: 100 for neural-style, 1000 for gatys, 1000000 for pytorch-tutorial, 10 for normalised and logarithmic, 1 for nearest."
            )),
        .number(
            "colour-weight", 0...10000, \.colourWeight, label: translatable("Colour weig_ht"),
            help: translatable(
                "How closely the painting's colours follow the style's, with losses=nearest (sliced Wasserstein distance). 0 leaves them to the strokes."
            )),
        .number(
            "variety", 0...1, \.variety, label: translatable("_Variety"),
            help: translatable(
                "How much of the style is used, with losses=nearest: a higher value brings strokes into plain places, too, as what is chosen often becomes dearer. 0 always takes what is most similar."
            )),
        .yesNo(
            "turn-style", \.turnsStyles, label: translatable("Turn the style's stro_kes"),
            help: translatable(
                "Whether the style also offers its strokes turned by 90, 180 and 270 degrees, with losses=nearest.")),
        .number(
            "smoothness", 0...100, \.smoothness, level: .basic, label: translatable("S_moothness"),
            help: translatable(
                "How calm the painting is, compared with the picture and the style (relative total variation). 0 leaves all grain and noise. Only with losses=nearest or losses=normalised."
            )),
        .number(
            "tv-weight", 0...1e6, \.totalVariationWeight, label: translatable("Total _variation weight"),
            help: translatable(
                "How much neighbouring pixels are kept alike, in the units of the papers and their programs (weight of the total variation). “Smoothness” is easier to set."
            )),
        .choice(
            "smoothing", \.smoothing, label: translatable("Smoot_hing"),
            help: translatable(
                "Where neighbouring pixels are kept alike: everywhere, or less where the picture itself has edges (content-aware total variation)."
            )
        ) { value in
            switch value {
            case .even: translatable("Everywhere alike")
            case .content: translatable("Less at the picture's edges")
            }
        },
        .choice(
            "losses", \.losses, label: translatable("L_osses"),
            help: translatable("How content and style are measured: whose formula and scaling (normalisation).")
        ) { value in
            switch value {
            case .neuralStyle: translatable("neural-style (Johnson)")
            case .gatys: translatable("Gatys et al. 2015")
            case .pytorchTutorial: translatable("PyTorch's tutorial")
            case .normalised: translatable("Relative (normalised)")
            case .nearest: translatable("Nearest features")
            case .logarithmic: translatable("Logarithmic (Hvass)")
            }
        },
        .choice(
            "network", \.network, level: .basic, label: translatable("_Network"),
            help: translatable("Which pretrained network looks at the pictures.")
        ) { value in
            switch value {
            case .vgg16: translatable("VGG-16")
            case .vgg19: translatable("VGG-19")
            }
        },
        .layers(
            "content-layers", \.contentLayers, label: translatable("Content lay_ers"),
            help: translatable(
                "Where in the network the content is compared: names such as relu4_2, separated by commas, or “none”. A weight may follow, as in relu3_1:0.5 (w_l)."
            )),
        .layers(
            "style-layers", \.styleLayers, label: translatable("Style l_ayers"),
            help: translatable(
                "Where in the network the style is compared (Gram matrices, or nearest features): names such as relu1_1, separated by commas, or “none”. A weight may follow, as in relu1_1:0.5 (w_l)."
            )),
        .choice(
            "init", \.initialImage, label: translatable("Start _from"),
            help: translatable(
                "What the painting starts from (initial image). Without a given layer, “layer” means the picture itself."
            )
        ) { value in
            switch value {
            case .content: translatable("The picture itself")
            case .noise: translatable("Random noise")
            case .grey: translatable("Mid-grey, with the faintest noise")
            case .style: translatable("Noise with the style's colours and grain")
            case .layer: translatable("A given layer")
            }
        },
        .integer(
            "init-layer", 0...2_147_483_647, \.initialLayer, scope: .occasion,
            label: translatable("La_yer to start from"),
            help: translatable(
                "The number of the layer (drawable) that the painting starts from, with init=layer; it is stretched over the picture. For scripts; 0 is none."
            )),
        .integer(
            "seed", 0...2_147_483_647, \.seed, scope: .painting, label: translatable("See_d"),
            help: translatable("The number that the random noise is made from. The same seed gives the same picture.")),
        .automaticChoice(
            "optimizer", \.optimiser, label: translatable("O_ptimiser"),
            help: translatable(
                "How the picture is improved step by step. “auto” is pyramid (Adam on the levels of a Laplacian pyramid) with losses=nearest, and lbfgs with all others."
            ),
            automatic: translatable("What suits the losses")
        ) { value in
            switch value {
            case .pyramid: translatable("Adam, coarse and fine at once")
            case .lbfgs: translatable("L-BFGS")
            case .adam: translatable("Adam")
            case .descent: translatable("Equal steps along the gradient")
            }
        },
        .automaticNumber(
            "step-size", 0.001...255, \.stepSize, label: translatable("Step si_ze (levels)"),
            help: translatable(
                "How far each step changes the picture, in levels of 255 (learning rate). “auto” is what belongs to the optimiser: 25.5 for the first step of lbfgs, 12.75 for adam, 10 for descent; pyramid takes smaller steps the more iterations a scale has."
            )),
        .number(
            "beta1", 0...0.9999, \.adamDecay.mean, label: translatable("Adam's memory of _directions"),
            help: translatable(
                "How much of the direction of its last steps Adam keeps in each step (β₁, momentum). For adam and pyramid."
            )),
        .number(
            "beta2", 0...0.999999, \.adamDecay.variance, label: translatable("Adam's memory of si_zes"),
            help: translatable(
                "How slowly Adam forgets how large gradients were, by which it divides each step (β₂). For adam and pyramid."
            )),
        .integer(
            "history", 1...100, \.history, label: translatable("L-_BFGS history"),
            help: translatable(
                "How many of its last steps L-BFGS remembers. More can be faster in the end, and takes more memory.")),
        .yesNo(
            "stop-when-still", \.stopsWhenStill, label: translatable("Stop _when nothing changes"),
            help: translatable(
                "Whether painting ends before the iterations are used up, when the picture no longer changes visibly.")),
        .choice(
            "pooling", \.pooling, label: translatable("Poolin_g"),
            help: translatable(
                "How the network shrinks its feature maps. It was trained with maximum; average can look smoother.")
        ) { value in
            switch value {
            case .max: translatable("Maximum")
            case .average: translatable("Average")
            }
        },
        .choice(
            "result", \.result, scope: .painting, label: translatable("Res_ult"),
            help: translatable(
                "Where the painting goes: a new layer above the picture, the picture's own place, or a new image.")
        ) { value in
            switch value {
            case .layer: translatable("New layer")
            case .replace: translatable("Replace the layer")
            case .image: translatable("New image")
            }
        },
        .integer(
            "keep-every", 0...10000, \.keepInterval, scope: .occasion, label: translatable("_Keep the steps"),
            help: translatable(
                "Every so many iterations, the picture is kept as a hidden layer of its own (intermediate result). 0 keeps none."
            )),
        .memory(
            "memory", \.memory, label: translatable("_Memory"),
            help: translatable(
                "How much memory a painting may take, such as 4G or 512M; where it is short, the picture is painted in tiles, which takes longer. “auto” is what is free."
            )),
    ]

    /// The option of this name.
    package static func option(_ key: some StringProtocol) -> PaintingOption? { all.first { $0.key == key } }
}
