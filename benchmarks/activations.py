"""Measures the mean activation of a network's layers: activations.py WEIGHTS.safetensors PICTURE...

The papers' network is scaled so that each is one (Gatys et al. 2016, section 2); ours is as it was published, and
`NormalisedNetwork.swift` does with weights of losses what they did with the network's. Pictures are made smaller to 512
pixels, pooling is the average, as in the papers. Run with PyTorch 2.15, safetensors 0.8, Pillow 13.
"""

import sys

import numpy
import torch
from PIL import Image
from safetensors import safe_open
from torch.nn import functional

LONGEST = 512


def main():
    if len(sys.argv) < 3:
        sys.exit("activations.py: name a weights file and at least one picture.")
    with safe_open(sys.argv[1], "pt") as file:
        metadata = file.metadata()
        tensors = {name: file.get_tensor(name) for name in file.keys()}

    def numbers(key):
        return torch.tensor([float(word) for word in metadata[key].split()]).view(1, -1, 1, 1)

    means = {}
    for path in sys.argv[2:]:
        picture = Image.open(path).convert("RGB")
        picture.thumbnail((LONGEST, LONGEST))
        maps = torch.tensor(numpy.asarray(picture), dtype=torch.float32).permute(2, 0, 1)[None] / 255
        if metadata["input.channel_order"] == "bgr":
            maps = maps.flip(1)
        maps = (maps * float(metadata["input.scale"]) - numbers("input.mean")) / numbers("input.standard_deviation")
        for block in range(1, 6):
            index = 1
            while (name := f"conv{block}_{index}") + ".weight" in tensors:
                maps = functional.conv2d(maps, tensors[f"{name}.weight"], tensors[f"{name}.bias"], padding=1).relu()
                means.setdefault(f"relu{block}_{index}", []).append(maps.mean().item())
                index += 1
            maps = functional.avg_pool2d(maps, 2)
    for layer, values in means.items():
        print(f"{layer}  {numpy.mean(values):7.2f}  ({min(values):.2f}–{max(values):.2f})")


if __name__ == "__main__":
    main()
