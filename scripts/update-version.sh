#!/bin/bash
# Brings the version in the sources up to date with packaging/debian/changelog, which names it. With --check it only says
# whether it is, and whether the AppStream metadata has this release.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source=Sources/NSTMessages/ProgramVersion.swift
metadata=(packaging/*.metainfo.xml)

wrong() {
    printf 'update-version.sh: %s\n' "$1" >&2
    exit 1
}

# A Debian package's version ends in the package's own number.
version=$(sed -n '1s/^[a-z-]* (\([0-9][0-9.]*\)-[0-9]*) .*/\1/p' packaging/debian/changelog)
[[ -n $version ]] || wrong "the first line of packaging/debian/changelog names no version such as (1.2.3-1)."

text="/// The version of plug-in and commands. Made by \`scripts/update-version.sh\` from packaging/debian/changelog.
package enum ProgramVersion {
    /// As results and \`--version\` tell it.
    package static let current = \"$version\"
}"
case ${1:-} in
    --check)
        [[ $(<"$source") == "$text" ]] || wrong "$source isn't at $version: run scripts/update-version.sh."
        grep -q "<release version=\"$version\" " "${metadata[@]}" ||
            wrong "the AppStream metadata has no release $version: add it to ${metadata[*]}."
        ;;
    "") printf '%s\n' "$text" >"$source" ;;
    *) printf 'Usage: scripts/update-version.sh [--check]\n' >&2; exit 64 ;;
esac
