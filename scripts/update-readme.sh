#!/bin/bash
# Brings the README's table of options up to date: update-readme.sh TOOL, where TOOL is the built generate-options.
# With --check before TOOL it only says whether the table is.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
check=no
if [[ ${1:-} == --check ]]; then
    check=yes
    shift
fi
[[ $# == 1 && -x $1 ]] || { printf 'update-readme.sh: name the built generate-options.\n' >&2; exit 64; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$1" --markdown >"$folder/table"
awk -v table="$folder/table" '
    /^<!-- end of `generate-options/ { inside = 0 }
    !inside { print }
    /^<!-- begin of `generate-options/ {
        inside = 1
        print ""
        while ((getline line < table) > 0) print line
        print ""
    }
' "$root/README.md" >"$folder/README.md"
if [[ $check == no ]]; then
    cp "$folder/README.md" "$root/README.md"
elif ! diff -u "$root/README.md" "$folder/README.md"; then
    printf 'update-readme.sh: the table of options is out of date: run scripts/update-readme.sh %s.\n' "$1" >&2
    exit 1
fi
