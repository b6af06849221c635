#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes formulas.json: what PyTorch says of the losses of PyTorch's own tutorial, of the logarithmic ones and of the
normalised ones, on the networks and pictures of generate.py.

    python3 Tests/NSTCoreTests/Fixtures/formulas.py
"""

import os

import torch

import generate
import reference
from reference import array, gram

CASES = [
    generate.case("PyTorch's tutorial, 0-255", "three blocks", "bgr", "pytorch-tutorial", "max", ["conv2_2"],
                  ["conv1_1", "conv1_2", "conv2_1", "conv2_2", "conv3_1"], (1.0, 1000.0, 1e-9)),
    generate.case("PyTorch's tutorial, its own input", "three blocks", "rgb", "pytorch-tutorial", "max", ["conv2_2"],
                  ["conv1_1", "conv3_1"], (1.0, 1e6, 0.0)),
    generate.case("logarithmic", "three blocks", "bgr", "logarithmic", "max", ["relu3_1"],
                  ["relu1_1", "relu1_2", "relu2_1", "relu2_2", "relu3_1", "relu3_2", "relu3_3"], (1.5, 10.0, 0.3)),
    generate.case("logarithmic, two content layers", "three blocks", "rgb", "logarithmic", "average",
                  ["relu2_1", "relu3_1"], ["relu1_1", "relu3_3"], (2.0, 1.0, 0.0)),
    generate.case("normalised", "five blocks", "bgr", "normalised", "max", ["relu4_2"], generate.FIVE_STYLE_LAYERS,
                  (1.0, 3.0, 1e-3)),
    generate.case("normalised, two content layers", "three blocks", "rgb", "normalised", "average",
                  ["relu2_1", "conv3_2"], ["relu1_1", "pool2"], (2.0, 0.5, 0.0)),
]

# Mean of ImageNet's deviations: the gain of the tutorial's input, in which its weights are meant.
TUTORIAL_DEVIATION = (0.229 + 0.224 + 0.225) / 3
# What is added before the logarithm.
LEAST = 1e-10
# Least share of the target's own size that a normalised loss is divided by.
FLOOR = 1e-2


def mean_gram(feature):
    return gram(feature) / feature[0].numel()


def magnitudes(image):
    """Total variation of magnitudes in 8-bit levels, over all pixels but the last row and column."""
    corner = image[:-1, :-1]
    return 255 * ((corner - image[:-1, 1:]).abs() + (corner - image[1:, :-1]).abs()).sum()


class Formulas(reference.Objective):
    """The weighted parts."""

    def __init__(self, network, content, style, case):
        super().__init__(network, content, style, case)
        with torch.no_grad():
            features = network.features(content)
        self.content_grams = {name: mean_gram(features[name]) for name in case["styleLayers"]}

    def parts(self, image):
        features = self.network.features(image)
        case, convention = self.case, self.network.convention
        contents = [(features[n], t) for n, t in self.content_targets.items()]
        styles = [(n, features[n], t) for n, t in self.style_targets.items()]
        variation = reference.total_variation(image)
        weights = case["contentWeight"], case["styleWeight"], case["variationWeight"]
        if case["losses"] == "pytorch-tutorial":
            unit = convention.scale / (sum(convention.deviation) / 3) * TUTORIAL_DEVIATION
            content = sum(torch.nn.functional.mse_loss(f / unit, t / unit) for f, t in contents)
            style = sum(
                torch.nn.functional.mse_loss(gram(f / unit) / f.numel(), gram(t / unit) / t.numel())
                for _, f, t in styles)
            return [w * x for w, x in zip(weights, (content, style, variation))]
        if case["losses"] == "logarithmic":
            content = sum((f - t).square().mean() for f, t in contents) / len(contents)
            style = sum((mean_gram(f) - mean_gram(t)).square().mean() for _, f, t in styles) / len(styles)
            return [w * torch.log(x + LEAST) if w > 0 else 0 * x
                    for w, x in zip(weights, (content, style, magnitudes(image)))]
        assert case["losses"] == "normalised"
        content = 0
        for f, t in contents:
            spread = (t - t.mean(dim=(1, 2), keepdim=True)).square().mean()
            content = content + (f - t).square().mean() / max(spread, FLOOR * t.square().mean()) / len(contents)
        style = 0
        for name, f, t in styles:
            target = mean_gram(t)
            start = (self.content_grams[name] - target).square().sum()
            style = style + ((mean_gram(f) - target).square().sum()
                             / max(start, FLOOR * target.square().sum()) / len(styles))
        variation = variation / (image.shape[0] * image.shape[1])
        return [w * x for w, x in zip(weights, (content, style, variation))]

    def record(self, image):
        image = image.clone().requires_grad_()
        parts = self.parts(image)
        total = sum(parts)
        total.backward()
        names = ("content", "style", "variation")
        return {"parts": dict(zip(names, (p.item() for p in parts))), "total": total.item(), "gradient": image.grad}


def objective(entry, dtype):
    network = generate.make(entry["network"], entry["convention"], entry["pooling"], dtype)
    return Formulas(network, generate.picture("content", dtype), generate.picture("style", dtype), entry)


def main():
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    result = []
    for entry in CASES:
        exact = objective(entry, torch.float64).record(generate.picture("image", torch.float64))
        single = objective(entry, torch.float32).record(generate.picture("image", torch.float32))
        print(f"{entry['name']}: {exact['total']:.6g} = {exact['parts']}; float32 differs by "
              f"{single['total'] / exact['total'] - 1:.1e}, 1 - gradient cosine "
              f"{1 - reference.cosine(single['gradient'], exact['gradient']):.1e}")
        exact["gradient"] = array(exact["gradient"])
        result.append(dict(entry, expected=exact))
    header = dict(generate.header(), madeBy="Tests/NSTCoreTests/Fixtures/formulas.py")
    reference.write(os.path.join(generate.FOLDER, "formulas.json"), dict(header, cases=result))


if __name__ == "__main__":
    main()
