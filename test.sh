#!/bin/bash
# Sets up what the tests need and runs all of them. Takes no arguments.
set -Eeuo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$root"
if (($# > 0)); then
    printf 'Usage: ./test.sh\n\nSets up what the tests need and runs all of them; for a part, see CONTRIBUTING.md.\n'
    [[ $1 == --help || $1 == -h ]] && exit 0 || exit 64
fi

# shellcheck source=scripts/common.sh
source scripts/common.sh

# GIMP's window is tested, too: on a display of its own.
test_packages=(xvfb xauth xdotool openbox imagemagick qemu-user help2man man-db appstream)

install_packages "${build_packages[@]}" "${test_packages[@]}"
check_swift

step "Sources: format, translations, generated files"
check_format() {
    find Package.swift Sources Tests -name '*.swift' ! -name '*.pb.swift' -print0 |
        xargs -0 swift format lint --strict --parallel
}
try "the sources aren't formatted as the house does it: run “swift format --in-place --recursive Sources Tests”." \
    check_format
try "the translations aren't complete: the lines above say what to do." scripts/check-po.sh

step "Build (the first takes some minutes)"
try "the build failed: the lines above say where; if a download failed, check the network and start this again." \
    swift build --build-tests --explicit-target-dependency-import-check error
built=$(swift build --show-bin-path 2>>"$log")
try "a file that is generated from the option table is out of date: the lines above say what to do." \
    "$built/generate-options" --check
try "the README's table of options is out of date: run scripts/update-readme.sh $built/generate-options." \
    scripts/update-readme.sh --check "$built/generate-options"

try "the README's table of speed is out of date: run scripts/update-speed.sh." scripts/update-speed.sh --check

step "Man pages, help, metadata, examples"
try "something that packages are made of has mistakes: the lines above say what." scripts/check-packaging.sh "$built"

step "Weights of the network VGG-16"
export NEURAL_STYLE_WEIGHTS=${XDG_CACHE_HOME:-$HOME/.cache}/neural-style-transfer/weights
try "the weights couldn't be fetched: check the network and start this again." \
    "$built/neural-style-weights" fetch vgg16
say "    $NEURAL_STYLE_WEIGHTS"

step "A GIMP profile for the tests, with the plug-in"
profiles=$(mktemp -d "${TMPDIR:-/tmp}/neural-style-test.XXXXXX")
trap 'rm -rf "$profiles"; remove_log' EXIT
export NEURAL_STYLE_TEST_GIMP=$profiles/gimp
try "GIMP couldn't make a profile: check that “gimp-console-2.10 --version” works." \
    make_profile "$NEURAL_STYLE_TEST_GIMP"
install_plugin "$NEURAL_STYLE_TEST_GIMP/plug-ins/neural-style-transfer" command
export NEURAL_STYLE_TEST_COMMAND_BIN=$built

# The dialog imports weights by this command.
export PATH=$built:$PATH

step "Broken weights files: the fuzzer, for some seconds"
try "a broken weights file breaks its reader: the lines above say which; CONTRIBUTING.md tells how to go on." \
    scripts/fuzz.sh --runs 20000 --seconds 5

step "Kernels on other processors, emulated"
try "the kernels don't run on every processor: the lines above say where." \
    scripts/check-processors.sh "$built/neural-style-bench"

step "Kernels with sanitizers (a build of their own)"
try "a sanitizer found something in the kernels: the log says what." scripts/check-sanitizers.sh

step "Tests"
if ! swift test --skip-build; then
    fail "tests failed: the lines above that begin with ✘ say which."
fi
say "All tests passed in $SECONDS s, preparations included."
