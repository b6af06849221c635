/* Made by `swift run generate-options` from the option table in Sources/NSTOptions/OptionTable.swift. */
#pragma once
#define NST_PDB_OPTIONS_HELP \
    "Words key=value, separated by spaces; \"\" for the defaults. The options with their defaults:" \
    "\n  preset=painterly (painterly, subtle, bold, draft, statistics, gatys-2015, neural-style, vgg16-normalised, pytorch-tutorial, texture, reconstruction, gatys-style-1, gatys-style-2, gatys-style-3, gatys-style-4, gatys-style-5): Which ready-made settings to start from: looks of our own, or those of a paper or program. Other options change them further." \
    "\n  size=512 (16…8192): Longest side, in pixels, at which the picture is painted. Larger shows finer strokes, and takes longer and more memory." \
    "\n  iterations=120 (1…10000): How often the picture is improved, over all scales together. Each is one evaluation of the network and its gradient." \
    "\n  quality=good (quick, good, full): How much time the painting is worth: half of the iterations, all of them, or three times as many." \
    "\n  strength=50 (0…100): How strongly the style replaces the picture: 0 leaves the picture as it is, 100 leaves little of it. 50 leaves the style weight as it is; 25 points more make it ten times as heavy." \
    "\n  stroke-size=100 (10…400): How large the style's strokes become: the style picture's longest side, in percent of the painting's, but not below 64 pixels. Its own resolution is the limit." \
    "\n  colours=style (style, content, matched): Whose colours the painting has: the style's, the picture's own (only lightness is painted), or the style with its colours shifted to the picture's (mean and covariance)." \
    "\n  scales=8 (1…8): How many sizes the picture is painted at, at the most, from coarse to fine, each twice the one before (pyramid). 1 paints only at the full size." \
    "\n  coarse-share=1.5 (0.05…8): How many times the iterations of the next finer size each coarser one gets (schedule of the pyramid)." \
    "\n  detail=0 (0…100): How much of the picture's own fine detail each finer size begins with, in percent (warm start). 0 leaves all detail to the style." \
    "\n  content-weight=auto (auto, 0…1000000000000): How much the picture's content counts (α of Gatys et al.). “auto” is what belongs to the losses: 5 for neural-style, 1 for gatys, pytorch-tutorial and normalised, 1.5 for logarithmic, 0.08 for nearest." \
    "\n  style-weight=auto (auto, 0…1000000000000): How much the style counts (β of Gatys et al.). “auto” is what belongs to the losses: 100 for neural-style, 1000 for gatys, 1000000 for pytorch-tutorial, 10 for normalised and logarithmic, 1 for nearest." \
    "\n  colour-weight=20 (0…10000): How closely the painting's colours follow the style's, with losses=nearest (sliced Wasserstein distance). 0 leaves them to the strokes." \
    "\n  variety=0.05 (0…1): How much of the style is used, with losses=nearest: a higher value brings strokes into plain places, too, as what is chosen often becomes dearer. 0 always takes what is most similar." \
    "\n  turn-style=yes (yes, no): Whether the style also offers its strokes turned by 90, 180 and 270 degrees, with losses=nearest." \
    "\n  smoothness=50 (0…100): How calm the painting is, compared with the picture and the style (relative total variation). 0 leaves all grain and noise. Only with losses=nearest or losses=normalised." \
    "\n  tv-weight=0 (0…1000000): How much neighbouring pixels are kept alike, in the units of the papers and their programs (weight of the total variation). “Smoothness” is easier to set." \
    "\n  smoothing=even (even, content): Where neighbouring pixels are kept alike: everywhere, or less where the picture itself has edges (content-aware total variation)." \
    "\n  losses=nearest (neural-style, gatys, pytorch-tutorial, normalised, nearest, logarithmic): How content and style are measured: whose formula and scaling (normalisation)." \
    "\n  network=vgg16 (vgg16, vgg19): Which pretrained network looks at the pictures." \
    "\n  content-layers=relu3_1,relu4_1 (layer names, none): Where in the network the content is compared: names such as relu4_2, separated by commas, or “none”. A weight may follow, as in relu3_1:0.5 (w_l)." \
    "\n  style-layers=relu1_1,relu1_2,relu2_1,relu2_2,relu3_1,relu3_2,relu3_3,relu4_1,relu4_2,relu4_3 (layer names, none): Where in the network the style is compared (Gram matrices, or nearest features): names such as relu1_1, separated by commas, or “none”. A weight may follow, as in relu1_1:0.5 (w_l)." \
    "\n  init=content (content, noise, grey, style, layer): What the painting starts from (initial image). Without a given layer, “layer” means the picture itself." \
    "\n  init-layer=0 (0…2147483647): The number of the layer (drawable) that the painting starts from, with init=layer; it is stretched over the picture. For scripts; 0 is none." \
    "\n  seed=0 (0…2147483647): The number that the random noise is made from. The same seed gives the same picture." \
    "\n  optimizer=auto (auto, pyramid, lbfgs, adam, descent): How the picture is improved step by step. “auto” is pyramid (Adam on the levels of a Laplacian pyramid) with losses=nearest, and lbfgs with all others." \
    "\n  step-size=auto (auto, 0.001…255): How far each step changes the picture, in levels of 255 (learning rate). “auto” is what belongs to the optimiser: 25.5 for the first step of lbfgs, 12.75 for adam, 10 for descent; pyramid takes smaller steps the more iterations a scale has." \
    "\n  beta1=0.9 (0…0.9999): How much of the direction of its last steps Adam keeps in each step (β₁, momentum). For adam and pyramid." \
    "\n  beta2=0.999 (0…0.999999): How slowly Adam forgets how large gradients were, by which it divides each step (β₂). For adam and pyramid." \
    "\n  history=20 (1…100): How many of its last steps L-BFGS remembers. More can be faster in the end, and takes more memory." \
    "\n  stop-when-still=yes (yes, no): Whether painting ends before the iterations are used up, when the picture no longer changes visibly." \
    "\n  pooling=max (max, average): How the network shrinks its feature maps. It was trained with maximum; average can look smoother." \
    "\n  result=layer (layer, replace, image): Where the painting goes: a new layer above the picture, the picture's own place, or a new image." \
    "\n  keep-every=0 (0…10000): Every so many iterations, the picture is kept as a hidden layer of its own (intermediate result). 0 keeps none." \
    "\n  memory=auto (auto, 256M…1T): How much memory a painting may take, such as 4G or 512M; where it is short, the picture is painted in tiles, which takes longer. “auto” is what is free."
