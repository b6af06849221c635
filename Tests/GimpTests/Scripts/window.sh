#!/bin/bash
# Plays the user of the dialog: window.sh FOLDER, which gets the results of window.scm and screenshots.
source "$(dirname "${BASH_SOURCE[0]}")/user.sh" "$1" window.scm

wait_for_window a "^$title\$"
sleep 3
import -window root "$folder/dialog.png"
press "^$title\$" alt+v # the mnemonic of “Advanced”
sleep 1
import -window root "$folder/advanced.png"
dismiss "^$title\$" Escape

start_painting() {
    wait_for_window a "^$title\$"
    sleep 1
    dismiss "^$title\$" alt+p # the mnemonic of “Paint”
}

start_painting
wait_for_window a '^Progress$'
import -window root "$folder/painting.png"
dismiss '^Progress$' Escape

# In the window of the run: stop and have nothing, then stop and keep.
start_painting
wait_for_window a '^Painting$'
dismiss '^Painting$' Escape
wait_for_result discard
start_painting
wait_for_window a '^Painting$'
sleep 1
import -window root "$folder/growing.png"
dismiss '^Painting$' alt+s # the mnemonic of “Stop and Keep This”
wait_for_result keep

start_painting
wait_for_result paint
sleep 1
import -window root "$folder/painted.png"
press '2 layers' ctrl+z
wait_for_result undo
