# SPDX-License-Identifier: GPL-3.0-or-later
"""What the engine computes, said a second time with PyTorch's automatic differentiation.

Shared by generate.py (small seeded networks) and real_vgg16.py (the real weights). Nothing here is optimised: each
function is the formula of the paper and leaves the gradient to PyTorch.
"""

import base64
import json
import math
import platform

import numpy as np
import torch
import torch.nn.functional as F

MASK = (1 << 64) - 1


class SplitMix64:
    """Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators": 64 bits per call.

    The Swift tests have the same generator, so that weights and pictures need not be stored.
    """

    def __init__(self, seed):
        self.state = seed & MASK

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        x = self.state
        x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
        return x ^ (x >> 31)

    def signed_unit(self):
        """One of 2²⁴ evenly spaced numbers in -1..<1, from the upper 24 bits: exact in float32."""
        return (self.next() >> 40) / float(1 << 23) - 1.0


def seeded_picture(seed, height, width):
    """An 8-bit picture [height, width, 3]: three parts of a ramp per channel and one part noise, in integers.

    Red grows to the right, green downwards, blue towards the upper left corner.
    """
    random = SplitMix64(seed)
    picture = np.zeros((height, width, 3), np.uint8)
    for y in range(height):
        for x in range(width):
            right = 255 * x // max(1, width - 1)
            down = 255 * y // max(1, height - 1)
            for channel, ramp in enumerate((right, down, 255 - (right + down) // 2)):
                picture[y, x, channel] = (3 * ramp + (random.next() >> 56)) // 4
    return picture


def seeded_mask(seed, height, width, towards):
    """An 8-bit mask [height, width]: about a third zero, then a noisy slope, then a third 255, to the right or down."""
    random = SplitMix64(seed)
    mask = np.zeros((height, width), np.uint8)
    for y in range(height):
        for x in range(width):
            ramp = 255 * x // max(1, width - 1) if towards == "right" else 255 * y // max(1, height - 1)
            mask[y, x] = min(255, max(0, 3 * ramp - 255 + (random.next() >> 57)))
    return mask


def unit_image(picture, dtype):
    """An 8-bit picture as sRGB 0..1, [h, w, 3]; divided in float64 and rounded to float32 as the Swift tests do."""
    return torch.from_numpy((picture.astype(np.float64) / 255).astype(np.float32)).to(dtype)


class Convention:
    """How sRGB 0..1 becomes the network's input: channel order, scale, then (value - mean) / deviation."""

    def __init__(self, order, scale, mean, deviation):
        self.order, self.scale, self.mean, self.deviation = order, scale, mean, deviation

    def apply(self, image):
        """[h, w, 3] sRGB 0..1 in RGB order -> [1, 3, h, w] network input."""
        x = image.permute(2, 0, 1)[None] * self.scale
        if self.order == "BGR":
            x = x.flip(1)
        mean = torch.tensor(self.mean, dtype=image.dtype).view(1, 3, 1, 1)
        deviation = torch.tensor(self.deviation, dtype=image.dtype).view(1, 3, 1, 1)
        return (x - mean) / deviation

    def record(self):
        return {"order": self.order, "scale": self.scale, "mean": self.mean, "deviation": self.deviation}


BGR_MEAN = Convention("BGR", 255.0, [103.939, 116.779, 123.68], [1.0, 1.0, 1.0])
RGB_MEAN_DEVIATION = Convention("RGB", 1.0, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])


class Network:
    """A VGG: blocks of 3x3 convolutions with ReLU, 2x2 pooling of stride 2 behind each block."""

    def __init__(self, convolutions, pooling, convention, dtype):
        """convolutions: a list of (block, index, weight OIHW, bias) as NumPy arrays, from the image upwards."""
        self.convolutions = [
            (block, index, torch.tensor(weight, dtype=dtype), torch.tensor(bias, dtype=dtype))
            for block, index, weight, bias in convolutions
        ]
        self.pooling, self.convention = pooling, convention

    @staticmethod
    def seeded(seed, counts, channels):
        """Weights uniform in ±sqrt(6 / (9·inputs)) (He et al. 2015, eq. 10, keeps the variance), biases in ±0.1.

        Per convolution, in the order of the image upwards: its weights in OIHW order, then its biases. The product
        is formed in float64 and rounded once to float32.
        """
        random = SplitMix64(seed)
        result = []
        inputs = 3
        for block, (count, outputs) in enumerate(zip(counts, channels), start=1):
            for index in range(1, count + 1):
                bound = math.sqrt(6.0 / (9.0 * inputs))
                weight = np.array([random.signed_unit() * bound for _ in range(outputs * inputs * 9)], np.float64)
                bias = np.array([random.signed_unit() * 0.1 for _ in range(outputs)], np.float64)
                weight = weight.astype(np.float32).reshape(outputs, inputs, 3, 3)
                result.append((block, index, weight, bias.astype(np.float32)))
                inputs = outputs
        return result

    def features(self, image, last=None):
        """Every layer's feature map [C, H, W] by name, up to the layer named `last`."""
        x = self.convention.apply(image)
        result = {}

        def keep(name):
            result[name] = x[0]
            return name == last

        for place, (block, index, weight, bias) in enumerate(self.convolutions):
            x = F.conv2d(x, weight, bias, padding=1)
            if keep(f"conv{block}_{index}"):
                return result
            x = F.relu(x)
            if keep(f"relu{block}_{index}"):
                return result
            if place + 1 == len(self.convolutions) or self.convolutions[place + 1][0] != block:
                pool = F.max_pool2d if self.pooling == "max" else F.avg_pool2d
                x = pool(x, 2, 2)
                if keep(f"pool{block}"):
                    return result
        return result


def gram(feature):
    """[C, H, W] -> F·Fᵀ over positions, [C, C] (Gatys, Ecker & Bethge 2015, eq. 3)."""
    flat = feature.flatten(1)
    return flat @ flat.T


def content_loss(losses, feature, target):
    if losses == "gatys":
        return 0.5 * (feature - target).square().sum()  # Gatys 2015, eq. 1
    return (feature - target).square().mean()  # neural-style; its content weight 5 is the case's


def style_loss(losses, feature, target, layers):
    """One style layer's part of the style loss; the target's feature map may have another size.

    With as many positions in both (M), the first is Gatys 2015 eq. 4 and 5: w_l · 1/(4 N² M²) · Σ(G - A)².
    """
    channels = feature.shape[0]
    here, there = feature[0].numel(), target[0].numel()
    if losses == "gatys":
        difference = gram(feature) / here - gram(target) / there
        return difference.square().sum() / (4 * channels**2) / layers
    difference = gram(feature) / (channels * here) - gram(target) / (channels * there)
    return difference.square().mean()  # neural-style; its style weight 100 is the case's


def total_variation(image):
    """½·Σ of squared differences to the right and lower neighbour, in units of 0..255, without the last row and
    column: the loss whose gradient neural-style adds."""
    x = image * 255
    right = x[:-1, :-1] - x[:-1, 1:]
    down = x[:-1, :-1] - x[1:, :-1]
    return 0.5 * (right.square().sum() + down.square().sum())


class Objective:
    """The weighted sum that is minimised, and its parts."""

    def __init__(self, network, content, style, case):
        self.network, self.case = network, case
        names = case["contentLayers"] + case["styleLayers"]
        with torch.no_grad():
            content_features, style_features = network.features(content), network.features(style)
        for name in names:
            assert name in content_features, name
        self.content_targets = {name: content_features[name] for name in case["contentLayers"]}
        self.style_targets = {name: style_features[name] for name in case["styleLayers"]}

    def parts(self, image):
        """Unweighted losses: content per layer, style per layer, total variation."""
        features = self.network.features(image)
        losses, layers = self.case["losses"], len(self.style_targets)
        content = {n: content_loss(losses, features[n], t) for n, t in self.content_targets.items()}
        style = {n: style_loss(losses, features[n], t, layers) for n, t in self.style_targets.items()}
        return content, style, total_variation(image)

    def __call__(self, image):
        content, style, variation = self.parts(image)
        return (
            self.case["contentWeight"] * sum(content.values())
            + self.case["styleWeight"] * sum(style.values())
            + self.case["variationWeight"] * variation
        )

    def record(self, image):
        """Values and the image gradient [h, w, 3] for one picture."""
        image = image.clone().requires_grad_()
        content, style, variation = self.parts(image)
        total = self(image)
        total.backward()
        return {
            "content": {name: value.item() for name, value in content.items()},
            "style": {name: value.item() for name, value in style.items()},
            "variation": variation.item(),
            "total": total.item(),
            "gradient": image.grad,
        }


class GuidedObjective:
    """The same with pixels that don't count, several styles, and styles for a region.

    Gram matrices over some pixels are Gatys et al. 2017 (arXiv:1611.07865), eq. 6: each pixel's outer product times its
    weight, here divided by the sum of the weights. In the layers, a weight is the mean over the pixels of its cell.
    """

    def __init__(self, network, content, styles, case, coverage=None):
        """styles: dicts with `image`, `weight` and, [h, w] in 0..1 or None, `coverage` and `region`."""
        self.network, self.case, self.styles = network, case, styles
        height, width = content.shape[:2]
        ones = torch.ones(height, width, dtype=content.dtype)
        self.coverage = ones if coverage is None else coverage
        regions = []
        for number, style in enumerate(styles):
            known = [r for r in regions if r["drawn"] is style["region"]]
            if known:
                known[0]["styles"].append(number)
            else:
                regions.append({"drawn": style["region"], "styles": [number]})
        drawn = [r for r in regions if r["drawn"] is not None]
        for region in drawn:
            region["mask"] = F.interpolate(region["drawn"][None, None], (height, width), mode="bilinear",
                                           align_corners=False)[0, 0]
        total = sum((r["mask"] for r in drawn), torch.zeros_like(ones))
        for region in regions:
            if region["drawn"] is None:
                region["mask"] = (1 - total).clamp(min=0)
            else:
                region["mask"] = region["mask"] / total.clamp(min=1)
            region["mask"] = region["mask"] * self.coverage
        with torch.no_grad():
            content_features = network.features(content)
            self.content_targets = {name: content_features[name] for name in case["contentLayers"]}
            features = [network.features(style["image"]) for style in styles]
            for region in regions:
                weights = [styles[number]["weight"] for number in region["styles"]]
                region["targets"] = {
                    name: sum(
                        weight / sum(weights) * self.gram(features[number][name],
                                                          self.cells(styles[number]["coverage"], name))
                        for number, weight in zip(region["styles"], weights))
                    for name in case["styleLayers"]
                }
        self.regions = regions

    @staticmethod
    def cells(mask, name):
        """A mask in a layer's feature map: the mean over each cell; None for None."""
        if mask is None:
            return None
        poolings = int(name[4:].split("_")[0]) - (0 if name.startswith("pool") else 1)
        for _ in range(poolings):
            mask = F.avg_pool2d(mask[None, None], 2, 2)[0, 0]
        return mask

    def gram(self, feature, weights):
        flat = feature.flatten(1)
        weights = torch.ones_like(flat[0]) if weights is None else weights.flatten()
        divisor = weights.sum() * (1 if self.case["losses"] == "gatys" else feature.shape[0])
        return (flat * weights) @ flat.T / divisor

    def parts(self, image):
        features = self.network.features(image)
        gatys = self.case["losses"] == "gatys"
        content, style = {}, {}
        for name, target in self.content_targets.items():
            weights = self.cells(self.coverage, name)
            squares = (weights * (features[name] - target).square()).sum()
            content[name] = 0.5 * squares if gatys else squares / (weights.sum() * target.shape[0])
        for name in self.case["styleLayers"]:
            covered = self.cells(self.coverage, name).sum()
            style[name] = 0
            for region in self.regions:
                weights = self.cells(region["mask"], name)
                squares = (self.gram(features[name], weights) - region["targets"][name]).square()
                loss = squares.sum() / (4 * squares.numel()) / len(self.case["styleLayers"]) if gatys else squares.mean()
                style[name] = style[name] + weights.sum() / covered * loss
        x, w = image * 255, self.coverage
        right = torch.minimum(w[:-1, :-1], w[:-1, 1:])[..., None] * (x[:-1, :-1] - x[:-1, 1:]).square()
        down = torch.minimum(w[:-1, :-1], w[1:, :-1])[..., None] * (x[:-1, :-1] - x[1:, :-1]).square()
        return content, style, 0.5 * (right.sum() + down.sum())

    __call__ = Objective.__call__
    record = Objective.record


def cosine(a, b):
    a, b = a.double().flatten(), b.double().flatten()
    return (a @ b / (a.norm() * b.norm())).item()


def array(tensor):
    """A tensor for JSON: shape, and the little-endian float32 values in base64."""
    values = tensor.detach().numpy().astype("<f4")
    return {"shape": list(values.shape), "float32": base64.b64encode(values.tobytes()).decode("ascii")}


def picture_record(picture):
    """An 8-bit picture [h, w, 3] for JSON."""
    return {"shape": list(picture.shape), "bytes": base64.b64encode(picture.tobytes()).decode("ascii")}


def versions():
    return {"python": platform.python_version(), "torch": torch.__version__, "numpy": np.__version__}


def write(path, value):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, indent=1, sort_keys=True, allow_nan=False)
        file.write("\n")
