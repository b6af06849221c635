#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes nearest.json: what PyTorch says about the losses of nearest features, on small seeded networks.

    python3 Tests/NSTCoreTests/Fixtures/nearest.py

Needs torch (CPU) and numpy. Values are computed in float64. The search is exact here: a small network's hypercolumns have
fewer values than the engine compares directions, so that the engine's is, too.
"""

import math
import os

import numpy as np
import torch

import reference
from reference import RGB_MEAN_DEVIATION, Network, array, seeded_picture, unit_image

FOLDER = os.path.dirname(os.path.abspath(__file__))
RECIPE = {"seed": 3, "counts": [2, 2, 3, 3], "channels": [3, 4, 5, 6]}
PICTURES = {
    "image": {"seed": 61, "height": 33, "width": 47},
    "content": {"seed": 62, "height": 33, "width": 47},
    "guide": {"seed": 63, "height": 33, "width": 47},
    "style": {"seed": 64, "height": 41, "width": 35},
    # So long that the last pass' places lie four pixels apart.
    "long image": {"seed": 65, "height": 17, "width": 272},
    "long guide": {"seed": 66, "height": 17, "width": 272},
}
LAYERS = [f"relu{block}_{index}" for block, count in enumerate(RECIPE["counts"], 1) for index in range(1, count + 1)]
CONTENT_LAYERS = ["relu3_1", "relu4_1"]
STROKE_VECTORS = 3072


def picture(name):
    r = PICTURES[name]
    return unit_image(seeded_picture(r["seed"], r["height"], r["width"]), torch.float64)


def poolings(layer):
    return int(layer[4]) - 1


def turnings(image):
    """Upright, and turned anticlockwise by 90, 180 and 270 degrees."""
    return [torch.rot90(image, k, [0, 1]) for k in range(4)]


def hypercolumns(maps, image):
    """[places, values]: maps at the centres of cells of 4×4 pixels, interpolated bilinearly; what is left over at the
    edges of finer maps is in the last place's mean."""
    places = (image.shape[0] // 4, image.shape[1] // 4)
    columns = []
    for layer in LAYERS:
        m = maps[layer] / maps[layer].shape[0]
        side = 2 ** (2 - poolings(layer))
        for axis, count in enumerate(places, 1):
            length = m.shape[axis]
            weights = torch.zeros(count, length, dtype=m.dtype)
            for place in range(count):
                if side > 1:
                    start = int(place * side + side / 2 - 1)
                    end = length if place == count - 1 and length > count * side else start + 2
                    weights[place, start:end] = 1 / (end - start)
                else:
                    centre = min(max((place + 0.5) * side - 0.5, 0), length - 1)
                    first = int(centre)
                    weights[place, first] += 1 - (centre - first)
                    weights[place, min(first + 1, length - 1)] += centre - first
            m = torch.tensordot(weights, m, ([1], [axis])).movedim(0, axis)
        columns.append(m.reshape(m.shape[0], -1).T)
    return torch.cat(columns, 1)


def unit(v):
    return v / v.norm(dim=1, keepdim=True)


def sampled(index, wanted, total):
    """Whether a place is chosen (`PlaceSample`)."""
    share = wanted / total
    return share >= 1 or (index * 2654435769) & 0xFFFFFFFF < int(0.99 * share * 2**32)


def grid_offset(grid):
    """Where the first stretch's grid begins."""
    state = (0x9E3779B97F4A7C15 * 0xBF58476D1CE4E5B9) & reference.MASK
    state ^= state >> 29
    return (state >> 8) % grid, (state >> 24) % grid


def nearest_loss(network, image, guide, style):
    with torch.no_grad():
        references = torch.cat([hypercolumns(network.features(t), t) for t in turnings(style)])
        queries = hypercolumns(network.features(guide), guide)
        products = unit(queries - queries.mean(0)) @ unit(references - references.mean(0)).T
        best = products.topk(2, 1).values
        print("closest decision", (best[:, 0] - best[:, 1]).min().item())
        targets = references[products.argmax(1)]
    columns = hypercolumns(network.features(image), image)
    return (1 - (unit(columns) * unit(targets)).sum(1)).mean()


def structure_loss(network, image, content):
    """The mean of (F̂ - P̂)² over channels that change, which is 2 (1 - ρ); 2 for a channel that never does."""
    loss = 0
    for layer in CONTENT_LAYERS:
        maps = [network.features(picture)[layer] for picture in (image, content.detach())]
        alive = torch.stack([m.std((1, 2), correction=0) > 1e-3 for m in maps]).all(0)
        f, p = [(m - m.mean((1, 2), keepdim=True)) / m.std((1, 2), keepdim=True, correction=0)
                for m in (maps[0][alive], maps[1][alive])]
        squares = ((f - p.detach()) ** 2).mean((1, 2))
        loss = loss + (squares.sum() + 2 * (~alive).sum()) / len(alive)
    return loss / len(CONTENT_LAYERS)


def stroke_loss(network, image, guide, style):
    loss = 0
    maps, of_guide = network.features(image), network.features(guide)
    of_styles = [network.features(t) for t in turnings(style)]
    for layer in LAYERS:
        channels = maps[layer].shape[0]
        flat = [m[layer].reshape(channels, -1).T for m in of_styles]
        total = sum(len(f) for f in flat)
        references = torch.stack([
            row for turning, f in enumerate(flat) for index, row in enumerate(f)
            if sampled(index + turning * 977, STROKE_VECTORS, total)]).detach()
        references = unit(references - references.mean(0))
        mean = of_guide[layer].mean((1, 2)).detach()
        grid = max(1, min(8, (max(image.shape[:2]) + 32) // 64) >> poolings(layer))
        y, x = grid_offset(grid)
        queries = maps[layer][:, y::grid, x::grid].reshape(channels, -1).T - mean
        cosines = (unit(queries) @ references.T).max(1).values
        loss = loss + (1 - cosines).sum() / (maps[layer][0].numel() / grid**2)
    return loss


def directions(count=32):
    z = (np.arange(count) + 0.5) / count
    radius, angle = np.sqrt(1 - z * z), 2.3999632 * np.arange(count)
    return torch.tensor(np.stack([radius * np.cos(angle), radius * np.sin(angle), z]), dtype=torch.float64)


def colour_loss(image, style):
    """The exact distance of the sorted values: both are constant between the ranks of either."""
    d = directions()
    a = (image.reshape(-1, 3) @ d).sort(0).values
    b = (style.reshape(-1, 3) @ d).sort(0).values
    edges = sorted({k / len(a) for k in range(len(a) + 1)} | {k / len(b) for k in range(len(b) + 1)})
    middle = torch.tensor([(s + e) / 2 for s, e in zip(edges, edges[1:])], dtype=torch.float64)
    length = torch.tensor([e - s for s, e in zip(edges, edges[1:])], dtype=torch.float64)
    way = a[(middle * len(a)).long()] - b[(middle * len(b)).long()]
    return ((way**2) * length[:, None]).sum(0).mean()


def main():
    network = Network(Network.seeded(**RECIPE), "max", RGB_MEAN_DEVIATION, torch.float64)
    content, guide, style = picture("content"), picture("guide"), picture("style")
    cases = {}
    for name, loss in {
        "nearest": lambda image: nearest_loss(network, image, guide, style),
        "structure": lambda image: structure_loss(network, image, content),
        "stroke": lambda image: stroke_loss(network, image, picture("long guide"), style),
        # Darker: the pictures have nearly the same colours.
        "colour": lambda image: colour_loss(image, style**2),
    }.items():
        image = picture("long image" if name == "stroke" else "image").requires_grad_(True)
        value = loss(image)
        value.backward()
        cases[name] = {"value": value.item(), "gradient": array(image.grad)}
        print(name, value.item())
    reference.write(
        os.path.join(FOLDER, "nearest.json"),
        {"network": RECIPE, "pictures": PICTURES, "losses": cases})


main()
