#!/bin/bash
# Asks the dialog for help: help-window.sh FOLDER, which gets the results and screenshots. The browser is a script that
# writes down what it is to show.
export XDG_CONFIG_HOME=$1/config XDG_DATA_HOME=$1/data
mkdir -p "$XDG_CONFIG_HOME" "$XDG_DATA_HOME/applications"
cat >"$1/browser" <<BROWSER
#!/bin/sh
printf '%s\n' "\$1" >>"$1/shown"
BROWSER
chmod +x "$1/browser"
cat >"$XDG_DATA_HOME/applications/test-browser.desktop" <<DESKTOP
[Desktop Entry]
Type=Application
Name=Browser of the tests
Exec="$1/browser" %u
MimeType=text/html;
DESKTOP
printf '[Default Applications]\ntext/html=test-browser.desktop\n' >"$XDG_CONFIG_HOME/mimeapps.list"

source "$(dirname "${BASH_SOURCE[0]}")/user.sh" "$1" help-window.scm

# ask NAME KEY: gives the dialog a key and notes the page that the browser is to show.
ask() {
    rm -f "$folder/shown"
    press "^$title\$" "$2"
    for _ in {1..150}; do
        [[ -s $folder/shown ]] && break
        sleep 0.2
    done
    notes+=("$1|ok|$(cat "$folder/shown" 2>&1)")
}

wait_for_window a "^$title\$"
sleep 1
notes=()
ask F1 F1
ask button alt+h # the mnemonic of “Help”
import -window root "$folder/help.png"
dismiss "^$title\$" Escape
# GIMP's script writes the file of results, too, but only before it shows the dialog.
printf '%s\n' "${notes[@]}" >>"$folder/results.txt"
