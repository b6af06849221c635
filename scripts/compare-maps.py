#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints how far `neural-style-weights maps` and PyTorch are apart, on the same file and the same picture.

    scripts/compare-maps.py [--command .build/release/neural-style-weights] [--size 512] WEIGHTS.safetensors PICTURE

WEIGHTS is VGG-16 or VGG-19 as this project installs it. Needs torch, numpy, safetensors and pillow. The picture is reduced
by Pillow and handed to both as a PNG file, so that both see the same pixels. The figures are the largest difference of a
layer's values, relative to its greatest one, and the relative L2 norm of the difference. The exit status is 1 where one
is above 1e-3.
"""

import argparse
import os
import subprocess
import sys
import tempfile

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from safetensors import safe_open


def network(path):
    """The input convention and [(block, index, weight, bias)] of our weights file."""
    with safe_open(path, "pt") as file:
        names = sorted(name[4:-7] for name in file.keys() if name.endswith(".weight"))
        layers = [(*name.split("_"), file.get_tensor(f"conv{name}.weight"), file.get_tensor(f"conv{name}.bias"))
                  for name in names]
        return file.metadata(), layers


def features(metadata, layers, picture):
    """Every layer's map [C, H, W] by name, in float64."""
    x = torch.from_numpy(picture).double().permute(2, 0, 1)[None] / 255 * float(metadata["input.scale"])
    if metadata["input.channel_order"] == "bgr":
        x = x.flip(1)
    mean, deviation = (torch.tensor([float(word) for word in metadata[f"input.{key}"].split()]).double().view(1, 3, 1, 1)
                       for key in ("mean", "standard_deviation"))
    x = (x - mean) / deviation
    result = {}
    for place, (block, index, weight, bias) in enumerate(layers):
        result[f"conv{block}_{index}"] = x = F.conv2d(x, weight.double(), bias.double(), padding=1)
        result[f"relu{block}_{index}"] = x = F.relu(x)
        if place + 1 == len(layers) or layers[place + 1][0] != block:
            result[f"pool{block}"] = x = F.max_pool2d(x, 2, 2)
    return {name: value[0].numpy() for name, value in result.items()}


def difference(ours, theirs):
    """The largest difference relative to the greatest value, and the relative L2 norm."""
    assert ours.shape == theirs.shape, (ours.shape, theirs.shape)
    error = ours.astype(np.float64) - theirs
    return np.abs(error).max() / np.abs(theirs).max(), np.linalg.norm(error) / np.linalg.norm(theirs)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--command", default=".build/release/neural-style-weights")
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("weights")
    parser.add_argument("picture")
    arguments = parser.parse_args()

    picture = Image.open(arguments.picture).convert("RGB")
    picture.thumbnail((arguments.size, arguments.size), Image.LANCZOS)
    with torch.no_grad():
        expected = features(*network(arguments.weights), np.array(picture))
    worst = 0
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, name) for name in ("picture.png", "sheet.png", "values.npy")]
        picture.save(paths[0])

        def ours(layer, *more):
            subprocess.run([arguments.command, "maps", paths[0], "--network", arguments.weights, "--layer", layer,
                            "--size", str(arguments.size), "--count", "1", "-o", paths[1], "--values", paths[2], *more],
                           check=True, stdout=subprocess.DEVNULL)
            return np.load(paths[2])

        print(f"{picture.width}x{picture.height} pixels; largest difference, relative L2 norm")
        for layer, theirs in expected.items():
            flat = theirs.reshape(theirs.shape[0], -1)
            figures = difference(ours(layer), theirs) + difference(ours(layer, "--gram"), flat @ flat.T)
            worst = max(worst, *figures)
            print(f"{layer:8} maps {figures[0]:.1e} {figures[1]:.1e}   Gram matrix {figures[2]:.1e} {figures[3]:.1e}")
    print(f"worst: {worst:.1e}")
    sys.exit(1 if worst > 1e-3 else 0)


if __name__ == "__main__":
    main()
