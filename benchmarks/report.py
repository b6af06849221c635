"""Tables from the results of bench.sh: report.py FILE… prints Markdown."""
import json
import sys

GIB = 1 << 30
HEAD = ["case", "ours", "NCHW", "channels-last", "bf16", "× best fp32", "× bf16", "GFLOP/s", "of peak",
        "memory ours", "memory PyTorch", "gradient relL2", "1 − cosine", "loss"]


def seconds(entry):
    return "–" if entry is None else f"{entry['seconds']:.3f} ({entry['least']:.3f}–{entry['most']:.3f})"


def row(case):
    ours, peers = case["ours"], case["peers"]
    fp32 = [peers[name] for name in ("nchw", "channelsLast") if name in peers]
    best = min(fp32, key=lambda entry: entry["seconds"]) if fp32 else None
    bf16, gradient = peers.get("bf16"), case.get("gradient")
    ratio = lambda entry: "–" if entry is None else f"{entry['seconds'] / ours['seconds']:.2f}"
    memory = lambda entry: "–" if entry is None else f"{entry['peakMemory'] / GIB:.2f} GiB"
    loss = max(map(abs, case["lossDifference"].values())) if "lossDifference" in case else None
    return [
        case["case"], seconds(ours), seconds(peers.get("nchw")), seconds(peers.get("channelsLast")), seconds(bf16),
        ratio(best), ratio(bf16), f"{case['gigaflops']:.0f}",
        f"{case['gigaflops'] / case['peakGigaflops']['median']:.2f}", memory(ours), memory(best),
        f"{gradient['relativeL2']:.1e}" if gradient else "–", f"{1 - gradient['cosine']:.1e}" if gradient else "–",
        f"{loss:.1e}" if loss is not None else "–",
    ]


def notes(result):
    """Sentences on what several cases say together."""
    cases = {case["case"]: case for case in result["cases"]}
    lines = []
    one, two = cases.get("VGG-16 512², 1 thread"), cases.get("VGG-16 512²")
    if one and two:
        lines.append(f"Two threads take 1/{one['ours']['seconds'] / two['ours']['seconds']:.2f} of one thread's time.")
    pixels = [c for c in result["cases"] if c["network"] == "vgg16" and c["threads"] == 2 and "AVX2" not in c["case"]]
    if len(pixels) > 1:
        parts = [f"{c['ours']['seconds'] / c['size'] ** 2 * 1e6:.2f} at {c['size']}²" for c in pixels]
        lines.append(f"Microseconds per pixel, VGG-16: {', '.join(parts)}.")
    if two:
        ours = two["ours"]
        lines.append(
            f"Start at 512² with VGG-16: {ours['startup']:.2f} s before the first evaluation, of which "
            f"{ours['load']:.2f} s load and check the weights and {ours['prepare']:.2f} s transform them and measure "
            "both pictures."
        )
    peaks = [rate for case in result["cases"] if case["threads"] == 2 and "AVX2" not in case["case"]
             for rate in case["peakGigaflops"]["rounds"]]
    if peaks:
        lines.append(
            f"Two threads' measured peak of multiplications and additions: {min(peaks):.0f}–{max(peaks):.0f} GFLOP/s "
            "over the rounds."
        )
    return lines


def title(result):
    machine = result["machine"]
    torch = next((case["torch"] for case in result["cases"] if "torch" in case), "none")
    rounds = sorted({case["rounds"] for case in result["cases"]})
    commits = sorted({case.get("commit") or result["commit"] for case in result["cases"]})
    return (
        f"{machine['processor']} (family/model {machine['family']}), {machine['processors']} processors, "
        f"{machine['system']} {machine['kernel']}, PyTorch {torch}, {result['date']}, commit {', '.join(commits)}, "
        f"medians of {' or '.join(map(str, rounds))} rounds"
    )


def markdown(result):
    lines = [title(result) + ":", "", "| " + " | ".join(HEAD) + " |", "| " + " | ".join(["---"] * len(HEAD)) + " |"]
    lines += ["| " + " | ".join(row(case)) + " |" for case in result["cases"]]
    return "\n".join(lines + [""] + [f"- {line}" for line in notes(result)]) + "\n"


def text(result):
    rows = [HEAD] + [row(case) for case in result["cases"]]
    widths = [max(len(line[column]) for line in rows) for column in range(len(HEAD))]
    table = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in rows]
    return "\n".join([title(result), ""] + table + [""] + notes(result))


if __name__ == "__main__":
    documents = []
    for path in sys.argv[1:]:
        with open(path) as file:
            documents.append(markdown(json.load(file)))
    print("\n".join(documents), end="")
