#!/bin/bash
# Sets up what the tests need and runs them: all, the quick ones, or a part.
set -Eeuo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$root"

usage() {
    cat <<'USAGE'
Usage: ./test.sh              everything: what the continuous integration runs
       ./test.sh --quick      format, generated files, and the tests that need no GIMP, no weights and no window, but
                              for the longest; needs no root and no network
       ./test.sh NAME…        the tests with NAME, a regular expression, in “Target.Suite/test()”, as “swift test list”
                              writes them, with what these tests need: ./test.sh MemoryBudgetTests, ./test.sh GimpTests
USAGE
}

names=()
mode=everything
for argument in "$@"; do
    case $argument in
        --help | -h) usage; exit 0 ;;
        --quick) mode=quick ;;
        -* | "") usage >&2; exit 64 ;;
        *) names+=("$argument") ;;
    esac
done
if ((${#names[@]} > 0)); then
    [[ $mode == everything ]] || { usage >&2; exit 64; }
    mode=part
fi

# shellcheck source=scripts/common.sh
source scripts/common.sh

# GIMP's window is tested, too: on a display of its own.
window_packages=(xvfb xauth xdotool openbox imagemagick)
check_packages=(qemu-user help2man man-db appstream)
# The tests that run in GIMP, mostly with the plug-in just built, and those that need a network's weights besides.
in_gimp='^GimpTests\.|^CommandTests\.InGimp'
with_weights='Real(VGG16|Weights)|^CommandTests\.MemoryPlanTests'
# More than half of the time of all others: each kernel of each family against the direct method, and weights files with
# each byte broken. Whoever works on these runs them by name.
longest='^NSTCoreTests\.(Winograd|Convolution|GramMatrix)Tests|^WeightsToolTests\.`A hostile file`'

check_format() {
    find Package.swift Sources Tests -name '*.swift' ! -name '*.pb.swift' -print0 |
        xargs -0 swift format lint --strict --parallel
}

lint() {
    try "the sources aren't formatted as the house does it: run “swift format --in-place --recursive Sources Tests”." \
        check_format
}

# Sets `built`, the folder of the products.
build() {
    step "Build (the first takes some minutes)"
    try "the build failed: the lines above say where; if a download failed, check the network and start this again." \
        swift build --build-tests --explicit-target-dependency-import-check error
    built=$(swift build --show-bin-path 2>>"$log")
}

check_generated() {
    try "a file that is generated from the option table is out of date: the lines above say what to do." \
        "$built/generate-options" --check
    try "the version isn't the same everywhere: the lines above say what to do." scripts/update-version.sh --check
    try "the README's table of options is out of date: run scripts/update-readme.sh $built/generate-options." \
        scripts/update-readme.sh --check "$built/generate-options"
}

check_linkage() {
    step "What the products are linked with"
    try "a product needs libraries that it must not know: the lines above name them." \
        scripts/check-linkage.sh "$built" libGimpPlugin.so=gimp neural-style=gimp,openblas \
        neural-style-weights=host generate-options=gimp,openblas
}

fetch_weights() {
    step "Weights of the network VGG-16"
    export NEURAL_STYLE_WEIGHTS=${XDG_CACHE_HOME:-$HOME/.cache}/neural-style-transfer/weights
    try "the weights couldn't be fetched: check the network and start this again." \
        "$built/neural-style-weights" fetch vgg16
    say "    $NEURAL_STYLE_WEIGHTS"
}

# A folder that goes when this ends.
make_work_folder() {
    work=$(mktemp -d "${TMPDIR:-/tmp}/neural-style-test.XXXXXX")
    trap 'rm -rf "$work"; remove_log' EXIT
}

prepare_gimp() {
    step "A GIMP profile for the tests, with the plug-in"
    export NEURAL_STYLE_TEST_GIMP=$work/gimp
    try "GIMP couldn't make a profile: check that “gimp-console-2.10 --version” works." \
        make_profile "$NEURAL_STYLE_TEST_GIMP"
    install_plugin "$NEURAL_STYLE_TEST_GIMP/plug-ins/neural-style-transfer" command
    export NEURAL_STYLE_TEST_COMMAND_BIN=$built
    # The dialog imports weights by this command.
    export PATH=$built:$PATH
}

# run_tests WORD…: the tests that these arguments of “swift test” choose.
run_tests() {
    step "Tests"
    swift test --skip-build "$@" || fail "tests failed: the lines above that begin with ✘ say which."
}

# A test that needs more than there is would be skipped; one that finds what somebody has installed would be slow.
test_quick() {
    check_swift
    step "Sources: format"
    lint
    build
    step "Generated files"
    check_generated
    unset NEURAL_STYLE_TEST_GIMP NEURAL_STYLE_TEST_WHEEL
    export NEURAL_STYLE_WEIGHTS=$work
    run_tests --skip "$in_gimp|$with_weights|$longest"
    say "The quick tests passed in $SECONDS s."
}

test_part() {
    local name filters=() chosen=$work/chosen
    check_swift
    build
    swift test list --skip-build >"$work/all" 2>>"$log" || fail "the tests couldn't be listed: see $log."
    : >"$chosen"
    for name in "${names[@]}"; do
        grep -E -e "$name" "$work/all" >>"$chosen" ||
            fail "no test is called “$name”: “swift test list --skip-build” writes all names."
        filters+=(--filter "$name")
    done
    if grep -qE "$in_gimp" "$chosen"; then
        install_packages "${build_packages[@]}" "${window_packages[@]}"
        fetch_weights
        prepare_gimp
    elif grep -qE "$with_weights" "$chosen"; then
        fetch_weights
    fi
    run_tests "${filters[@]}"
    say "The $(sort -u "$chosen" | wc -l) chosen tests passed in $SECONDS s, preparations included."
}

test_everything() {
    install_packages "${build_packages[@]}" "${window_packages[@]}" "${check_packages[@]}"
    check_swift

    step "Sources: format, translations, generated files"
    lint
    try "the translations aren't complete: the lines above say what to do." scripts/check-po.sh
    build
    check_linkage
    check_generated
    try "the README's table of speed is out of date: run scripts/update-speed.sh." scripts/update-speed.sh --check

    step "Man pages, help, metadata, examples"
    try "something that packages are made of has mistakes: the lines above say what." \
        scripts/check-packaging.sh "$built"

    step "Documentation"
    try "the engine's documentation can't be made: the lines above say why." scripts/make-docs.sh "$work/documentation"

    fetch_weights
    prepare_gimp

    step "Broken weights files: the fuzzer, for some seconds"
    try "a broken weights file breaks its reader: the lines above say which; CONTRIBUTING.md tells how to go on." \
        scripts/fuzz.sh --runs 20000 --seconds 5

    step "Kernels on other processors, emulated"
    try "the kernels don't run on every processor: the lines above say where." \
        scripts/check-processors.sh "$built/neural-style-bench"

    step "Kernels with sanitizers (a build of their own)"
    try "a sanitizer found something in the kernels: the log says what." scripts/check-sanitizers.sh

    run_tests
    say "All tests passed in $SECONDS s, preparations included."
}

make_work_folder
"test_$mode"
