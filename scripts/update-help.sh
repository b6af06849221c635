#!/bin/bash
# Brings the help's table of options up to date: update-help.sh TOOL, where TOOL is the built generate-options.
# With --check before TOOL it only says whether the table is.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
page=$root/help/en/index.html
check=no
if [[ ${1:-} == --check ]]; then
    check=yes
    shift
fi
[[ $# == 1 && -x $1 ]] || { printf 'update-help.sh: name the built generate-options.\n' >&2; exit 64; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# Rows of Markdown become rows of HTML; a vertical bar inside a cell is written \|.
"$1" --markdown | sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g' -e 's/>/\&gt;/g' -e 's/\\|/\&#124;/g' | awk -F ' *[|] *' '
    /^\| *-/ { next }
    /^\|/ {
        cell = header++ ? "td" : "th"
        row = ""
        for (i = 2; i < NF; i++) row = row "<" cell ">" $i "</" cell ">"
        while (match(row, /`[^`]*`/))
            row = substr(row, 1, RSTART - 1) "<code>" substr(row, RSTART + 1, RLENGTH - 2) "</code>" \
                substr(row, RSTART + RLENGTH)
        rows = rows "<tr>" row "</tr>\n"
    }
    END { printf "<table>\n%s</table>\n", rows }
' >"$folder/table"
[[ $(wc -l <"$folder/table") -gt 5 ]] || { printf 'update-help.sh: %s gave no table.\n' "$1" >&2; exit 1; }
awk -v table="$folder/table" '
    /^<!-- end of the options/ { inside = 0 }
    !inside { print }
    /^<!-- begin of the options/ {
        inside = 1
        while ((getline line < table) > 0) print line
    }
' "$page" >"$folder/index.html"
if [[ $check == no ]]; then
    cp "$folder/index.html" "$page"
elif ! diff -u "$page" "$folder/index.html"; then
    printf 'update-help.sh: the table of options is out of date: run scripts/update-help.sh %s.\n' "$1" >&2
    exit 1
fi
