#!/bin/bash
# Plays a user without weights: import-window.sh FOLDER BAD GOOD. Imports the file BAD, which is none, then GOOD, and
# paints. FOLDER gets the results of import-window.scm and screenshots.
source "$(dirname "${BASH_SOURCE[0]}")/user.sh" "$1" import-window.scm

# import_file FILE PICTURE: the dialog's button, a file in the window that it opens, and a picture of the answer.
import_file() {
    wait_for_window a "^$title\$"
    sleep 1
    [[ -e $folder/missing.png ]] || import -window root "$folder/missing.png"
    dismiss "^$title\$" alt+w # the mnemonic of “Import weights…”
    choose_file '^Import Weights$' "$1"
    wait_for_window a "^$title\$"
    sleep 1
    import -window root "$folder/$2.png"
}

import_file "$2" not-imported
import_file "$3" imported
dismiss "^$title\$" alt+p # the mnemonic of “Paint”
wait_for_result paint
