"""A whole style transfer in PyTorch, as most scripts do it: L-BFGS without line search over pixels that may leave the
gamut. `run` prints the losses as it goes and writes the picture; `loss` tells the losses of pictures in files. JSON."""
import argparse
import json
import time

import numpy as np
import torch
from PIL import Image

from peer import CONTENT, STYLE, Network, gram


def load(path):
    values = np.asarray(Image.open(path).convert("RGB"), dtype=np.float32) / 255
    return torch.from_numpy(values).permute(2, 0, 1)[None]


class Loss:
    """neural-style's losses: 5 · content + 100 · style, in the network's units."""

    def __init__(self, network, content, style):
        self.network = network
        with torch.no_grad():
            self.content = network.features(content)[CONTENT].clone()
            maps = network.features(style)
            self.style = {layer: gram(maps[layer]) for layer in STYLE}

    def __call__(self, image):
        maps = self.network.features(image)
        content = 5 * (maps[CONTENT] - self.content).square().mean()
        style = sum(100 * (gram(maps[layer]) - self.style[layer]).square().mean() for layer in STYLE)
        return content, style

    def of_file(self, path):
        with torch.no_grad():
            content, style = self(load(path))
        return {"content": content.item(), "style": style.item(), "total": (content + style).item()}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mode", choices=["run", "loss"])
    parser.add_argument("content")
    parser.add_argument("style")
    parser.add_argument("files", nargs="+", help="run: the picture to write; loss: the pictures to look at")
    parser.add_argument("--weights", required=True)
    parser.add_argument("--evaluations", type=int, default=300)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--channels-last", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    layout = torch.channels_last if arguments.channels_last else torch.contiguous_format
    network = Network("vgg16", arguments.weights, layout)
    content = load(arguments.content)
    loss = Loss(network, content, load(arguments.style))
    if arguments.mode == "loss":
        print(json.dumps({path: loss.of_file(path) for path in arguments.files}))
        return

    # Pixels from 0 to 255, as in neural-style: a step of one is one level.
    pixels = (content * 255).requires_grad_(True)
    optimiser = torch.optim.LBFGS(
        [pixels], lr=1, max_iter=arguments.evaluations, max_eval=arguments.evaluations, history_size=100,
        tolerance_grad=-1, tolerance_change=-1)
    trace = []
    start = time.monotonic()

    def closure():
        optimiser.zero_grad()
        content_loss, style_loss = loss(pixels / 255)
        total = content_loss + style_loss
        total.backward()
        trace.append((time.monotonic() - start, total.item()))
        return total

    optimiser.step(closure)
    seconds = time.monotonic() - start
    values = pixels.detach()[0].permute(1, 2, 0).round().clamp(0, 255).to(torch.uint8).numpy()
    Image.fromarray(values).save(arguments.files[0])
    print(json.dumps({
        "seconds": seconds, "evaluations": len(trace), "printed": trace[-1][1], "trace": trace[9::10],
        "file": loss.of_file(arguments.files[0])}))


if __name__ == "__main__":
    main()
