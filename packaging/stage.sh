#!/bin/bash
# Builds the release and puts it into a folder as it has to lie under / on the machines of its users, for whatever makes
# packages: `stage.sh build`, then `stage.sh install FOLDER`. Installs nothing else and needs no root. The help's pictures
# come from the folder that NEURAL_STYLE_HELP_PICTURES names, if it does.
set -Eeuo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/common.sh
source "$root/scripts/common.sh"

install_all() {
    local folder=$1 plugins
    plugins=$(pkg-config --variable=gimplibdir gimp-2.0)/plug-ins
    step "Files into $folder"
    install_plugin "$folder$plugins/neural-style-transfer" command
    if [[ -n ${NEURAL_STYLE_HELP_PICTURES:-} ]]; then
        install -m 644 -t "$folder$plugins/neural-style-transfer/help/en" "$NEURAL_STYLE_HELP_PICTURES"/*
    fi
    install -D -s -t "$folder/usr/bin" "$built/neural-style" "$built/neural-style-weights"
    install -D -m 644 -t "$folder/usr/share/metainfo" "$root"/packaging/*.metainfo.xml
    "$root/packaging/make-man-pages.sh" "$built" "$folder/usr/share/man/man1"
}

case ${1:-} in
    build)
        check_swift
        build_release
        ;;
    install)
        [[ $# == 2 ]] || fail "name the folder: stage.sh install FOLDER."
        find_release
        install_all "$2"
        ;;
    *)
        fail "say “build”, or “install FOLDER”."
        ;;
esac
