#!/bin/bash
# Brings the help's table of options up to date: update-help.sh TOOL, where TOOL is the built generate-options.
# With --check before TOOL it only says whether the table is.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/generated-section.sh
source "$root/scripts/generated-section.sh"
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
        while (match(row, /\*[^*]*\*/))
            row = substr(row, 1, RSTART - 1) "<em>" substr(row, RSTART + 1, RLENGTH - 2) "</em>" \
                substr(row, RSTART + RLENGTH)
        rows = rows "<tr>" row "</tr>\n"
    }
    END { printf "<table>\n%s</table>\n", rows }
' >"$folder/table"
[[ $(wc -l <"$folder/table") -gt 5 ]] || { printf 'update-help.sh: %s gave no table.\n' "$1" >&2; exit 1; }
update_section "$page" "the options" "$folder/table" "$check" \
    "the table of options is out of date: run scripts/update-help.sh $1."
