#!/bin/bash
# Writes the messages that the sources mark for translation, as a .pot, to standard output: localized("…") and
# translatable("…") in Swift, N_("…") and _("…") in C, and the titles and descriptions of Resources/presets.json. They are
# literals of one line, with {placeholders}.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Without the files that define the markers, and the commands, which are not translated.
sources() {
    find Sources/CGimpHost Sources/CGimpShim Sources/GimpPlugin Sources/NSTMessages Sources/NSTOptions Sources/neural-style-transfer \
        \( -name '*.swift' -o -name '*.c' -o -name '*.h' \) \
        ! -path Sources/GimpPlugin/Messages/Localisation.swift ! -path Sources/NSTMessages/Message.swift |
        LC_ALL=C sort
}

# xgettext knows no JSON: the presets' texts become calls of C, in a copy with the same name and the same lines. Strings of
# JSON without \u escapes are strings of C.
presets=Sources/NSTOptions/Resources/presets.json
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
warnings=$folder/warnings
mkdir -p "$folder/${presets%/*}"
sed -nE 's/^ *"(title|description)": ("([^"\\]|\\.)*"),?$/translatable(\2)/p; t; s/.*//p' "$presets" >"$folder/$presets"

# xgettext knows no Swift; its reader of C gets along with calls whose first argument is a plain literal.
{
    sources
    echo "$presets"
} |
    xgettext --files-from=- --directory="$folder" --directory=. --language=C --from-code=UTF-8 --output=- \
        --add-location=file --no-wrap \
        --keyword --keyword=localized:1 --keyword=translatable:1 --keyword=N_:1 --keyword=_:1 \
        --package-name=neural-style-transfer --copyright-holder='the authors of neural-style-transfer' 2>"$warnings" |
    # No date, so that the file changes only when a message does; and the mark that makes msgfmt compare the
    # {placeholders} of a translation with the original's.
    awk '
        /^"POT-Creation-Date: / { next }
        /^"Content-Type: / { sub(/CHARSET/, "UTF-8") }
        /^#, / { if (/fuzzy/) print; next }
        /^msgid ".*\{[A-Za-z]+\}/ { print "#, python-brace-format" }
        { print }
    '
if [[ -s $warnings ]]; then
    cat "$warnings" >&2
    exit 1
fi
