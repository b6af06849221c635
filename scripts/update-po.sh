#!/bin/bash
# Brings po/ up to date with the sources: the template, the list of files with messages, and the translations, in which
# new and changed messages are then to be translated by hand.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

template=po/neural-style-transfer.pot
scripts/extract-messages.sh >"$template"
sed -n 's/^#: //p' "$template" | tr ' ' '\n' | LC_ALL=C sort -u >po/POTFILES.in
while read -r language; do
    if [[ -f po/$language.po ]]; then
        msgmerge --quiet --update --backup=none --no-wrap --no-fuzzy-matching --add-location=file \
            "po/$language.po" "$template"
    else
        msginit --no-translator --locale="$language.UTF-8" --no-wrap --input="$template" --output="po/$language.po"
    fi
    printf '%s: ' "$language"
    msgfmt --statistics -o /dev/null "po/$language.po"
done <po/LINGUAS
