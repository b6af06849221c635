#!/bin/bash
# Measures what the installed plug-in adds to GIMP's start: measure-start.sh PLUG-IN-FOLDER [TIMES]
# GIMP asks every plug-in what it offers when its registry is empty, so that is the case measured: in a profile made for
# it, with and without the plug-in in turn. Prints milliseconds and the medians.
set -euo pipefail
plugin=${1:?usage: measure-start.sh PLUG-IN-FOLDER [TIMES]}
times=${2:-7}
[[ -x $plugin/neural-style-transfer ]] || {
    printf 'measure-start.sh: there is no plug-in in %s: give the folder that install.sh named.\n' "$plugin" >&2
    exit 1
}
work=$(mktemp -d "${TMPDIR:-/tmp}/measure-start.XXXXXX")
trap 'rm -rf "$work"' EXIT
export GIMP2_DIRECTORY=$work/profile
start_gimp() {
    gimp-console-2.10 --no-interface --no-data --no-fonts --batch-interpreter=plug-in-script-fu-eval \
        --batch='(gimp-quit 1)' </dev/null >/dev/null 2>&1 || true
}
start_gimp # makes the profile
mkdir -p "$work/away" "$GIMP2_DIRECTORY/plug-ins"
cp -r "$plugin" "$work/away/neural-style-transfer"

# measure FILE: appends the time of one start with an empty registry.
measure() {
    local began
    rm -f "$GIMP2_DIRECTORY/pluginrc"
    began=$(date +%s%N)
    start_gimp
    echo $((($(date +%s%N) - began) / 1000000)) | tee -a "$1"
}
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }

for ((i = 0; i < times; i++)); do
    mv "$work/away/neural-style-transfer" "$GIMP2_DIRECTORY/plug-ins/"
    printf 'with     '
    measure "$work/with"
    mv "$GIMP2_DIRECTORY/plug-ins/neural-style-transfer" "$work/away/"
    printf 'without  '
    measure "$work/without"
done
printf 'median with %s ms, without %s ms\n' "$(median "$work/with")" "$(median "$work/without")"
