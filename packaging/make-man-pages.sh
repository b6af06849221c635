#!/bin/bash
# Writes the commands' man pages: make-man-pages.sh FOLDER-OF-THE-COMMANDS OUTPUT-FOLDER
# help2man makes them of what the commands say of themselves; packaging/man/NAME.h2m adds what --help doesn't tell.
set -Eeuo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[[ $# == 2 ]] || { printf 'make-man-pages.sh: name the folder of the commands and that of the pages.\n' >&2; exit 64; }
commands=$(cd "$1" && pwd)
pages=$2
version=$(sed -n '1s/.*(\([0-9.]*\).*/\1/p' "$root/packaging/debian/changelog")
# The date of the version, not of the build: the same sources make the same page.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(date -d "$(sed -n 's/^ -- .*>  //p' "$root/packaging/debian/changelog" | head -n 1)" +%s)}
export SOURCE_DATE_EPOCH COLUMNS=100 LC_ALL=C.UTF-8
work=$(mktemp -d "${TMPDIR:-/tmp}/man-pages.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$pages"

# page NAME COMMAND [SUBCOMMAND]: writes NAME.1.
page() {
    local name=$1 include=() summary
    shift
    # help2man starts a program; this one says what the command says, under the headings that help2man knows.
    cat >"$work/$name" <<SCRIPT
#!/bin/sh
"$commands/$1" ${2:-} --help |
    sed -e 's/^OVERVIEW: .*//' -e 's/^USAGE: /Usage: /' -e 's/^ARGUMENTS:/Arguments:/' -e 's/^OPTIONS:/Options:/' \\
        -e 's/^SUBCOMMANDS:/Commands:/' -e "s/'neural-style-weights help <subcommand>'/neural-style-weights-fetch(1) and so on/"
SCRIPT
    chmod +x "$work/$name"
    summary=$("$commands/$1" ${2:+"$2"} --help | sed -n '1,/^$/s/^OVERVIEW: //p')
    [[ ! -f $root/packaging/man/$name.h2m ]] || include=(--include "$root/packaging/man/$name.h2m")
    help2man --no-info --no-discard-stderr --section 1 --manual "User Commands" --name "${summary%.}" \
        --source "Neural Style Transfer $version" --version-string "$version" "${include[@]}" \
        --output "$pages/$name.1" "$work/$name"
}

page neural-style neural-style
page neural-style-figure neural-style figure
page neural-style-weights neural-style-weights
"$commands/neural-style-weights" --help | sed -n '/^SUBCOMMANDS:/,/^$/s/^  \([a-z]\{1,\}\) .*/\1/p' >"$work/subcommands"
[[ -s $work/subcommands ]] || { printf 'make-man-pages.sh: neural-style-weights --help lists no commands.\n' >&2; exit 1; }
while read -r subcommand; do
    page "neural-style-weights-$subcommand" neural-style-weights "$subcommand"
done <"$work/subcommands"
