#!/bin/bash
# Paints every picture of a folder with neural-style. `paint-folder.sh --help` explains.
set -Eeuo pipefail

usage() {
    cat <<'USAGE'
Usage: paint-folder.sh [--share K/N] PICTURES STYLE PAINTINGS [OPTION OF neural-style]...

Paints every picture in the folder PICTURES (or the single picture PICTURES) in the style of the picture STYLE, into the
folder PAINTINGS, under the same names. What stands behind is handed to neural-style: --size 800 --set strength=60.

A painting is there whole or not at all. One that is newer than its picture, the style and the settings isn't painted
again, so that after an interruption, or with new pictures, the same line goes on where it ended. A picture that can't be
painted doesn't end the others; they are named at the end. Several may work on one folder, also on several machines:
none takes a picture that another is painting.

  --share K/N  paint only the Kth of N equal shares of the pictures, counted from 0
  --help       show this text

NEURAL_STYLE names the command if it isn't neural-style in PATH. The exit status is 0 if no painting failed, 1 if one
did, 64 if the arguments make no sense, 130 or 143 if it was interrupted.
USAGE
}

complain() { printf 'paint-folder.sh: %s\n' "$1" >&2; }

misused() {
    complain "$1 (paint-folder.sh --help explains)"
    exit 64
}

share=0
shares=1
while [[ ${1:-} == -* ]]; do
    case $1 in
        --help | -h)
            usage
            exit 0
            ;;
        --share)
            [[ ${2:-} =~ ^([0-9]{1,6})/([0-9]{1,6})$ ]] || misused "--share needs two numbers: --share 0/4"
            share=$((10#${BASH_REMATCH[1]}))
            shares=$((10#${BASH_REMATCH[2]}))
            ((share < shares)) || misused "of $shares shares there is none with the number $share: they are counted from 0"
            shift 2
            ;;
        --)
            shift
            break
            ;;
        *) misused "“$1” is not an option" ;;
    esac
done
(($# >= 3)) || misused "PICTURES, STYLE and PAINTINGS are needed"
pictures=$1
style=$2
paintings=$3
shift 3
options=("$@")
command=${NEURAL_STYLE:-neural-style}

type "$command" >/dev/null 2>&1 || misused "there is no command $command: install it, or name it in NEURAL_STYLE"
[[ -e $pictures ]] || misused "there is no $pictures"
[[ -f $style && -r $style ]] || misused "the style $style can't be read"
mkdir -p -- "$paintings" || misused "the folder $paintings can't be made"
[[ ! -d $pictures || ! $pictures -ef $paintings ]] || misused "PAINTINGS must be another folder than PICTURES"

# What is remembered beside the paintings: the settings that they were painted with, and who is painting what.
notes=$paintings/.paint-folder
mkdir -p -- "$notes" || misused "the folder $paintings can't be written"
settings=$notes/settings

# The file of settings is only touched if they change, so that its date says when they did.
note_settings() {
    local text new
    text=$(printf '%s\n' "$(realpath -- "$style")" "${options[@]}")
    [[ ! -f $settings || $(<"$settings") != "$text" ]] || return 0
    new=$(mktemp "$notes/settings.XXXXXX")
    printf '%s\n' "$text" >"$new"
    mv -f -- "$new" "$settings"
}

# The pictures, in the same order on every machine.
list_pictures() {
    if [[ -d $pictures ]]; then
        find -L "$pictures" -maxdepth 1 -type f ! -name '.*' -regextype posix-extended \
            -iregex '.*\.(avif|bmp|gif|heic|heif|jpe?g|jp2|pcx|pgm|png|pnm|ppm|psd|tga|tiff?|webp|xcf)' -print0 |
            LC_ALL=C sort -z
    else
        printf '%s\0' "$pictures"
    fi
}

is_current() {
    [[ -s $2 && $2 -nt $1 && $2 -nt $style && $2 -nt $settings ]]
}

painted=0
skipped=0
busy=()
failed=()
child=

# Runs the command so that a signal reaches it at once: bash would wait for it to end.
run_command() {
    local status=0
    "$command" "$@" </dev/null &
    child=$!
    wait "$child" || status=$?
    child=
    return "$status"
}

stop() {
    trap '' INT TERM
    if [[ -n $child ]]; then
        kill -TERM "$child" 2>/dev/null || true
        wait "$child" || true
    fi
    complain "interrupted: $painted painted; the same line goes on from here."
    exit "$1"
}
trap 'stop 130' INT
trap 'stop 143' TERM

paint() {
    local picture=$1 name painting lock
    name=$(basename -- "$picture")
    painting=$paintings/$name
    if is_current "$picture" "$painting"; then
        skipped=$((skipped + 1))
        return
    fi
    # Whoever ends, however it ends, gives the lock back.
    exec {lock}>>"$notes/$name.lock"
    if ! flock -n "$lock"; then
        busy+=("$name")
    # Another may have painted it before we got the lock.
    elif is_current "$picture" "$painting"; then
        skipped=$((skipped + 1))
    elif run_command "${options[@]}" --output "$painting" -- "$picture" "$style" {lock}>&-; then
        printf '%s\n' "$painting"
        painted=$((painted + 1))
    else
        # The command has said why.
        failed+=("$name")
    fi
    exec {lock}>&-
}

note_settings
mapfile -d '' -t all < <(list_pictures)
((${#all[@]} > 0)) || complain "there is no picture in $pictures"
for ((i = share; i < ${#all[@]}; i += shares)); do
    paint "${all[i]}"
done

printf '%d painted, %d were there already' "$painted" "$skipped"
((${#busy[@]} == 0)) || printf ', %d are being painted by others' "${#busy[@]}"
((${#failed[@]} == 0)) || printf ', %d failed:\n' "${#failed[@]}"
((${#failed[@]} == 0)) || printf '    %s\n' "${failed[@]}"
((${#failed[@]} > 0)) || printf '.\n'
((${#failed[@]} == 0))
