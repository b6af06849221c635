#!/bin/bash
# Paints the pictures of the help: make-help-pictures.sh FOLDER-OF-THE-BUILD OUTPUT-FOLDER
# Content and style are drawn by scripts of our own. Takes some minutes, and the weights of VGG-16.
set -Eeuo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[[ $# == 2 ]] || { printf 'make-help-pictures.sh: name the folder of the build and that of the pictures.\n' >&2; exit 64; }
built=$(cd "$1" && pwd)
output=$2
# shellcheck source=scripts/common.sh
source "$root/scripts/common.sh"
# shellcheck source=scripts/demo/demo.sh
source "$root/scripts/demo/demo.sh"

demo_folder=$(mktemp -d "${TMPDIR:-/tmp}/help-pictures.XXXXXX")
trap 'rm -rf "$demo_folder"; remove_log' EXIT
# Any plug-ins of this user's own have no say in the pictures.
export GIMP2_DIRECTORY=$demo_folder/profile
try "GIMP couldn't make a profile: check that “gimp-console-2.10 --version” works." make_profile "$GIMP2_DIRECTORY"
install_plugin "$GIMP2_DIRECTORY/plug-ins/neural-style-transfer" command

# paint NAME OPTION: paints painting-NAME.png.
paint() {
    try "a picture of the help wasn't painted: the lines above say why." \
        "$built/neural-style" "$demo_folder/content.png" "$demo_folder/style.png" -o "$demo_folder/painting-$1.png" \
        --size 288 --iterations 60 --set "$2"
}

# place RESULT LEFT MIDDLE RIGHT: puts three pictures side by side.
place() {
    try "the help's pictures couldn't be put together: the lines above say why." \
        make_with_script "$demo_folder/$1" "$root/scripts/demo/compose.scm" \
        content-file "$demo_folder/$2" style-file "$demo_folder/$3" painting-file "$demo_folder/$4" \
        demo-file "$demo_folder/$1"
    install -D -m 644 -t "$output" "$demo_folder/$1"
}

step "Pictures of the help"
try "the help's content couldn't be drawn: the lines above say why." \
    make_with_script "$demo_folder/content.png" "$root/scripts/help/landscape.scm" content-file "$demo_folder/content.png"
try "the help's style couldn't be drawn: the lines above say why." \
    make_with_script "$demo_folder/style.png" "$root/scripts/demo/pictures.scm" \
    content-file "" style-file "$demo_folder/style.png"
paint usual strength=50
paint weak strength=0
paint strong strength=100
paint small stroke-size=40
paint large stroke-size=200
place painting.png content.png style.png painting-usual.png
place strength.png painting-weak.png painting-usual.png painting-strong.png
place strokes.png painting-small.png painting-usual.png painting-large.png

# The page "How it works": the commands that it tells of, with the same two pictures.

# sheet RESULT WORD…: makes a figure of the papers. VGG-16 is what the help speaks of, whatever else is installed.
sheet() {
    local result=$1
    shift
    try "a figure of the help wasn't made: the lines above say why." \
        "$built/neural-style" figure "$@" -o "$demo_folder/$result" --size 144 --cells "$demo_folder/cells" \
        --set network=vgg16 --quiet
    install -D -m 644 -t "$output" "$demo_folder/$result"
}

# look RESULT WORD…: shows what the network sees.
look() {
    local result=$1
    shift
    try "what the network sees couldn't be drawn for the help: the lines above say why." \
        "$built/neural-style-weights" maps "$@" --network vgg16 -o "$demo_folder/$result"
    install -D -m 644 -t "$output" "$demo_folder/$result"
}

look maps-shallow.png "$demo_folder/content.png" --layer relu1_1 --count 8 --size 192
look maps-deep.png "$demo_folder/content.png" --layer relu4_1 --count 8 --size 384
look gram.png "$demo_folder/style.png" --layer relu3_1 --gram --count 4 --size 192
# Of colours, JPEG takes a fraction of PNG.
# The papers' 500 iterations would make installing minutes longer, and little is to be seen of them at this size.
sheet content-layers.jpg content-layers "$demo_folder/content.png" --iterations 120
sheet style-layers.jpg style-layers "$demo_folder/style.png" --iterations 120
sheet methods.jpg methods "$demo_folder/content.png" "$demo_folder/style.png"
