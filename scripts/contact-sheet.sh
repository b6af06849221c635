#!/bin/bash
# Paints pairs of pictures with several presets at several sizes and lays them out on one sheet:
# contact-sheet.sh OUT.png CONTENT STYLE [CONTENT STYLE …]. PRESETS and SIZES (words) say which; the paintings are kept in
# the folder OUT.d, so that a second call goes on where the first one ended.
set -euo pipefail
if (($# < 3 || $# % 2 == 0)); then
    sed -n '2,4s/^# //p' "$0"
    exit 64
fi
sheet=$1
shift
read -ra presets <<<"${PRESETS:-painterly subtle bold draft}"
read -ra sizes <<<"${SIZES:-256 512 1024}"
folder=${sheet%.*}.d
mkdir -p "$folder"
tiles=()
while (($# > 0)); do
    content=$1 style=$2
    shift 2
    name=$(basename "${content%.*}")-$(basename "${style%.*}")
    for preset in "${presets[@]}"; do
        for size in "${sizes[@]}"; do
            painting=$folder/$name-$preset-$size.png
            [[ -e $painting ]] || neural-style "$content" "$style" -o "$painting" --preset "$preset" --size "$size"
            tiles+=(-label "$preset, $size" "$painting")
        done
    done
done
# Every painting in the same width: sizes are compared by their strokes.
montage "${tiles[@]}" -tile "${#sizes[@]}x" -geometry 480x+4+4 -background white "$sheet"
printf 'wrote %s\n' "$sheet"
