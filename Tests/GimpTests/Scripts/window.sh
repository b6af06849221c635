#!/bin/bash
# Plays the user of the dialog: window.sh FOLDER, which gets the results of window.scm and screenshots.
source "$(dirname "${BASH_SOURCE[0]}")/user.sh" "$1" window.scm

wait_for_window a "^$title\$"
sleep 1
import -window root "$folder/dialog.png"
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

start_painting
wait_for_result paint
sleep 1
import -window root "$folder/painted.png"
press '2 layers' ctrl+z
wait_for_result undo
