"""One evaluation of loss and image gradient in PyTorch, as neural-style-bench iteration does it. Prints JSON."""
import argparse
import json
import time

import numpy as np
import torch
import torch.nn.functional as F
from safetensors import safe_open

BLOCKS = {"vgg16": (2, 2, 3, 3, 3), "vgg19": (2, 2, 4, 4, 4)}
STYLE = ["relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1"]
CONTENT = "relu4_2"


def convolutions(network):
    """The names of the convolutions as far as conv5_1."""
    names = [f"{b}_{i}" for b, n in enumerate(BLOCKS[network], 1) for i in range(1, n + 1)]
    return names[: names.index("5_1") + 1]


class Network:
    def __init__(self, network, path, memory_format):
        with safe_open(path, framework="pt") as file:
            said = file.metadata()
            self.layers = [
                (
                    name,
                    file.get_tensor(f"conv{name}.weight").contiguous(memory_format=memory_format),
                    file.get_tensor(f"conv{name}.bias"),
                )
                for name in convolutions(network)
            ]
        numbers = lambda key: torch.tensor([float(x) for x in said[key].split()]).view(1, 3, 1, 1)
        self.scale, self.mean = float(said["input.scale"]), numbers("input.mean")
        self.deviation = numbers("input.standard_deviation")
        self.is_bgr = said["input.channel_order"] == "bgr"
        self.memory_format = memory_format

    def features(self, image):
        """The feature maps of a picture [1, 3, height, width], sRGB 0…1."""
        x = image.flip(1) if self.is_bgr else image
        x = ((x * self.scale - self.mean) / self.deviation).contiguous(memory_format=self.memory_format)
        maps = {}
        for name, weight, bias in self.layers:
            if name.endswith("_1") and name != "1_1":
                x = F.max_pool2d(x, 2)
            x = torch.relu_(F.conv2d(x, weight, bias, padding=1))
            maps[f"relu{name}"] = x
        return maps


def gram(features):
    features = features.float()
    if features.is_contiguous(memory_format=torch.channels_last):
        rows = features.permute(0, 2, 3, 1).reshape(-1, features.shape[1])
        return rows.t() @ rows / rows.numel()
    rows = features.reshape(features.shape[1], -1)
    return rows @ rows.t() / rows.numel()


def peak_memory():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--network", choices=BLOCKS, required=True)
    parser.add_argument("--weights", required=True)
    parser.add_argument("--size", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--layout", choices=["nchw", "channels-last"], required=True)
    parser.add_argument("--bf16", action="store_true")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--inputs", required=True, help="raw floats [3, size, size, 3]: content, style, image")
    parser.add_argument("--gradient", help="where the gradient is written")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)

    memory_format = torch.channels_last if options.layout == "channels-last" else torch.contiguous_format
    network = Network(options.network, options.weights, memory_format)
    pictures = np.fromfile(options.inputs, dtype=np.float32).reshape(3, 1, options.size, options.size, 3)
    content, style, image = (torch.from_numpy(p.transpose(0, 3, 1, 2).copy()) for p in pictures)
    autocast = lambda: torch.autocast("cpu", dtype=torch.bfloat16, enabled=options.bf16)
    with torch.no_grad(), autocast():
        targets = network.features(style)
        with torch.autocast("cpu", enabled=False):
            targets = {name: gram(targets[name]) for name in STYLE}
        target = network.features(content)[CONTENT].float()

    image.requires_grad_(True)
    times = []
    for _ in range(options.repeats + 1):
        image.grad = None
        start = time.monotonic()
        with autocast():
            maps = network.features(image)
        content_loss = 5 * ((maps[CONTENT].float() - target) ** 2).mean()
        style_loss = 100 * sum(((gram(maps[name]) - targets[name]) ** 2).mean() for name in STYLE)
        del maps
        (content_loss + style_loss).backward()
        times.append(time.monotonic() - start)
    if options.gradient:
        image.grad[0].permute(1, 2, 0).contiguous().numpy().tofile(options.gradient)
    print(
        json.dumps(
            {
                "first": times[0],
                "times": times[1:],
                "median": float(np.median(times[1:])),
                "contentLoss": content_loss.item(),
                "styleLoss": style_loss.item(),
                "peakMemory": peak_memory(),
                "torch": torch.__version__,
                "capability": torch.backends.cpu.get_cpu_capability(),
            }
        )
    )


if __name__ == "__main__":
    main()
