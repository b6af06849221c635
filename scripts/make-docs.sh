#!/bin/bash
# Makes the engine's documentation: make-docs.sh [FOLDER]. Writes a website into FOLDER (default .build/documentation) with
# the toolchain's own docc, from the last debug build; “python3 -m http.server --directory FOLDER” shows it. A link to what
# isn't there is an error.
set -Eeuo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
output=${1:-.build/documentation}

wrong() {
    printf 'make-docs.sh: %s\n' "$1" >&2
    exit 1
}

built=$(swift build --show-bin-path)
[[ -e $built/Modules/NSTCore.swiftmodule ]] || wrong "there is no build: run “swift build” first."
target=$(swiftc -print-target-info | sed -n 's/^ *"unversionedTriple": "\(.*\)",/\1/p')
# The tools lie beside the compiler, wherever a manager of toolchains has put it.
PATH=$(swiftc -print-target-info | sed -n 's/^ *"runtimeResourcePath": "\(.*\)\/lib\/swift".*/\1\/bin/p'):$PATH
command -v docc swift-symbolgraph-extract >/dev/null || wrong "this toolchain has no docc or no swift-symbolgraph-extract."

graph=$(mktemp -d "${TMPDIR:-/tmp}/make-docs.XXXXXX")
trap 'rm -rf "$graph"' EXIT
maps=()
for map in Sources/*/module.modulemap Sources/*/include/module.modulemap "$built"/*.build/module.modulemap .build/checkouts/*/Sources/*/include/module.modulemap; do
    [[ ! -e $map ]] || maps+=(-Xcc "-fmodule-map-file=$map")
done
swift-symbolgraph-extract -module-name NSTCore -target "$target" -I "$built/Modules" "${maps[@]}" -minimum-access-level package \
    -output-dir "$graph" || wrong "the symbols couldn't be read."
docc convert Sources/NSTCore/NSTCore.docc --additional-symbol-graph-dir "$graph" --output-dir "$output" \
    --fallback-display-name NSTCore --fallback-bundle-identifier org.gimp.GIMP.Plugin.NeuralStyleTransfer.NSTCore \
    --diagnostics-file "$graph/diagnostics.json" >"$graph/log" 2>&1 || {
    cat "$graph/log" >&2
    wrong "docc couldn't make the documentation: the lines above say why."
}
# That a parameter which explains itself has no text isn't a mistake.
python3 - "$graph/diagnostics.json" <<'PYTHON' || wrong "the documentation has links to what isn't there: the lines above name them."
import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    diagnostics = json.load(file)["diagnostics"]
broken = [d for d in diagnostics if "doesn't exist" in d["summary"] or "is ambiguous" in d["summary"]]
for diagnostic in broken:
    place = f"{diagnostic.get('source', '?')}:{diagnostic.get('range', {}).get('start', {}).get('line', '?')}"
    print(f"{place}: {diagnostic['summary']}", file=sys.stderr)
sys.exit(bool(broken))
PYTHON
printf 'The documentation is in %s.\n' "$output"
