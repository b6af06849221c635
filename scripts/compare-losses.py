#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints how far the losses of `neural-style` and those of PyTorch are apart, for all five conventions.

    scripts/compare-losses.py [--command neural-style] WEIGHTS.safetensors CONTENT STYLE

WEIGHTS is VGG-16 as this project installs it. Needs torch, numpy, safetensors and pillow. Both pictures are cut to one
size, so that nobody resamples. The command starts from noise, takes a step of Adam and writes the picture with 16 bits;
PyTorch reads that, and the losses of the second evaluation are compared. The exit status is 1 where two numbers differ by
more than 1e-5 of the greater one.

The formulas are written from the sources, in float64: neural-style's modules (Johnson), Gatys et al. 2015 (eq. 1, 4, 5),
PyTorch's tutorial (Jacq), TensorFlow Tutorial #15 (Hvass Pedersen), and this project's own relative losses.
"""

import argparse
import csv
import importlib
import os
import subprocess
import sys
import tempfile

import numpy as np
import torch
from PIL import Image

CONTENT = ["relu2_2", "relu4_2"]
STYLE = ["relu1_1", "relu2_1", "relu3_1", "relu4_1"]
TOTAL_VARIATION = 1e-3
LEAST = 1e-10  # Hvass adds it to what it takes a reciprocal of


# The passes that scripts/compare-maps.py checks.
maps = importlib.import_module("compare-maps")


class Network:
    def __init__(self, path):
        self.metadata, self.layers = maps.network(path)
        deviation = np.mean([float(word) for word in self.metadata["input.standard_deviation"].split()])
        # How much larger features are than those of torchvision's weights, whose input is 0…1 over 0.226.
        self.unit = float(self.metadata["input.scale"]) / deviation * np.mean([0.229, 0.224, 0.225])

    def __call__(self, picture):
        """Every layer's map, [channels, places]."""
        found = maps.features(self.metadata, self.layers, picture)
        return {name: torch.from_numpy(values).flatten(1) for name, values in found.items()}


def square_sum(x):
    return (x * x).sum().item()


def write_ppm(path, picture):
    """Writes 8-bit values as 16-bit ones."""
    with open(path, "wb") as file:
        file.write(b"P6\n%d %d\n65535\n" % (picture.shape[1], picture.shape[0]))
        file.write((picture.astype(np.uint16) * 257).astype(">u2").tobytes())


def read_ppm(path):
    """Values 0…255 of a 16-bit file, as floats."""
    with open(path, "rb") as file:
        words = []
        while len(words) < 4:
            words += file.readline().split(b"#")[0].split()
        assert words[0] == b"P6" and words[3] == b"65535", words
        values = np.frombuffer(file.read(), ">u2")
    return values.reshape(int(words[2]), int(words[1]), 3).astype(np.float64) / 257


def losses(convention, network, content, style, picture):
    """{"content relu2_2": …, "style relu1_1": …, "variation": …}, with their weights as far as the convention adds them."""
    p, a, f = network(content), network(style), network(picture)
    bytes_ = picture.astype(np.float64)
    inner = bytes_[:-1, :-1]
    right, lower = inner - bytes_[:-1, 1:], inner - bytes_[1:, :-1]
    squares, magnitudes = (right**2 + lower**2).sum() / 2, np.abs(right).sum() + np.abs(lower).sum()
    result = {}
    for layer in CONTENT:
        difference = square_sum(f[layer] - p[layer])
        result[f"content {layer}"] = {
            "neural-style": 5 * difference / f[layer].numel(),
            "gatys": difference / 2,
            "pytorch-tutorial": difference / f[layer].numel() / network.unit**2,
            "normalised": difference / square_sum(p[layer] - p[layer].mean(1, keepdim=True)) / len(CONTENT),
            "logarithmic": difference / f[layer].numel() / len(CONTENT),
        }[convention]
    for layer in STYLE:
        channels = f[layer].shape[0]
        by_place = [x @ x.T / x.shape[1] for x in (f[layer], a[layer], p[layer])]
        own, target, start = by_place
        difference = square_sum(own - target)
        result[f"style {layer}"] = {
            "neural-style": 100 * difference / channels**2 / channels**2,
            "gatys": 1000 * difference / (4 * channels**2) / len(STYLE),
            "pytorch-tutorial": 1e6 * difference / channels**2 / channels**2 / network.unit**4,
            "normalised": 10 * difference / square_sum(start - target) / len(STYLE),
            "logarithmic": difference / channels**2 / len(STYLE),
        }[convention]
    result["variation"] = TOTAL_VARIATION * {
        "normalised": squares / (picture.shape[0] * picture.shape[1]),
        # The gradient of w · log(x + 1e-10) is that of Hvass' w · x / (x₀ + 1e-10).
        "logarithmic": np.log(magnitudes + LEAST),
    }.get(convention, squares)
    return result


def paint(command, convention, paths, folder):
    """The command's losses of its second evaluation, by the columns of its table, and the picture, 0…255."""
    table, painting = os.path.join(folder, "losses.csv"), os.path.join(folder, "painting.ppm")
    options = {"losses": convention, "init": "noise", "scales": 1, "optimizer": "adam", "step-size": 5,
               "content-layers": ",".join(CONTENT), "style-layers": ",".join(STYLE), "tv-weight": TOTAL_VARIATION,
               "smoothness": 0, "smoothing": "even", "network": "vgg16"}
    words = [word for key, value in options.items() for word in ("--set", f"{key}={value}")]
    subprocess.run([command, *paths, "-o", painting, "--size", "4096", "--iterations", "2", "--quiet", "--losses", table,
                    *words], check=True, stdout=subprocess.DEVNULL)
    with open(table) as lines:
        first, second = csv.DictReader(lines)
    # What is written is the best of the two.
    assert float(second["total"]) < float(first["total"]), "the step didn't lower the loss"
    return second, read_ppm(painting)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--command", default="neural-style")
    parser.add_argument("--size", type=int, nargs=2, default=(256, 192), metavar=("WIDTH", "HEIGHT"))
    parser.add_argument("weights")
    parser.add_argument("content")
    parser.add_argument("style")
    arguments = parser.parse_args()

    network, worst = Network(arguments.weights), 0
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        paths, pictures = [], []
        for place in (arguments.content, arguments.style):
            picture = Image.open(place).convert("RGB")
            scale = max(arguments.size[0] / picture.width, arguments.size[1] / picture.height)
            picture = picture.resize((round(picture.width * scale), round(picture.height * scale)), Image.LANCZOS)
            pictures.append(np.array(picture.crop((0, 0, *arguments.size))))
            paths.append(os.path.join(folder, f"{len(paths)}.ppm"))
            write_ppm(paths[-1], pictures[-1])
        for convention in ("neural-style", "gatys", "pytorch-tutorial", "normalised", "logarithmic"):
            ours, painting = paint(arguments.command, convention, paths, folder)
            for name, expected in losses(convention, network, *pictures, painting).items():
                value = float(ours[name])
                error = abs(value - expected) / max(abs(value), abs(expected))
                worst = max(worst, error)
                print(f"{convention:16} {name:16} {value:14.7g} {expected:14.7g}  {error:.1e}")
    print(f"worst: {worst:.1e}")
    sys.exit(1 if worst > 1e-5 else 0)


if __name__ == "__main__":
    main()
