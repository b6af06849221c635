#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes features.json, losses.json, guidance.json and optimizers.json: what PyTorch says about small seeded networks.

    python3 Tests/NSTCoreTests/Fixtures/generate.py

Needs torch (CPU) and numpy; the versions it ran with are in the files. Values are computed in float64 from weights and
pictures that are exact in float32, and stored as float32; for the optimisers float32's own run is stored beside it, so
that a tolerance can be read off the difference between the two.
"""

import os

import torch

import reference
from reference import BGR_MEAN, RGB_MEAN_DEVIATION, Network, Objective, SplitMix64, array, seeded_picture, unit_image

FOLDER = os.path.dirname(os.path.abspath(__file__))

# name: seed, convolutions per block, channels per block
NETWORKS = {
    "three blocks": {"seed": 1, "counts": [2, 2, 3], "channels": [4, 6, 8]},
    "five blocks": {"seed": 2, "counts": [2, 2, 3, 3, 3], "channels": [3, 4, 5, 6, 8]},
}
CONVENTIONS = {"bgr": BGR_MEAN, "rgb": RGB_MEAN_DEVIATION}

# Height and width: odd, so that pooling drops a row or a column on every level.
PICTURES = {
    "image": {"seed": 11, "height": 33, "width": 47},
    "content": {"seed": 12, "height": 33, "width": 47},
    "style": {"seed": 13, "height": 41, "width": 35},
    "other": {"seed": 14, "height": 37, "width": 39},
}

# Soft masks with pixels that don't count, or fully. Towards the lower right, "right" and "down" are more than one together.
MASKS = {
    "right": {"seed": 21, "height": 33, "width": 47, "towards": "right"},
    "down": {"seed": 22, "height": 33, "width": 47, "towards": "down"},
    "small": {"seed": 23, "height": 14, "width": 17, "towards": "right"},
    "style": {"seed": 24, "height": 41, "width": 35, "towards": "down"},
}

FIVE_STYLE_LAYERS = ["relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1"]


def case(name, network, convention, losses, pooling, content, style, weights):
    return {
        "name": name,
        "network": network,
        "convention": convention,
        "losses": losses,
        "pooling": pooling,
        "contentLayers": content,
        "styleLayers": style,
        "contentWeight": weights[0],
        "styleWeight": weights[1],
        "variationWeight": weights[2],
    }


# Weights bring the parts to comparable sizes, so that none hides in another's rounding.
LOSSES = [
    case("Gatys, BGR", "five blocks", "bgr", "gatys", "max", ["relu4_2"], FIVE_STYLE_LAYERS, (1.0, 0.2, 0.001)),
    case("Gatys, average pooling", "three blocks", "rgb", "gatys", "average", ["relu3_2"],
         ["relu1_1", "relu2_1", "relu3_1"], (1.0, 1000.0, 1e-7)),
    case("neural-style, BGR", "five blocks", "bgr", "neural-style", "max", ["relu4_2"], FIVE_STYLE_LAYERS,
         (100.0, 1.0, 0.001)),
    case("neural-style, average pooling", "three blocks", "rgb", "neural-style", "average", ["relu3_2"],
         ["relu1_1", "relu2_1", "relu3_1"], (5.0, 1000.0, 1e-8)),
    case("two content layers, style from convolutions and pooling", "three blocks", "rgb", "neural-style", "max",
         ["relu2_2", "conv3_2"], ["conv1_2", "pool1", "relu3_3"], (10.0, 5000.0, 0.0)),
    case("one layer for content and style", "three blocks", "rgb", "gatys", "average", ["relu2_1"],
         ["relu2_1", "pool2"], (0.1, 10000.0, 0.0)),
    case("content only", "three blocks", "bgr", "gatys", "max", ["relu2_2"], [], (1.0, 0.0, 0.0)),
    case("style only", "three blocks", "rgb", "gatys", "max", [], ["relu1_1", "relu2_2"], (0.0, 3.0, 0.0)),
    case("total variation only", "three blocks", "rgb", "neural-style", "max", [], [], (0.0, 0.0, 1.0)),
]

def guided(number, name, coverage, styles):
    """One of the cases above with other pixels and styles: dicts with a picture's name, a weight, and masks' names."""
    styles = [dict({"coverage": None, "region": None, "weight": 1.0}, **style) for style in styles]
    return dict(LOSSES[number], name=name, coverage=coverage, styles=styles)


STYLE, OTHER = {"picture": "style"}, {"picture": "other"}
GUIDANCE = [
    guided(2, "pixels of the content don't count", "right", [STYLE]),
    guided(1, "pixels of the style don't count", None, [dict(STYLE, coverage="style")]),
    guided(0, "two styles for all", None, [dict(STYLE, weight=3.0), OTHER]),
    guided(3, "a style for a region, another for the rest", None, [dict(STYLE, region="right"), OTHER]),
    guided(0, "regions that overlap, and leave something", "down",
           [dict(STYLE, region="right"), dict(OTHER, region="down")]),
    guided(4, "all at once", "right",
           [dict(STYLE, region="small", coverage="style"), dict(OTHER, region="small", weight=0.5),
            dict(OTHER, region="down"), dict(STYLE, weight=2.0)]),
]

# Runs on which no unit step is so long that the engine refuses it, and float32 stays near float64 for ten steps; on
# others PyTorch's own two runs part, because the short first step leaves float32 little curvature to measure.
OPTIMIZERS = [
    dict(LOSSES[2], start="content"),
    dict(LOSSES[0], start="image"),
    dict(LOSSES[5], start="content"),
    dict(LOSSES[1], start="image"),
]

STEPS = 10
# As in the engine: the steepness of the sigmoid, how far from 0 and 1 its first picture is kept, Adam's step.
STEEPNESS = 4.0
MARGIN = 1.0 / 512.0
ADAM_STEP = 0.05
# Of the descent with equal steps: 10 of 255 levels.
DESCENT_STEP = 10 / 255


def make(name, convention, pooling, dtype):
    recipe = NETWORKS[name]
    weights = Network.seeded(recipe["seed"], recipe["counts"], recipe["channels"])
    return Network(weights, pooling, CONVENTIONS[convention], dtype)


def picture(name, dtype):
    recipe = PICTURES[name]
    return unit_image(seeded_picture(recipe["seed"], recipe["height"], recipe["width"]), dtype)


def header():
    return {
        "madeBy": "Tests/NSTCoreTests/Fixtures/generate.py",
        "versions": reference.versions(),
        "networks": NETWORKS,
        "conventions": {name: convention.record() for name, convention in CONVENTIONS.items()},
        "pictures": PICTURES,
    }


def probe():
    """The first numbers of the generator, the pictures and the weights: tells a wrong recipe from a wrong engine."""
    random = SplitMix64(42)
    weights = Network.seeded(1, [2, 2, 3], [4, 6, 8])
    return {
        "splitMix64Seed42": [str(random.next()) for _ in range(4)],
        "image": seeded_picture(11, 33, 47)[:2, :2].flatten().tolist(),
        "threeBlocksConv1_1": array(torch.from_numpy(weights[0][2]).flatten()[:8]),
        "threeBlocksConv3_3Bias": array(torch.from_numpy(weights[-1][3])),
    }


def features():
    """convX_Y and poolX; reluX_Y is max(convX_Y, 0) and is left to the test."""
    result = []
    for network, convention, pooling in [
        ("three blocks", "bgr", "max"),
        ("three blocks", "rgb", "average"),
        ("five blocks", "rgb", "max"),
        ("five blocks", "bgr", "average"),
    ]:
        maps = make(network, convention, pooling, torch.float64).features(picture("image", torch.float64))
        kept = {name: array(value) for name, value in maps.items() if not name.startswith("relu")}
        result.append({"network": network, "convention": convention, "pooling": pooling, "maps": kept})
    return result


def objective(entry, dtype):
    network = make(entry["network"], entry["convention"], entry["pooling"], dtype)
    return Objective(network, picture("content", dtype), picture("style", dtype), entry)


def guided_objective(entry, dtype):
    masks = {
        name: unit_image(reference.seeded_mask(**recipe), dtype)
        for name, recipe in MASKS.items()
    }
    styles = [
        {
            "image": picture(style["picture"], dtype),
            "weight": style["weight"],
            "coverage": masks.get(style["coverage"]),
            "region": masks.get(style["region"]),
        }
        for style in entry["styles"]
    ]
    network = make(entry["network"], entry["convention"], entry["pooling"], dtype)
    return reference.GuidedObjective(network, picture("content", dtype), styles, entry, masks.get(entry["coverage"]))


def records(cases, objective):
    result = []
    for entry in cases:
        exact = objective(entry, torch.float64).record(picture("image", torch.float64))
        single = objective(entry, torch.float32).record(picture("image", torch.float32))
        print(f"{entry['name']}: {exact['total']:.6g} = content {exact['content']} style {exact['style']} "
              f"variation {exact['variation']:.4g}; float32 differs by {single['total'] / exact['total'] - 1:.1e}, "
              f"1 - gradient cosine {1 - reference.cosine(single['gradient'], exact['gradient']):.1e}")
        exact["gradient"] = array(exact["gradient"])
        result.append(dict(entry, **{"expected": exact}))
    return result


def unit_steps(values, closure):
    """STEPS iterations of L-BFGS, whose first step is min(1, 1/|g|_1) along -g and whose others are 1.

    One call; tolerances of 0 keep it from stopping early. The point after the last step isn't evaluated.
    """
    torch.optim.LBFGS(values, lr=1, max_iter=STEPS, max_eval=1000, tolerance_grad=0, tolerance_change=0,
                      history_size=10, line_search_fn=None).step(closure)


def run(entry, optimizer, dtype):
    """The loss at every evaluation, and the picture after STEPS steps.

    L-BFGS runs over z with image = sigmoid(STEEPNESS·z); Adam and descent over the picture itself, clamped after every
    step.
    """
    loss_of = objective(entry, dtype)
    start = picture(entry["start"], dtype)
    history = []

    def closure_of(values, image_of):
        def closure():
            values.grad = None
            loss = loss_of(image_of(values))
            loss.backward()
            history.append(loss.item())
            return loss

        return closure

    if optimizer == "lbfgs":
        z = (torch.logit(start.clamp(MARGIN, 1 - MARGIN)) / STEEPNESS).requires_grad_()
        unit_steps([z], closure_of(z, lambda z: torch.sigmoid(STEEPNESS * z)))
        return history, torch.sigmoid(STEEPNESS * z.detach())
    image = start.clone().requires_grad_()
    if optimizer == "descent":
        closure = closure_of(image, lambda image: image)
        for _ in range(STEPS):
            closure()
            with torch.no_grad():
                step = DESCENT_STEP / (image.grad.std(correction=0) + 1e-8)
                image.sub_(step * image.grad).clamp_(0, 1)
        return history, image.detach()
    adam = torch.optim.Adam([image], lr=ADAM_STEP, betas=(0.9, 0.999), eps=1e-8)
    for _ in range(STEPS):
        adam.step(closure_of(image, lambda image: image))
        with torch.no_grad():
            image.clamp_(0, 1)
    return history, image.detach()


def optimizers():
    result = []
    for entry in OPTIMIZERS:
        for optimizer in ("lbfgs", "adam", "descent"):
            exact, image = run(entry, optimizer, torch.float64)
            single, single_image = run(entry, optimizer, torch.float32)
            apart = max(abs(a / b - 1) for a, b in zip(single, exact))
            print(f"{optimizer}, {entry['name']} from {entry['start']}: {exact[0]:.6g} -> {exact[-1]:.6g} in "
                  f"{len(exact)} ({len(single)}) evaluations; float32: losses within {apart:.1e}, image within "
                  f"{(single_image - image).abs().max():.1e}")
            result.append(dict(entry, optimizer=optimizer, trace=exact, traceFloat32=single, image=array(image)))
    return result


def bowl(dtype):
    """sum(c/2 x^2 + x^4/4) with c = 1, 2, 3 … from (1, -0.9, 0.8, …): the optimiser alone, without a network."""
    x = torch.tensor([(-1) ** i * (10 - i) / 10 for i in range(8)], dtype=dtype, requires_grad=True)
    curvatures = torch.arange(1, 9, dtype=dtype)
    history = []

    def closure():
        x.grad = None
        loss = (curvatures / 2 * x ** 2 + x ** 4 / 4).sum()
        loss.backward()
        history.append(loss.item())
        return loss

    unit_steps([x], closure)
    return {"trace": history, "point": x.detach().tolist()}


def main():
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    reference.write(os.path.join(FOLDER, "features.json"), dict(header(), probe=probe(), cases=features()))
    reference.write(os.path.join(FOLDER, "losses.json"), dict(header(), cases=records(LOSSES, objective)))
    reference.write(
        os.path.join(FOLDER, "guidance.json"),
        dict(header(), masks=MASKS, cases=records(GUIDANCE, guided_objective)))
    settings = {"steps": STEPS, "steepness": STEEPNESS, "margin": MARGIN, "adamStep": ADAM_STEP,
                "descentStep": DESCENT_STEP}
    reference.write(
        os.path.join(FOLDER, "optimizers.json"),
        dict(header(), **settings, cases=optimizers(),
             bowl={"float64": bowl(torch.float64), "float32": bowl(torch.float32)}))


if __name__ == "__main__":
    main()
