#!/bin/bash
# Checks that one program runs on any x86-64, and that the kernels compile for arm64:
#     scripts/check-processors.sh BENCHMARK-PROGRAM
# The program is run on an emulated processor without AVX and on one with AVX2, where it must choose other kernels and
# come to the same losses. Needs qemu-user, and VGG-16's weights.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bench=$1

build=$(mktemp -d "${TMPDIR:-/tmp}/neural-style-processors.XXXXXX")
trap 'rm -rf "$build"' EXIT

printf 'module CProcessor { header "%s" export * }\n' "$PWD/Sources/CProcessor/include/CProcessor.h" \
    >"$build/module.modulemap"
# Swift's own runtime for arm64 isn't there; as "embedded" Swift the kernels need none.
compile=(
    swiftc -target aarch64-none-none-elf -enable-experimental-feature Embedded -wmo -parse-as-library -Ounchecked
    -I "$build" -Xcc "-fmodule-map-file=$build/module.modulemap" -Xcc -ffreestanding
)
"${compile[@]}" -module-name NSTKernelTypes -emit-module -emit-module-path "$build/NSTKernelTypes.swiftmodule" \
    Sources/NSTKernelTypes/*.swift
"${compile[@]}" -module-name NSTKernelsBaseline -c -o "$build/kernels.o" Sources/VectorKernels/*.swift
fused=$(llvm-objdump -d "$build/kernels.o" | grep -c 'fmla.*v[0-9]*\.4s' || true)
((fused > 100)) || {
    printf 'The kernels for arm64 hold only %s fused multiply-adds on vectors.\n' "$fused" >&2
    exit 1
}
printf 'arm64: compiles, %s fused multiply-adds on vectors\n' "$fused"

python3 - "$bench" <<'EOF'
import json, os, subprocess, sys

# OpenBLAS is to look at the emulated processor, too.
environment = {key: value for key, value in os.environ.items() if key != "OPENBLAS_CORETYPE"}
command = [sys.argv[1], "iteration", "--network", "vgg16", "--size", "48", "--repeats", "1", "--threads", "1"]


def run(emulator):
    output = subprocess.run(emulator + command, env=environment, check=True, stdout=subprocess.PIPE).stdout
    return json.loads(output)


here = run([])
for processor, kernels in (("core2duo", "baseline"), ("Haswell", "AVX2")):
    there = run(["qemu-x86_64", "-cpu", processor])
    if there["kernels"] != kernels:
        sys.exit(f"{processor}: chose the kernels {there['kernels']}, not {kernels}")
    for loss in ("contentLoss", "styleLoss"):
        if not abs(there[loss] / here[loss] - 1) < 1e-4:
            sys.exit(f"{processor}: {loss} is {there[loss]}, here it is {here[loss]}")
    print(f"{processor}: {kernels}, the same losses as here with {here['kernels']}")
EOF
