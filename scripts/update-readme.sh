#!/bin/bash
# Brings the README's table of options up to date: update-readme.sh TOOL, where TOOL is the built generate-options.
# With --check before TOOL it only says whether the table is.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/generated-section.sh
source "$root/scripts/generated-section.sh"
check=no
if [[ ${1:-} == --check ]]; then
    check=yes
    shift
fi
[[ $# == 1 && -x $1 ]] || { printf 'update-readme.sh: name the built generate-options.\n' >&2; exit 64; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
{
    echo
    "$1" --markdown
    echo
} >"$folder/table"
update_section "$root/README.md" '`generate-options' "$folder/table" "$check" \
    "the table of options is out of date: run scripts/update-readme.sh $1."
