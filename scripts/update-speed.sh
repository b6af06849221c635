#!/bin/bash
# Brings the README's table of speed up to date with benchmarks/results. With --check it only says whether it is.
set -euo pipefail
shopt -s nullglob
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
check=no
if [[ ${1:-} == --check ]]; then
    check=yes
    shift
fi
[[ $# == 0 ]] || { printf 'update-speed.sh: takes nothing but --check.\n' >&2; exit 64; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 "$root/benchmarks/report.py" "$root"/benchmarks/results/*.json >"$folder/table"
awk -v table="$folder/table" '
    /^<!-- end of benchmarks\/results/ { inside = 0 }
    !inside { print }
    /^<!-- begin of benchmarks\/results/ {
        inside = 1
        print ""
        while ((getline line < table) > 0) print line
        print ""
    }
' "$root/README.md" >"$folder/README.md"
if [[ $check == no ]]; then
    cp "$folder/README.md" "$root/README.md"
elif ! diff -u "$root/README.md" "$folder/README.md"; then
    printf 'update-speed.sh: the table of speed is out of date: run scripts/update-speed.sh.\n' >&2
    exit 1
fi
