#!/bin/bash
# Measures the engine beside PyTorch on this machine: bench.sh [--quick] [--layers] [--output FILE] [--rounds N]
# [--case TEXT]; or bench.sh --run CONTENT STYLE [CONTENT STYLE …] [--output FILE]: whole runs. See CONTRIBUTING.md.
set -Eeuo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$root"
# shellcheck source=scripts/common.sh
source scripts/common.sh
# Which kernels OpenBLAS takes is its own affair here.
unset OPENBLAS_CORETYPE
arguments=()
layers=no
runs=no
while (($# > 0)); do
    case $1 in
        --layers) layers=yes ;;
        --run) runs=yes ;;
        --help | -h)
            sed -n '2,3s/^# //p' "$0"
            exit 0
            ;;
        *) arguments+=("$1") ;;
    esac
    shift
done

check_swift
step "Release build (the first takes some minutes)"
try "the build failed: the lines above say where; if a download failed, check the network and start this again." \
    swift build -c release -Xswiftc -static-stdlib --product neural-style-bench
built=$(swift build -c release -Xswiftc -static-stdlib --show-bin-path 2>>"$log")
bench=$built/neural-style-bench
if [[ $layers == yes ]]; then
    "$bench" layers "${arguments[@]}"
    exit
fi

cache=${XDG_CACHE_HOME:-$HOME/.cache}/neural-style-transfer
python=${NEURAL_STYLE_BENCH_PYTHON:-$cache/bench-venv/bin/python}
if [[ -z ${NEURAL_STYLE_BENCH_PYTHON:-} ]] && ! "$python" -c 'import numpy, safetensors, torch' 2>/dev/null; then
    step "PyTorch, in $cache/bench-venv"
    try "a virtual environment couldn't be made: install Debian's python3-venv, then start this again." \
        python3 -m venv "$cache/bench-venv"
    # The wheel without graphics cards is much smaller, but not every index has it.
    install_torch() {
        "$python" -m pip install 'torch==2.13.0+cpu' numpy safetensors ||
            "$python" -m pip install torch numpy safetensors
    }
    try "PyTorch couldn't be installed: check the network and start this again." install_torch
fi

step "Weights"
vgg19=$cache/bench-vgg19.safetensors
[[ -e $vgg19 ]] || try "random weights couldn't be written to $vgg19: check the room on the disk." \
    "$bench" make-weights --network vgg19 "$vgg19"
vgg16=
for folder in "${NEURAL_STYLE_WEIGHTS:-}" "${XDG_DATA_HOME:-$HOME/.local/share}/neural-style-transfer/weights" \
    /usr/local/share/neural-style-transfer/weights "$cache/weights"; do
    if [[ -z $vgg16 && -n $folder && -e $folder/vgg16.safetensors ]]; then vgg16=$folder/vgg16.safetensors; fi
done
[[ -n $vgg16 ]] || fail "the weights of VGG-16 are missing: run “neural-style-weights fetch vgg16”, then start this again."

if [[ $runs == yes ]]; then
    have neural-style || fail "neural-style isn't in PATH: run ./install.sh first."
    "$python" -c 'import PIL' 2>/dev/null ||
        try "Pillow couldn't be installed: check the network and start this again." "$python" -m pip install pillow
    step "Whole runs (some ten minutes for each pair)"
    "$python" benchmarks/compare_runs.py --weights "$vgg16" "${arguments[@]}"
    exit
fi

step "Measurements (each case in turn, some minutes)"
commit=$(git rev-parse --short HEAD 2>/dev/null || true)
"$python" benchmarks/run.py --bench "$bench" --vgg16 "$vgg16" --vgg19 "$vgg19" --commit "$commit" "${arguments[@]}"
