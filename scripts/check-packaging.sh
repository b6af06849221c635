#!/bin/bash
# Checks what packages and examples are made of, without making a package: check-packaging.sh FOLDER-OF-THE-BUILD
set -Eeuo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[[ $# == 1 && -d $1 ]] || { printf 'check-packaging.sh: name the folder of the build.\n' >&2; exit 64; }

wrong() {
    printf 'check-packaging.sh: %s\n' "$1" >&2
    exit 1
}

folder=$(mktemp -d "${TMPDIR:-/tmp}/check-packaging.XXXXXX")
trap 'rm -rf "$folder"' EXIT

packaging/make-man-pages.sh "$1" "$folder/man" || wrong "the commands' man pages can't be made."
for page in "$folder"/man/*.1; do
    warnings=$(LC_ALL=C.UTF-8 MANROFFSEQ='' man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 >/dev/null)
    [[ -z $warnings ]] || wrong "$(basename "$page") has mistakes: $warnings"
done
for command in neural-style neural-style-figure neural-style-weights; do
    grep -q '^\.SH OPTIONS' "$folder/man/$command.1" || wrong "$command.1 lists no options."
done

appstreamcli validate --no-net packaging/*.metainfo.xml || wrong "the AppStream metadata has mistakes."
scripts/update-version.sh --check || wrong "the version isn't the same everywhere."

scripts/update-help.sh --check "$1/generate-options" || wrong "the help is out of date."
python3 - <<'PYTHON' || wrong "the help has mistakes."
import pathlib
import xml.etree.ElementTree

for index in pathlib.Path("help").glob("*/gimp-help.xml"):
    items = list(xml.etree.ElementTree.parse(index).getroot())
    assert items, f"{index} names no page"
    for item in items:
        assert (index.parent / item.attrib["ref"]).exists(), f"{index} names {item.attrib['ref']}, which isn't there"
PYTHON

for script in install.sh packaging/*.sh scripts/*.sh scripts/demo/*.sh examples/*.sh; do
    bash -n "$script" || wrong "$script has mistakes."
done
PYTHONPYCACHEPREFIX=$folder python3 -m py_compile examples/*.py || wrong "an example in Python has mistakes."
