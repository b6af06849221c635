"""Whole runs beside PyTorch's, with the same losses and pictures, one after the other: which loss do the files have that
are written, and after what time? Called by `bench.sh --run CONTENT STYLE [CONTENT STYLE …]`."""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import time

from PIL import Image

FOLDER = pathlib.Path(__file__).parent
# neural-style's losses with our schedule; VGG-16, from the content and without total variation, as the peer does it.
OPTIONS = ["network=vgg16", "init=content", "tv-weight=0", "detail=100", "scales=8", "coarse-share=0.3"]


def shrink(path, size, target):
    picture = Image.open(path).convert("RGB")
    factor = min(1, size / max(picture.size))
    picture.resize([round(side * factor) for side in picture.size], Image.LANCZOS).save(target)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pictures", nargs="+", help="pairs of content and style")
    parser.add_argument("--command", default="neural-style")
    parser.add_argument("--weights", required=True)
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--evaluations", type=int, default=300, help="the peer's")
    parser.add_argument("--iterations", type=int, default=210, help="ours, over all scales")
    parser.add_argument("--keep", help="a folder for the pictures")
    parser.add_argument("--output")
    arguments = parser.parse_args()
    if len(arguments.pictures) % 2:
        parser.error("pictures come in pairs: content and style")
    results = []
    for content, style in zip(arguments.pictures[::2], arguments.pictures[1::2]):
        name = f"{pathlib.Path(content).stem}-{pathlib.Path(style).stem}"
        with tempfile.TemporaryDirectory() as temporary:
            folder = pathlib.Path(arguments.keep or temporary)
            folder.mkdir(parents=True, exist_ok=True)
            small = [str(folder / f"{name}-{role}.png") for role in ("content", "style")]
            shrink(content, arguments.size, small[0])
            shrink(style, arguments.size, small[1])
            ours, theirs = str(folder / f"{name}-ours.png"), str(folder / f"{name}-peer.png")
            start = time.monotonic()
            subprocess.run(
                [arguments.command, *small, "-o", ours, "--quiet", "--preset", "neural-style",
                 "--size", str(arguments.size), "--iterations", str(arguments.iterations),
                 *(word for option in OPTIONS for word in ("--set", option))], check=True)
            seconds = time.monotonic() - start
            peer = [sys.executable, str(FOLDER / "peer_run.py")]
            common = [*small, "--weights", arguments.weights]
            run = json.loads(subprocess.run(
                [*peer, "run", *common, theirs, "--evaluations", str(arguments.evaluations)], check=True,
                stdout=subprocess.PIPE).stdout)
            files = json.loads(subprocess.run(
                [*peer, "loss", *common, ours], check=True, stdout=subprocess.PIPE).stdout)
        result = {"pair": name, "size": arguments.size, "seconds": seconds, "file": files[ours], "peer": run}
        results.append(result)
        print(f"{name}, {arguments.size} pixels")
        print(f"  ours     {seconds:6.1f} s, with GIMP's start; the file's loss {files[ours]['total']:.4g}")
        print(f"  PyTorch  {run['seconds']:6.1f} s; prints {run['printed']:.4g}, the file's loss {run['file']['total']:.4g}")
        print(f"  time 1/{run['seconds'] / seconds:.1f}, loss {files[ours]['total'] / run['printed']:.3f} of what it prints,"
              f" {files[ours]['total'] / run['file']['total']:.3f} of its file's", flush=True)
    if arguments.output:
        pathlib.Path(arguments.output).write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
