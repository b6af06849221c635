#!/bin/bash
# Builds and installs the plug-in with its commands. `./install.sh --help` explains.
set -Eeuo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

usage() {
    cat <<'EOF'
Usage: ./install.sh [--system] [--weights FILE] [--demo]
       ./install.sh --uninstall [--system]
       ./install.sh --deb [--output FOLDER]

Builds Neural Style Transfer for GIMP 2.10 and installs it for you: the plug-in,
its translations, the weights of the network, and the commands neural-style and
neural-style-weights. Installs missing Debian packages first (this needs root).
Can be run again at any time.

  --system        install for all users of this machine (needs root)
  --weights FILE  take the network's weights from FILE instead of fetching them
  --demo          afterwards paint a picture and write it to ./demo.png
  --uninstall     remove everything that this script installed, weights included
  --deb           make a Debian package instead of installing anything; it needs
                  no Swift toolchain where it is installed
  --output FOLDER put the package into FOLDER (default: where you are)
  --help          show this text
EOF
}

# What the arguments ask for.
system=no
demo=no
uninstall=no
deb=no
output=
weights_file=
while (($# > 0)); do
    case $1 in
        --system) system=yes ;;
        --demo) demo=yes ;;
        --uninstall) uninstall=yes ;;
        --deb) deb=yes ;;
        --output)
            (($# > 1)) || { printf 'install.sh: --output needs a folder: write --output FOLDER.\n' >&2; exit 64; }
            output=$2
            shift
            ;;
        --output=*) output=${1#--output=} ;;
        --weights)
            (($# > 1)) || { printf 'install.sh: --weights needs a file: write --weights FILE.\n' >&2; exit 64; }
            weights_file=$2
            shift
            ;;
        --weights=*) weights_file=${1#--weights=} ;;
        --help | -h)
            usage
            exit 0
            ;;
        *)
            printf 'install.sh: “%s” is not an option: ./install.sh --help lists them.\n' "$1" >&2
            exit 64
            ;;
    esac
    shift
done

# shellcheck source=scripts/common.sh
source "$root/scripts/common.sh"

[[ -n ${HOME:-} ]] || fail "HOME isn't set: set it to your home folder."
if [[ $uninstall == yes && ($demo == yes || $deb == yes || -n $weights_file) ]]; then
    fail "--uninstall goes with --system only: leave the other options out."
fi
if [[ $deb == yes && ($demo == yes || $system == yes || -n $weights_file) ]]; then
    fail "--deb goes with --output only: leave the other options out."
fi
if [[ $deb == yes ]]; then
    output=$(realpath -m "${output:-$PWD}")
    mkdir -p "$output" 2>>"$log" && [[ -w $output ]] || fail "the folder $output can't be written: name another with --output."
elif [[ -n $output ]]; then
    fail "--output goes with --deb only: leave it out."
fi
if [[ -n $weights_file ]]; then
    [[ -r $weights_file && -f $weights_file ]] || fail "can't read the weights $weights_file: check the name and the file's permissions."
    weights_file=$(realpath "$weights_file")
fi

# Where everything goes.
data_folder=${XDG_DATA_HOME:-$HOME/.local/share}/neural-style-transfer
cache_folder=${XDG_CACHE_HOME:-$HOME/.cache}/neural-style-transfer
profile=${GIMP2_DIRECTORY:-${XDG_CONFIG_HOME:-$HOME/.config}/GIMP/2.10}
plugin_folder=$profile/plug-ins/neural-style-transfer
command_folder=$HOME/.local/bin
runner=command
if [[ $system == yes ]]; then
    data_folder=/usr/local/share/neural-style-transfer
    command_folder=/usr/local/bin
    runner=as_root
    if [[ $(id -u) != 0 ]]; then
        have sudo || fail "--system needs root and there is no sudo: run this as root, or leave --system out."
    fi
fi
weights_folder=$data_folder/weights

# GIMP's folder of plug-ins for all users. Known only once GIMP's development files are there.
find_system_plugin_folder() {
    local folder
    folder=$(pkg-config --variable=gimplibdir gimp-2.0 2>>"$log") || folder=
    [[ -n $folder ]] || folder=/usr/lib/gimp/2.0
    plugin_folder=$folder/plug-ins/neural-style-transfer
}

install_weights() {
    local tool=$built/neural-style-weights
    step "Weights of the network VGG-16"
    if [[ -n $weights_file ]]; then
        try "the weights in $weights_file can't be used: the lines above say why; leave --weights out to fetch them." \
            "$runner" env NEURAL_STYLE_WEIGHTS="$weights_folder" "$tool" import "$weights_file"
    else
        try "the weights couldn't be fetched: check the network and start this again, or give a file with --weights FILE." \
            "$runner" env NEURAL_STYLE_WEIGHTS="$weights_folder" "$tool" fetch vgg16
    fi
    say "    $weights_folder"
}

install_commands() {
    step "Commands"
    try "the commands couldn't be put into $command_folder: check the folder's permissions." \
        "$runner" install -d "$command_folder"
    try "the commands couldn't be put into $command_folder: check the folder's permissions and the room on the disk." \
        "$runner" install -s -m 755 "$built/neural-style" "$built/neural-style-weights" "$command_folder/"
    say "    $command_folder/neural-style, $command_folder/neural-style-weights"
    case :$PATH: in
        *:"$command_folder":*) ;;
        *) say "    Note: $command_folder isn't in PATH. Add it, or call the commands with their folder." ;;
    esac
}

# Removes a file or folder, if it is there.
remove() {
    [[ -e $1 || -L $1 ]] || return 0
    try "$1 couldn't be removed: remove it by hand." "$runner" rm -rf -- "$1"
    say "    removed $1${2:+ ($2)}"
}

remove_everything() {
    step "Removing Neural Style Transfer"
    remove "$plugin_folder"
    remove "$command_folder/neural-style"
    remove "$command_folder/neural-style-weights"
    remove "$data_folder" "with the weights; installing again fetches them again"
    [[ $system == yes ]] || remove "$cache_folder" "what the tests had fetched"
    say "Done. What stays: Debian packages, which others may need, GIMP's own profile, and the build in $root/.build."
}

install_help_pictures() {
    local folder
    folder=$(mktemp -d "${TMPDIR:-/tmp}/neural-style-help.XXXXXX")
    if NEURAL_STYLE_WEIGHTS=$weights_folder paint_help_pictures "$folder"; then
        try "the help's pictures couldn't be put into $plugin_folder: check the folder's permissions." \
            "$runner" install -m 644 -t "$plugin_folder/help/en" "$folder"/*
    fi
    rm -rf "$folder"
}

run_demo() {
    # shellcheck source=scripts/demo/demo.sh
    source "$root/scripts/demo/demo.sh"
    make_demo "$command_folder/neural-style" "$PWD/demo.png"
}

if [[ $deb == yes ]]; then
    # shellcheck source=packaging/make-deb.sh
    source "$root/packaging/make-deb.sh"
    install_packages "${build_packages[@]}" "${deb_packages[@]}"
    check_swift
    build_release
    make_deb "$output"
    exit 0
fi

if [[ $uninstall == yes ]]; then
    [[ $system == no ]] || find_system_plugin_folder
    remove_everything
    exit 0
fi

install_packages "${build_packages[@]}"
[[ $system == no ]] || find_system_plugin_folder
check_swift
build_release
install_weights
step "Plug-in"
if [[ $system == no ]]; then
    try "GIMP couldn't make its profile in $profile: check the folder's permissions, and that “gimp --version” works." \
        make_profile "$profile"
fi
install_plugin "$plugin_folder" "$runner"
say "    $plugin_folder"
install_commands
install_help_pictures
say "Installed. In GIMP: Filters ▸ Artistic ▸ Neural Style Transfer… (restart GIMP if it is open)."
[[ $demo == no ]] || run_demo
