#!/bin/bash
# Checks po/: template and list of files are those of the sources, and every message is translated, with the original's
# {placeholders} and access keys.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

wrong() {
    printf 'check-po.sh: %s\n' "$1" >&2
    exit 1
}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
scripts/extract-messages.sh >"$folder/template"
diff -u po/neural-style-transfer.pot "$folder/template" ||
    wrong "po/neural-style-transfer.pot is not what the sources hold: run scripts/update-po.sh and translate what is new."
sed -n 's/^#: //p' "$folder/template" | tr ' ' '\n' | LC_ALL=C sort -u >"$folder/files"
diff -u po/POTFILES.in "$folder/files" || wrong "po/POTFILES.in is incomplete: run scripts/update-po.sh."
while read -r language; do
    msgfmt --check --check-accelerators=_ -o "$folder/catalogue" "po/$language.po" ||
        wrong "po/$language.po has the mistakes above."
    msgattrib --untranslated --no-obsolete "po/$language.po" >"$folder/untranslated"
    msgattrib --only-fuzzy --no-obsolete "po/$language.po" >>"$folder/untranslated"
    if [[ -s $folder/untranslated ]]; then
        cat "$folder/untranslated"
        wrong "po/$language.po lacks the translations above."
    fi
    msgcmp --use-untranslated "po/$language.po" po/neural-style-transfer.pot ||
        wrong "po/$language.po doesn't match the template: run scripts/update-po.sh."
done <po/LINGUAS
