#!/bin/bash
# Brings the README's table of speed up to date with benchmarks/results. With --check it only says whether it is.
set -euo pipefail
shopt -s nullglob
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/generated-section.sh
source "$root/scripts/generated-section.sh"
check=no
if [[ ${1:-} == --check ]]; then
    check=yes
    shift
fi
[[ $# == 0 ]] || { printf 'update-speed.sh: takes nothing but --check.\n' >&2; exit 64; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
{
    echo
    python3 "$root/benchmarks/report.py" "$root"/benchmarks/results/*.json
    echo
} >"$folder/table"
update_section "$root/README.md" benchmarks/results "$folder/table" "$check" \
    "the table of speed is out of date: run scripts/update-speed.sh."
