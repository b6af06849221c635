#!/bin/bash
# Feeds the readers of weights files and of .prototxt with broken ones (libFuzzer), under the address sanitizer.
#
#     scripts/fuzz.sh [--runs N] [--seconds N] [FORMAT…]
#
# N executions for each format (default 1000000; --seconds ends a format earlier), starting from Fuzz/corpus. What a
# format's run finds stays in .build-fuzz/corpus, and a crashing input in .build-fuzz. Swift checks arithmetic, indices
# and casts in every build, with a trap that the fuzzer sees; there is no undefined-behaviour sanitizer for it besides.
set -Eeuo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

formats=()
runs=1000000
seconds=0
while (($# > 0)); do
    case $1 in
        --runs) runs=$2; shift 2 ;;
        --seconds) seconds=$2; shift 2 ;;
        --help | -h) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
        -*) printf 'fuzz.sh: no such option: %s\n' "$1" >&2; exit 64 ;;
        *) formats+=("$1"); shift ;;
    esac
done
((${#formats[@]} > 0)) || formats=(safetensors torchZip torchLegacy onnx caffe tensorFlow hdf5 matlab prototxt)

mkdir -p .build-fuzz
fuzzer=.build-fuzz/fuzz-weight-formats
mapfile -t sources < <(find Sources/WeightFormats Fuzz -name '*.swift')
mapfile -t drawing < <(find Sources/NetworkDrawing -name '*.swift')
# Without what needs a library for checksums.
mapfile -t vgg < <(find Sources/NSTVGG -name '*.swift' ! -name 'Weight[CFM]*.swift')
if [[ ! -x $fuzzer ]] || find "${sources[@]}" "${vgg[@]}" "${drawing[@]}" -newer "$fuzzer" | grep -q .; then
    compile=(swiftc -O -wmo -g -sanitize=fuzzer,address -parse-as-library -package-name fuzz -I .build-fuzz)
    "${compile[@]}" -c -module-name NSTVGG -emit-module -emit-module-path .build-fuzz/NSTVGG.swiftmodule \
        "${vgg[@]}" -o .build-fuzz/NSTVGG.o
    "${compile[@]}" -c -module-name NetworkDrawing -emit-module -emit-module-path .build-fuzz/NetworkDrawing.swiftmodule \
        "${drawing[@]}" -o .build-fuzz/NetworkDrawing.o
    # The linker warns of symbols of the sanitizer's that it can't export.
    "${compile[@]}" -emit-executable -module-name WeightFormats -I Sources/CZlib \
        -emit-module-path .build-fuzz/WeightFormats.swiftmodule "${sources[@]}" .build-fuzz/{NSTVGG,NetworkDrawing}.o -o "$fuzzer" \
        2> >(grep -v 'Cannot export local symbol' >&2)
fi

for format in "${formats[@]}"; do
    mkdir -p ".build-fuzz/corpus/$format"
    # An input that makes the program allocate much more than itself and a network of the fuzzer's size counts as a
    # crash, too.
    # Swift's own backtracer would get into the sanitizer's way, and can wait for ever.
    SWIFT_BACKTRACE=enable=no NEURAL_STYLE_FUZZ_FORMAT=$format "$fuzzer" ".build-fuzz/corpus/$format" "Fuzz/corpus/$format" \
        -runs="$runs" -max_total_time="$seconds" -max_len=65536 -timeout=5 -malloc_limit_mb=32 -rss_limit_mb=1024 \
        -print_final_stats=1 -artifact_prefix=".build-fuzz/$format-" 2>".build-fuzz/$format.log" || {
        tail -n 40 ".build-fuzz/$format.log" >&2
        printf 'fuzz.sh: %s: an input breaks the reader: see .build-fuzz/%s-*.\n' "$format" "$format" >&2
        exit 1
    }
    executed=$(sed -n 's/^stat::number_of_executed_units: *//p' ".build-fuzz/$format.log")
    coverage=$(grep -o 'cov: [0-9]*' ".build-fuzz/$format.log" | tail -n 1)
    printf '%-12s %9d executions, %s, no crash\n' "$format" "$executed" "$coverage"
done
