# The user of a GIMP with windows, on a display of its own. Sourced: user.sh FOLDER SCRIPT starts GIMP with SCRIPT, which
# writes results.txt into FOLDER; what follows plays by keyboard.
set -u
folder=$1
script=$2
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
title='Neural Style Transfer'

Xvfb -displayfd 3 -screen 0 1280x900x24 3>"$folder/display" >/dev/null 2>&1 &
servers=($!)
gimp=
# GIMP is killed outright: SIGTERM while it is about to end can leave it waiting for a lock for ever.
trap '[[ -z $gimp ]] || kill -KILL "$gimp" 2>/dev/null; kill "${servers[@]}" 2>/dev/null; wait' EXIT
trap 'exit 143' TERM
for _ in {1..100}; do
    [[ -s $folder/display ]] && break
    sleep 0.1
done
DISPLAY=:$(<"$folder/display")
export DISPLAY

openbox >/dev/null 2>&1 &
servers+=($!)
gimp --no-data --no-fonts --no-splash --new-instance --batch-interpreter=plug-in-script-fu-eval \
    --batch="(define results-file \"$folder/results.txt\") (load \"$scripts/prelude.scm\") (load \"$scripts/$script\")" \
    >"$folder/gimp.log" 2>&1 &
gimp=$!

# Waits until there is (or, with "no", is not) a window with this title.
wait_for_window() {
    local wanted=$1 name=$2
    for _ in {1..300}; do
        if xdotool search --onlyvisible --name "$name" >/dev/null 2>&1; then
            [[ $wanted == a ]] && return 0
        elif [[ $wanted == no ]]; then
            return 0
        fi
        sleep 0.2
    done
    echo "the user waited in vain for $wanted window “$name”" >&2
    import -window root "$folder/stuck.png"
    exit 1
}

# Gives a key to the window with this title. A window that is just being made may lose the focus again, so it is looked
# whether it has it; nothing here waits for ever.
press() {
    local name=$1 key=$2 window
    for _ in {1..20}; do
        window=$(xdotool search --onlyvisible --name "$name" | head -n 1)
        [[ -n $window ]] || return 1
        timeout 5 xdotool windowfocus "$window"
        sleep 0.3
        [[ $(timeout 5 xdotool getwindowfocus) == "$window" ]] && break
    done
    timeout 5 xdotool key "$key"
}

# Gives a dialog a key until it is gone.
dismiss() {
    for _ in {1..30}; do
        press "$1" "$2" || return 0
        for _ in {1..15}; do
            xdotool search --onlyvisible --name "$1" >/dev/null 2>&1 || return 0
            sleep 0.2
        done
    done
    wait_for_window no "$1"
}

# Chooses a file by its path in the window with this title.
choose_file() {
    wait_for_window a "$1"
    sleep 1
    press "$1" ctrl+l
    sleep 1 # what is typed before the line for it is ready gets lost
    timeout 20 xdotool type --delay 60 "$2"
    sleep 1
    import -window root "$folder/choosing.png"
    dismiss "$1" Return
}

# Waits until the script has written down this case.
wait_for_result() {
    for _ in {1..300}; do
        grep -qs "^$1|" "$folder/results.txt" && return 0
        sleep 0.2
    done
    return 1
}
