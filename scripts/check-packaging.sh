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
import html.parser
import pathlib
import re
import xml.etree.ElementTree

for index in pathlib.Path("help").glob("*/gimp-help.xml"):
    items = list(xml.etree.ElementTree.parse(index).getroot())
    assert items, f"{index} names no page"
    for item in items:
        assert (index.parent / item.attrib["ref"]).exists(), f"{index} names {item.attrib['ref']}, which isn't there"


class Page(html.parser.HTMLParser):
    """A page's links, pictures and ids; ends where its elements aren't closed in their order."""

    without_end = {"meta", "link", "br", "hr", "img"}

    def __init__(self, path):
        super().__init__()
        self.path, self.open, self.links, self.pictures, self.ids = path, [], [], [], set()
        self.feed(path.read_text())
        assert not self.open, f"{path} doesn't close {self.open}"

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag not in self.without_end:
            self.open.append(tag)
        if "id" in attributes:
            assert attributes["id"] not in self.ids, f"{self.path} has two ids {attributes['id']}"
            self.ids.add(attributes["id"])
        self.links += [attributes["href"]] if "href" in attributes else []
        self.pictures += [attributes[name] for name in ("data", "src") if name in attributes]

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, f"{self.path}, line {self.getpos()[0]}: </{tag}> closes another element"


pages = {path.resolve(): Page(path) for path in pathlib.Path("help").glob("*/*.html")}
painter = pathlib.Path("scripts/make-help-pictures.sh").read_text()
for page in pages.values():
    for link in page.links:
        if "://" in link:
            continue
        name, _, place = link.partition("#")
        target = (page.path.parent / name if name else page.path).resolve()
        assert target in pages, f"{page.path} names {name}, which isn't there"
        assert not place or place in pages[target].ids, f"{page.path} names {link}, and there is no such place"
    for picture in page.pictures:
        assert re.search(rf"(?<![\w-]){re.escape(picture)}(?![\w-])", painter), \
            f"{page.path} shows {picture}, which scripts/make-help-pictures.sh doesn't paint"
linked = {(page.path.parent / link.partition("#")[0]).resolve() for page in pages.values() for link in page.links}
for path, page in pages.items():
    assert path.name == "index.html" or path in linked, f"no page of the help leads to {page.path}"
PYTHON

for script in install.sh packaging/*.sh scripts/*.sh scripts/demo/*.sh examples/*.sh; do
    bash -n "$script" || wrong "$script has mistakes."
done
PYTHONPYCACHEPREFIX=$folder python3 -m py_compile examples/*.py || wrong "an example in Python has mistakes."
