"""Measures the engine and PyTorch in turn, and writes the medians as JSON. Started by bench.sh."""
import argparse
import contextlib
import datetime
import fcntl
import json
import os
import platform
import subprocess
import sys
import tempfile

import numpy as np

import report

FOLDER = os.path.dirname(os.path.abspath(__file__))
PEERS = {
    "nchw": ["--layout", "nchw"],
    "channelsLast": ["--layout", "channels-last"],
    "bf16": ["--layout", "channels-last", "--bf16"],
}
AVX2 = {"ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2"}


def cases(quick):
    """Name, network, size, threads, kernels, peers."""
    if quick:
        return [("VGG-16 256²", "vgg16", 256, 2, "best", list(PEERS))]
    fp32 = ["nchw", "channelsLast"]
    return [
        ("VGG-19 512²", "vgg19", 512, 2, "best", list(PEERS)),
        ("VGG-19 1024²", "vgg19", 1024, 2, "best", ["channelsLast"]),
        ("VGG-16 256²", "vgg16", 256, 2, "best", list(PEERS)),
        ("VGG-16 512²", "vgg16", 512, 2, "best", list(PEERS)),
        ("VGG-16 1024²", "vgg16", 1024, 2, "best", list(PEERS)),
        ("VGG-16 512², AVX2", "vgg16", 512, 2, "AVX2", fp32),
        ("VGG-16 512², 1 thread", "vgg16", 512, 1, "best", []),
        ("VGG-16 2048²", "vgg16", 2048, 2, "best", []),
    ]


@contextlib.contextmanager
def locked():
    """Keeps other measurements on this machine out, if they agree on a file."""
    path = os.environ.get("NEURAL_STYLE_BENCH_LOCK")
    if not path:
        yield
        return
    with open(path, "a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def output(command, **environment):
    env = {k: v for k, v in os.environ.items() if k != "OPENBLAS_CORETYPE"} | environment
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"bench: this failed with status {done.returncode}: {' '.join(command)}")
    return json.loads(done.stdout)


def pictures(path, size):
    """Content, style and image: smooth random pictures with some grain, raw floats [3, size, size, 3]."""
    random = np.random.default_rng(1)

    def smooth(cells):
        coarse = random.random((3, cells + 1, cells + 1, 3), dtype=np.float32)
        place = np.arange(size, dtype=np.float32) * cells / size
        low = place.astype(int)
        part = (place - low).astype(np.float32)
        a, b = part[None, :, None, None], part[None, None, :, None]
        rows = coarse[:, low] * (1 - a) + coarse[:, low + 1] * a
        return rows[:, :, low] * (1 - b) + rows[:, :, low + 1] * b

    mixed = 0.6 * smooth(max(1, size // 64)) + 0.3 * smooth(max(1, size // 8))
    mixed += 0.1 * random.random(mixed.shape, dtype=np.float32)
    mixed.astype(np.float32).tofile(path)


def direct_operations(network, size):
    """Operations of direct convolutions forwards and backwards as far as conv5_1."""
    counts = {"vgg16": (2, 2, 3, 3, 1), "vgg19": (2, 2, 4, 4, 1)}[network]
    total, inputs = 0, 3
    for block, (count, outputs) in enumerate(zip(counts, (64, 128, 256, 512, 512))):
        for _ in range(count):
            total += 2 * 18 * (size >> block) ** 2 * inputs * outputs
            inputs = outputs
    return total


def compare(ours, theirs):
    """How far one gradient is from the other: relative L2 distance, and cosine."""
    a, b = (np.fromfile(path, dtype=np.float32).astype(np.float64) for path in (ours, theirs))
    distance = np.linalg.norm(a - b) / np.linalg.norm(b)
    return {"relativeL2": distance, "cosine": a @ b / np.linalg.norm(a) / np.linalg.norm(b)}


def summary(runs):
    medians = [run["median"] for run in runs]
    times = [t for run in runs for t in run["times"]]
    return {
        "seconds": float(np.median(medians)),
        "least": min(times),
        "most": max(times),
        "peakMemory": max(run["peakMemory"] for run in runs),
    }


def measure(case, bench, weights, rounds, repeats, folder):
    name, network, size, threads, kernels, peers = case
    inputs = os.path.join(folder, f"pictures-{size}")
    if not os.path.exists(inputs):
        pictures(inputs, size)
    ours_gradient, peer_gradient = os.path.join(folder, "ours"), os.path.join(folder, "peer")
    common = ["--network", network, "--weights", weights[network], "--size", str(size), "--threads", str(threads)]
    common += ["--repeats", str(repeats), "--inputs", inputs]
    ours, peaks, theirs = [], [], {peer: [] for peer in peers}
    for number in range(rounds):
        with locked():
            peaks.append(output([bench, "peak", "--threads", str(threads), "--kernels", kernels])["allThreads"])
            command = [bench, "iteration", *common, "--kernels", kernels]
            ours.append(output(command + ["--gradient", ours_gradient]))
            for peer in peers:
                command = [sys.executable, os.path.join(FOLDER, "peer.py"), *common, *PEERS[peer]]
                if peer == "nchw":
                    command += ["--gradient", peer_gradient]
                theirs[peer].append(output(command, **(AVX2 if kernels == "AVX2" else {})))
        print(f"{name}: round {number + 1} of {rounds}", file=sys.stderr)
    result = {
        "case": name, "network": network, "size": size, "threads": threads, "rounds": rounds,
        "kernels": ours[0]["kernels"], "peakGigaflops": {"median": float(np.median(peaks)), "rounds": peaks},
        "ours": summary(ours), "peers": {peer: summary(runs) for peer, runs in theirs.items()},
    }
    result["ours"]["startup"] = float(np.median([run["startup"] for run in ours]))
    result["ours"]["load"] = float(np.median([run["load"] for run in ours]))
    result["ours"]["prepare"] = float(np.median([run["prepare"] for run in ours]))
    result["ours"]["plannedMemory"] = ours[0]["plannedMemory"]
    result["gigaflops"] = direct_operations(network, size) / result["ours"]["seconds"] * 1e-9
    if "nchw" in theirs:
        reference = theirs["nchw"][-1]
        result["gradient"] = compare(ours_gradient, peer_gradient)
        result["lossDifference"] = {
            part: ours[-1][f"{part}Loss"] / reference[f"{part}Loss"] - 1 for part in ("content", "style")
        }
        result["torch"], result["capability"] = reference["torch"], reference["capability"]
    return result


def machine():
    fields = {}
    with open("/proc/cpuinfo") as info:
        for line in info:
            key, _, value = line.partition(":")
            fields.setdefault(key.strip(), value.strip())
    return {
        "processor": fields.get("model name", platform.machine()),
        "family": f"{fields.get('cpu family', '?')}/{fields.get('model', '?')}",
        "processors": os.cpu_count(),
        "kernel": platform.release(),
        "system": platform.system(),
    }


def main():
    parser = argparse.ArgumentParser(prog="bench.sh")
    parser.add_argument("--bench", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--vgg16", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--vgg19", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--commit", default="", help=argparse.SUPPRESS)
    parser.add_argument("--quick", action="store_true", help="one small case, three rounds")
    parser.add_argument("--rounds", type=int, help="how often each case is measured (default: 5)")
    parser.add_argument("--repeats", type=int, default=2, help="evaluations in each round, after a first one")
    parser.add_argument("--case", action="append", help="only cases with this in their name")
    parser.add_argument("--output", help="the JSON file (default: none)")
    options = parser.parse_args()
    rounds = options.rounds or (3 if options.quick else 5)
    result = {"machine": machine(), "commit": options.commit, "date": datetime.date.today().isoformat(), "cases": []}
    if options.output and options.case and os.path.exists(options.output):
        # Single cases measured again replace those of an earlier run.
        with open(options.output) as file:
            result["cases"] = json.load(file)["cases"]
    weights = {"vgg16": options.vgg16, "vgg19": options.vgg19}
    order = [case[0] for case in cases(options.quick)]
    with tempfile.TemporaryDirectory() as folder:
        for case in cases(options.quick):
            if options.case and not any(part in case[0] for part in options.case):
                continue
            measured = measure(case, options.bench, weights, rounds, options.repeats, folder)
            measured["commit"] = options.commit
            result["cases"] = [old for old in result["cases"] if old["case"] != case[0]] + [measured]
            result["cases"].sort(key=lambda entry: order.index(entry["case"]) if entry["case"] in order else 99)
            if options.output:
                with open(options.output, "w") as file:
                    json.dump(result, file, indent=1, ensure_ascii=False)
                    file.write("\n")
    print(report.text(result))


main()
