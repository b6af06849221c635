"""Measures paintings by their files: fine grain, palette, likeness to the style's patches, content. Content and style
themselves come first, as references. MEASURE.md says how to read the numbers.

measure.py CONTENT STYLE PICTURE-OR-FOLDER … [--size 448] [--seed 0] [--csv]

grain    What a Gaussian of 1.2 px takes away at 448 px (longest side), in Oklab, in the 40 % of places where the
         content is smoothest (the style in its own): 1000 × standard deviation of lightness (luma); 1000 × root mean
         square of the length of (a, b) (chroma). How smooth a place is: the square root of the content's squared
         residuals, summed over the three channels and blurred with 3 px.
palette  1000 × sliced 1-Wasserstein distance between the colours of picture and style at 448 px, in Oklab: the mean
         distance between 512 quantiles of each, over 64 random directions.
relu3_1, relu4_1
         Patch similarity. Each place of the picture's feature map is a vector over the channels, and so is each place
         of the style's four maps: the style as it is, and turned by 90°, 180° and 270°, which are one set. From each
         set its own mean is taken away. The number is the mean, over all places of the picture, of the largest cosine
         between its vector and any of the style's. 1 is the most.
content  Self-similarity, the content loss of Kolkin, Salavon, Shakhnarovich 2019 (STROTSS, arXiv:1904.12785). At 1024
         random places, the same in content and picture, the maps of all ReLUs as far as relu5_1 except relu4_2 and
         relu4_3 are read bilinearly and put one behind the other (hypercolumns). D is the matrix of the cosine
         distances between them, each column divided by its sum. The number is the mean over the columns j of
         Σ_i |D_ij of the picture − D_ij of the content|, as in the authors' program; the paper has the mean over i,
         too. 0 is the least, 2 the most. Departures from the authors' program: it takes relu4_3 and relu5_3 instead of
         relu4_1 and relu5_1, puts the pixels before the maps, and has torchvision's VGG-16.

VGG-16 is ours (`neural-style-weights fetch vgg16`); it sees the pictures with their longest side at --size. Pictures
are 8-bit sRGB, resampled with Lanczos; a painting gets the content's shape. Needs torch, numpy, pillow, safetensors. It
runs in one thread, so that the same files give the same numbers.
"""
import argparse
import csv
import os
import sys

import numpy as np
import torch
import torch.nn.functional as F
from numpy.lib.stride_tricks import sliding_window_view
from PIL import Image
from safetensors import SafetensorError

from peer import Network

COLUMNS = ["grain luma", "grain chroma", "palette", "relu3_1", "relu4_1", "content"]
DIGITS = [1, 1, 0, 3, 3, 3]
SUFFIXES = {".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp", ".gif"}

# The size that grain and palette belong to, whatever --size says.
COLOUR_SIZE = 448
FINE, NEAR = 1.2, 3
SMOOTHEST = 0.4
DIRECTIONS, QUANTILES = 64, 512

PATCHES = ["relu3_1", "relu4_1"]
HYPERCOLUMN = ["relu1_1", "relu1_2", "relu2_1", "relu2_2", "relu3_1", "relu3_2", "relu3_3", "relu4_1", "relu5_1"]
PLACES = 1024
# Places that are compared with the style's at once: 128 × 50 000 cosines take 25 MB.
CHUNK = 128
# relu5_1 lies behind four poolings.
LEAST_SIDE = 16
# How far a painting's proportions may be from the content's; rounding to whole pixels needs less.
STRETCH = 0.03

# Björn Ottosson, "A perceptual color space for image processing" (2020): linear sRGB → LMS → Lab.
RGB_TO_LMS = np.array([[0.4122214708, 0.5363325363, 0.0514459929],
                       [0.2119034982, 0.6806995451, 0.1073969566],
                       [0.0883024619, 0.2817188376, 0.6299787005]])
LMS_TO_LAB = np.array([[0.2104542553, 0.7936177850, -0.0040720468],
                       [1.9779984951, -2.4285922050, 0.4505937099],
                       [0.0259040371, 0.7827717662, -0.8086757660]])


class Unusable(Exception):
    """A sentence about a file."""


def opened(path):
    try:
        return Image.open(path).convert("RGB")
    except FileNotFoundError:
        raise Unusable(f"There is no “{path}”.") from None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Unusable(f"“{path}” can't be read as a picture: {error}") from None


def fitted(image, size):
    """The (width, height) of a picture whose longest side becomes `size`."""
    return tuple(round(side * size / max(image.size)) for side in image.size)


def pixels(image, shape):
    return np.asarray(image.resize(shape, Image.LANCZOS), dtype=np.float64) / 255


# Colours: [height, width, 3] in Oklab.
def oklab(rgb):
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return np.cbrt(linear @ RGB_TO_LMS.T) @ LMS_TO_LAB.T


def blurred(lab, sigma):
    reach = int(3 * sigma + 1)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    kernel /= kernel.sum()
    for axis in (0, 1):
        margin = [(reach, reach) if a == axis else (0, 0) for a in range(3)]
        lab = sliding_window_view(np.pad(lab, margin, mode="reflect"), len(kernel), axis) @ kernel
    return lab


def residual(lab):
    return lab - blurred(lab, FINE)


def smooth_places(lab):
    activity = np.sqrt(blurred((residual(lab) ** 2).sum(axis=2, keepdims=True), NEAR))[:, :, 0]
    return activity <= np.quantile(activity, SMOOTHEST)


def grain(lab, places):
    fine = residual(lab)[places]
    return 1000 * fine[:, 0].std(), 1000 * np.sqrt((fine[:, 1:] ** 2).sum(axis=1).mean())


def projected(lab, seed):
    """Quantiles of the colours along random directions: [quantiles, directions]."""
    directions = np.random.default_rng(seed).normal(size=(DIRECTIONS, 3))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    return np.quantile(lab.reshape(-1, 3) @ directions.T, np.linspace(0, 1, QUANTILES), axis=0)


# Features: maps [1, channels, height, width], and vectors [places, channels].
def maps(network, rgb):
    with torch.no_grad():
        return network.features(torch.from_numpy(rgb.astype(np.float32)).permute(2, 0, 1)[None])


def unit(vectors):
    return vectors / vectors.norm(dim=1, keepdim=True).clamp_min(1e-8)


def centred(feature_maps):
    """Vectors of one or several maps, less the mean of them all, of length 1."""
    vectors = torch.cat([m[0].flatten(1).T for m in feature_maps])
    return unit(vectors - vectors.mean(dim=0))


def patch_similarity(picture, style):
    return np.mean(torch.cat([(q @ style.T).amax(dim=1) for q in centred([picture]).split(CHUNK)]).double().numpy())


def some_places(shape, seed):
    """Centres of random pixels as grid_sample wants them, -1…1: [1, 1, places, 2], x before y."""
    width, height = shape
    chosen = np.random.default_rng(seed).permutation(width * height)[:PLACES]
    x, y = (chosen % width + 0.5) / width, (chosen // width + 0.5) / height
    return torch.from_numpy(np.stack([2 * x - 1, 2 * y - 1], axis=1).astype(np.float32))[None, None]


def self_similarity(features, places):
    """D of the docstring."""
    read = [F.grid_sample(features[name], places, padding_mode="border", align_corners=False) for name in HYPERCOLUMN]
    hypercolumns = unit(torch.cat([values[0, :, 0].T for values in read], dim=1).double())
    distances = (1 - hypercolumns @ hypercolumns.T).clamp_min(0)
    return distances / distances.sum(dim=0).clamp_min(1e-8)


class Measure:
    """What the pictures of one content and one style are compared with."""

    def __init__(self, network, content, style, size, seed):
        self.network, self.seed = network, seed
        self.content, self.style = content, style
        self.colour_shape, self.shape = fitted(content, COLOUR_SIZE), fitted(content, size)
        self.style_colour_shape, self.style_shape = fitted(style, COLOUR_SIZE), fitted(style, size)
        if min(self.shape + self.style_shape) < LEAST_SIDE:
            raise Unusable("Content or style is too narrow for the network: measure with a larger --size.")
        self.smooth = smooth_places(oklab(pixels(content, self.colour_shape)))
        self.colours = projected(oklab(pixels(style, self.style_colour_shape)), seed)
        rgb = pixels(style, self.style_shape)
        turnings = [maps(network, np.rot90(rgb, turned).copy()) for turned in range(4)]
        self.patches = {name: centred([features[name] for features in turnings]) for name in PATCHES}
        self.places = some_places(self.shape, seed)
        self.structure = self_similarity(maps(network, pixels(content, self.shape)), self.places)

    def numbers(self, lab, smooth, features, stretched):
        """One row; `stretched` are the features in the content's shape."""
        return [
            *grain(lab, smooth),
            1000 * np.abs(projected(lab, self.seed) - self.colours).mean(),
            *(patch_similarity(features[name], self.patches[name]) for name in PATCHES),
            (self_similarity(stretched, self.places) - self.structure).abs().sum(dim=0).mean().item(),
        ]

    def painting(self, image):
        features = maps(self.network, pixels(image, self.shape))
        return self.numbers(oklab(pixels(image, self.colour_shape)), self.smooth, features, features)

    def style_itself(self):
        """In its own shape, but for the content."""
        lab = oklab(pixels(self.style, self.style_colour_shape))
        features = maps(self.network, pixels(self.style, self.style_shape))
        return self.numbers(lab, smooth_places(lab), features, maps(self.network, pixels(self.style, self.shape)))

    def check(self, image, path):
        ratio = image.width / image.height * self.content.height / self.content.width
        if max(ratio, 1 / ratio) > 1 + STRETCH:
            raise Unusable(
                f"“{path}” has other proportions ({image.width}×{image.height}) than the content"
                f" ({self.content.width}×{self.content.height}): it is left out."
            )


def load_network():
    data = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")
    path = os.path.join(data, "neural-style-transfer", "weights", "vgg16.safetensors")
    if not os.path.exists(path):
        raise Unusable(f"VGG-16's weights are missing (“{path}”): get them with `neural-style-weights fetch vgg16`.")
    try:
        return Network("vgg16", path, torch.channels_last)
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise Unusable(
            f"“{path}” can't be read as VGG-16's weights ({error}): get them anew with"
            " `neural-style-weights fetch vgg16`."
        ) from None


def listed(paths):
    """The files named, and in the place of a folder its pictures, by name."""
    for path in paths:
        if not os.path.isdir(path):
            yield path
            continue
        try:
            names = sorted(name for name in os.listdir(path) if os.path.splitext(name)[1].lower() in SUFFIXES)
        except OSError as error:
            raise Unusable(f"“{path}” can't be read: {error.strerror}.") from None
        if not names:
            raise Unusable(f"There are no pictures in “{path}”.")
        yield from (os.path.join(path, name) for name in names)


def print_head(as_csv):
    print(",".join(["picture"] + COLUMNS) if as_csv else "  ".join(COLUMNS + ["picture"]))


def print_row(as_csv, name, numbers):
    if as_csv:
        csv.writer(sys.stdout, lineterminator="\n").writerow([name] + [f"{n:.6g}" for n in numbers])
    else:
        texts = [f"{n:{len(column)}.{digits}f}" for n, column, digits in zip(numbers, COLUMNS, DIGITS)]
        print("  ".join(texts + [name]))
    sys.stdout.flush()


def run(options):
    """Whether all pictures could be measured."""
    files = list(listed(options.pictures))
    content, style = opened(options.content), opened(options.style)
    measure = Measure(load_network(), content, style, options.size, options.seed)
    print_head(options.csv)
    print_row(options.csv, "content", measure.painting(content))
    print_row(options.csv, "style", measure.style_itself())
    complete = True
    for path in files:
        try:
            image = opened(path)
            measure.check(image, path)
        except Unusable as sentence:
            print(f"measure.py: {sentence}", file=sys.stderr)
            complete = False
            continue
        print_row(options.csv, path, measure.painting(image))
    return complete


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("content", help="the picture that the paintings show")
    parser.add_argument("style", help="the picture whose style they have")
    parser.add_argument("pictures", nargs="+", help="paintings; a folder means all its pictures")
    parser.add_argument("--size", type=int, default=448, help="longest side at which features are measured, in pixels")
    parser.add_argument("--seed", type=int, default=0, help="chooses the palette's directions and the content's places")
    parser.add_argument("--csv", action="store_true", help="print comma-separated values with more digits")
    options = parser.parse_args()
    if not 64 <= options.size <= 4096:
        parser.error("--size is a number from 64 to 4096.")
    if options.seed < 0:
        parser.error("--seed is a number from 0 up.")
    torch.set_num_threads(1)
    try:
        return 0 if run(options) else 1
    except Unusable as sentence:
        return f"measure.py: {sentence}"


if __name__ == "__main__":
    sys.exit(main())
