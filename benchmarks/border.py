"""Whether paintings have a frame: how much neighbouring pixels differ at right angles to the nearest border, by their
distance from it, relative to the picture's inside. 1 is as inside; a frame is a distance that stands out, in the painting
and not in the content. Prints a table; `border.py [--content PICTURE] PAINTING …`."""
import argparse

import numpy as np
from PIL import Image

# Distances from the border, in pixels; what lies further inside is the measure.
DISTANCES = 12
INSIDE = 24


def profile(path):
    """Mean differences between distance d and d + 1, for d below DISTANCES, relative to the inside's."""
    picture = np.asarray(Image.open(path).convert("RGB"), dtype=np.float64)
    steps = []
    for turned in range(4):
        side = np.rot90(picture, turned)
        # Without the corners, where two borders meet.
        across = np.abs(np.diff(side, axis=0)).mean(axis=2)[:, INSIDE:-INSIDE]
        half = across.shape[0] // 2
        steps.append((across[:DISTANCES].mean(axis=1), across[INSIDE:half].mean()))
    edge = np.mean([distances for distances, _ in steps], axis=0)
    return edge / np.mean([inside for _, inside in steps])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paintings", nargs="+")
    parser.add_argument("--content", help="what the paintings show: its own borders are set against theirs")
    arguments = parser.parse_args()
    print("distance " + " ".join(f"{distance:5d}" for distance in range(DISTANCES)) + "  worst")
    for path in ([arguments.content] if arguments.content else []) + arguments.paintings:
        values = profile(path)
        worst = np.abs(np.log(values)).max()
        print("         " + " ".join(f"{value:5.2f}" for value in values) + f"  {np.exp(worst):5.2f}  {path}")


if __name__ == "__main__":
    main()
