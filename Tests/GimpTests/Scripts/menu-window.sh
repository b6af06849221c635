#!/bin/bash
# Plays a user of GIMP's menus: menu-window.sh FOLDER, which gets the results of menu-window.scm and screenshots. Paints
# with a style from a file and keeps a look, repeats that, brings the dialog back with its values and deletes the look.
source "$(dirname "${BASH_SOURCE[0]}")/user.sh" "$1" menu-window.scm
presets=$GIMP2_DIRECTORY/neural-style-transfer/presets.json
notes=()

# note NAME TEXT: a line of results.txt, which GIMP's script writes, too, and so may be added only when that has ended.
note() { notes+=("$1|ok|$2"); }
presets_named() { grep -c "$1" "$presets" 2>/dev/null || true; }

wait_for_result ready
wait_for_window a '1 layer'
sleep 2
press '1 layer' slash # the search among the menus' entries
sleep 1
timeout 20 xdotool type --delay 60 'Neural Style Transfer'
sleep 2
import -window root "$folder/search.png"
timeout 5 xdotool key Return

wait_for_window a "^$title\$"
sleep 2
# From the list of looks over “Save…” to that of styles, whose last entry is “From a file…”. “Delete” is greyed out.
press "^$title\$" Tab
timeout 5 xdotool key Tab
timeout 5 xdotool key End
choose_file '^Choose a Style$' "$folder/results.txt.png"
sleep 3
import -window root "$folder/file.png"

# Back to “Save…”.
press "^$title\$" alt+k # the mnemonic of “Look (preset)”
timeout 5 xdotool key Tab
timeout 5 xdotool key space
wait_for_window a '^Save a Look$'
sleep 1
timeout 20 xdotool type --delay 60 'Evening'
dismiss '^Save a Look$' alt+v
sleep 1
import -window root "$folder/saved.png"
note saved "$(presets_named Evening)"
dismiss "^$title\$" alt+p # the mnemonic of “Paint”
wait_for_result file

press '2 layers' ctrl+f # Filters ▸ Repeat
wait_for_result repeat

press '3 layers' ctrl+shift+f # Filters ▸ Re-Show
wait_for_window a "^$title\$"
sleep 3
import -window root "$folder/re-shown.png"
# From the list of looks, on which the look of before is chosen, to “Delete”.
press "^$title\$" Tab
timeout 5 xdotool key Tab
timeout 5 xdotool key space
sleep 1
import -window root "$folder/deleted.png"
note deleted "$(presets_named Evening)"
dismiss "^$title\$" alt+p
wait_for_result re-show
wait "$gimp" 2>/dev/null
printf '%s\n' "${notes[@]}" >>"$folder/results.txt"
