#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes inspection.json: what PyTorch finds inside small seeded networks, and, with WEIGHTS, inside VGG-16.

    python3 Tests/NSTCoreTests/Fixtures/inspection.py WEIGHTS

WEIGHTS is vgg16.safetensors as this project installs it. Needs torch (CPU), numpy and safetensors; the versions it ran
with are in the file. Values are computed in float64 from weights and pictures that are exact in float32.
"""

import os
import sys

import torch
import torch.nn.functional as F

import generate
import real_vgg16
import reference
from reference import BGR_MEAN, Network, array, gram, unit_image

FOLDER = os.path.dirname(os.path.abspath(__file__))
DTYPE = torch.float64

# network, input convention, pooling, layers
CASES = [
    ("three blocks", "bgr", "max", ["relu1_1", "conv2_2", "pool2", "relu3_3"]),
    ("five blocks", "rgb", "average", ["conv1_2", "relu3_1", "relu5_3", "pool5"]),
]
VGG16_LAYERS = ["relu1_1", "conv2_2", "relu3_1", "pool4", "relu5_1"]
# Every so many rows of a large Gram matrix are kept.
KEPT_ROWS = 64


def looked_at(feature, rows=1):
    """The mean magnitude of each map, and rows of the Gram matrix, every `rows`th."""
    return {"strengths": array(feature.abs().mean((1, 2))), "gram": array(gram(feature)[::rows])}


def seeded_cases():
    result = []
    for name, convention, pooling, layers in CASES:
        maps = generate.make(name, convention, pooling, DTYPE).features(generate.picture("image", DTYPE))
        result.append({
            "network": name, "convention": convention, "pooling": pooling,
            "layers": {layer: looked_at(maps[layer]) for layer in layers},
        })
    return result


def filters():
    """How much the first convolution's result in the middle of 3x3 pixels changes with them, in sRGB 0..1."""
    result = {}
    for convention in ("bgr", "rgb"):
        network = generate.make("three blocks", convention, "max", DTYPE)
        image = torch.full((3, 3, 3), 0.5, dtype=DTYPE, requires_grad=True)
        middle = network.features(image, "conv1_1")["conv1_1"][:, 1, 1]
        result[convention] = array(torch.stack([
            torch.autograd.grad(value, image, retain_graph=True)[0] for value in middle
        ]))
    return result


def fields():
    """The pixels that a value depends on, by the gradient of a network of ones with average pooling."""
    height, width, counts = 61, 75, [2, 2, 3]
    result = []
    for layer, row, column in [("conv1_1", 0, 0), ("relu1_2", 30, 74), ("pool1", 10, 12), ("relu2_1", 5, 36),
                               ("relu3_1", 7, 9), ("relu3_3", 14, 0), ("pool3", 3, 4)]:
        image = torch.ones(1, 1, height, width, dtype=DTYPE, requires_grad=True)
        x, maps = image, {}
        for block, count in enumerate(counts, start=1):
            for index in range(1, count + 1):
                x = F.conv2d(x, torch.ones(1, 1, 3, 3, dtype=DTYPE), padding=1)
                maps[f"conv{block}_{index}"] = maps[f"relu{block}_{index}"] = x
            x = maps[f"pool{block}"] = F.avg_pool2d(x, 2, 2)
        gradient = torch.autograd.grad(maps[layer][0, 0, row, column], image)[0][0, 0]
        rows, columns = gradient.sum(1).nonzero().flatten(), gradient.sum(0).nonzero().flatten()
        result.append({
            "layer": layer, "row": row, "column": column,
            "rows": [rows.min().item(), rows.max().item()], "columns": [columns.min().item(), columns.max().item()],
        })
    return {"height": height, "width": width, "counts": counts, "cases": result}


def vgg16(path):
    weights = real_vgg16.from_safetensors(path)
    network = Network([(b, i, *weights[b, i]) for b, i in real_vgg16.names()], "max", BGR_MEAN, DTYPE)
    picture = real_vgg16.landscape(72, 96)
    maps = network.features(unit_image(picture, DTYPE))
    return {
        "picture": reference.picture_record(picture),
        "keptRows": KEPT_ROWS,
        "layers": {layer: looked_at(maps[layer], KEPT_ROWS) for layer in VGG16_LAYERS},
    }


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)
    reference.write(os.path.join(FOLDER, "inspection.json"), {
        "madeBy": "Tests/NSTCoreTests/Fixtures/inspection.py",
        "versions": reference.versions(),
        "networks": generate.NETWORKS,
        "pictures": generate.PICTURES,
        "cases": seeded_cases(),
        "filters": filters(),
        "fields": fields(),
        "vgg16": vgg16(sys.argv[1]),
    })


if __name__ == "__main__":
    main()
