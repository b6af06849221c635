# What install.sh and test.sh share: messages, steps, Debian packages, the Swift toolchain. Sourced, not run.

# Debian packages that building and running need; the C and C++ headers are what Swift's own importer reads.
build_packages=(
    gimp libgimp2.0-dev libglib2.0-dev libgdk-pixbuf-2.0-dev libpango1.0-dev libopenblas-dev zlib1g-dev pkg-config gettext python3 python3-pip curl git
    ca-certificates libc6-dev g++ binutils
)
swift_needed_major=6
swift_needed_minor=2

say() { printf '%s\n' "$*"; }

# A step that is announced; what follows it belongs to it.
step() {
    current_step=$1
    printf '==> %s\n' "$1"
}

# Ends with one sentence: what was wrong and what to do.
fail() {
    printf '%s: %s\n' "$(basename "$0")" "$1" >&2
    exit 1
}

# The output of the commands that `try` runs. Kept only if one fails.
log=$(mktemp "${TMPDIR:-/tmp}/neural-style-transfer.log.XXXXXX")
keep_log=no
remove_log() { [[ $keep_log == yes ]] || rm -f "$log"; }
trap remove_log EXIT
# For what no sentence was foreseen: at least the step and the log are named.
trap 'keep_log=yes; fail "“${current_step:-start}” stopped unexpectedly at line $LINENO: see $log, and report it."' ERR
trap 'exit 130' INT
trap 'exit 143' TERM

# try SENTENCE COMMAND…: runs the command, whose output goes to the log; if it fails, shows the log's end and SENTENCE.
try() {
    local sentence=$1
    shift
    printf '$ %s\n' "$*" >>"$log"
    if ! "$@" >>"$log" 2>&1; then
        keep_log=yes
        printf '\n' >&2
        tail -n 15 "$log" >&2
        printf '\n' >&2
        fail "$sentence (all output: $log)"
    fi
}

have() { command -v "$1" >/dev/null 2>&1; }

# Runs a command as root: directly, or through sudo, which may ask for a password.
as_root() {
    if [[ $(id -u) == 0 ]]; then
        "$@"
    elif have sudo; then
        sudo "$@"
    else
        printf 'neither root nor sudo\n'
        return 1
    fi
}

# Which of the packages aren't installed.
missing_packages() {
    local package
    for package in "$@"; do
        [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || printf '%s\n' "$package"
    done
}

# Installs those of the packages that are missing; asks for root only if there are any.
install_packages() {
    local missing
    step "Debian packages"
    have dpkg-query && have apt-get || fail "this needs Debian's apt-get: on another system install by hand what these packages hold, then build as CONTRIBUTING.md says: $*"
    mapfile -t missing < <(missing_packages "$@")
    if [[ ${#missing[@]} == 0 ]]; then
        say "    all there"
        return
    fi
    say "    to install: ${missing[*]}"
    if [[ $(id -u) != 0 ]]; then
        have sudo || fail "packages are missing and there is no sudo: as root, run “apt-get install ${missing[*]}”, then start this again."
        say "    (this needs root: sudo may ask for your password)"
    fi
    try "the list of packages couldn't be fetched: check the network and run “apt-get update” yourself." \
        as_root apt-get update
    try "packages couldn't be installed: run “apt-get install ${missing[*]}” as root to see why." \
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
}

# Checks that there is a Swift that can read Package.swift.
check_swift() {
    local version major minor
    step "Swift toolchain"
    have swift || fail "there is no Swift in PATH: install Swift $swift_needed_major.$swift_needed_minor or newer (swift.org/install), then start this again."
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
    [[ -n $version ]] || fail "“swift --version” doesn't work: repair the Swift toolchain, then start this again."
    major=${version%%.*}
    minor=${version#*.}
    minor=${minor%%.*}
    if ((major < swift_needed_major || (major == swift_needed_major && minor < swift_needed_minor))); then
        fail "Swift $version is too old: install Swift $swift_needed_major.$swift_needed_minor or newer (swift.org/install), then start this again."
    fi
    say "    Swift $version"
}

# The release has Swift's runtime inside.
release_arguments=(-c release -Xswiftc -static-stdlib)

# The release build. Sets `built`, the folder of its products.
build_release() {
    step "Release build (the first takes some minutes)"
    try "the build failed: the lines above say where; if a download failed, check the network and start this again." \
        swift build --package-path "$root" "${release_arguments[@]}"
    find_release
}

# Sets `built` to the folder of a release that was built before.
find_release() {
    built=$(swift build --package-path "$root" "${release_arguments[@]}" --show-bin-path 2>>"$log")
    check_libraries neural-style-transfer libGimpHost.so libGimpPlugin.so neural-style neural-style-weights
}

# Checks that products of the build run without a Swift toolchain.
check_libraries() {
    local product libraries
    for product in "$@"; do
        [[ -e $built/$product ]] || fail "the build made no $product: remove $root/.build and start this again."
        libraries=$(ldd "$built/$product")
        if grep -E 'not found|lib(swift|Foundation|_Foundation|dispatch|BlocksRuntime)' <<<"$libraries" >>"$log"; then
            keep_log=yes
            fail "$product needs libraries of the Swift toolchain ($log names them): install a Swift toolchain with static libraries, remove $root/.build and start this again."
        fi
    done
}

# Lets GIMP make its profile in a folder, unless there is one: GIMP fills a profile only if it made the folder itself.
make_profile() {
    local folder=$1
    [[ ! -d $folder ]] || return 0
    GIMP2_DIRECTORY=$folder gimp-console-2.10 --no-interface --no-data --no-fonts \
        --batch-interpreter=plug-in-script-fu-eval --batch='(gimp-quit 0)' </dev/null
    [[ -d $folder ]]
}

# Puts plug-in, libraries, help and translations into a folder: install_plugin FOLDER RUNNER, where RUNNER is as_root or
# command.
install_plugin() {
    local folder=$1 runner=$2 language catalogue
    try "the plug-in couldn't be put into $folder: check the folder's permissions and the room on the disk." \
        "$runner" install -d "$folder"
    try "the plug-in couldn't be put into $folder: check the folder's permissions and the room on the disk." \
        "$runner" install -s -m 755 "$built"/{neural-style-transfer,libGimpHost.so,libGimpPlugin.so} "$folder/"
    try "the help couldn't be put into $folder: check the folder's permissions and the room on the disk." \
        "$runner" install -D -m 644 -t "$folder/help/en" "$root"/help/en/*
    while read -r language; do
        [[ -n $language && $language != \#* ]] || continue
        catalogue=$(mktemp "${TMPDIR:-/tmp}/neural-style-transfer.mo.XXXXXX")
        try "the translation po/$language.po is damaged: get it again." \
            msgfmt --check -o "$catalogue" "$root/po/$language.po"
        try "the translation couldn't be put into $folder: check the folder's permissions." \
            "$runner" install -D -m 644 "$catalogue" "$folder/locale/$language/LC_MESSAGES/neural-style-transfer.mo"
        rm -f "$catalogue"
    done <"$root/po/LINGUAS"
}

# Paints the help's pictures into a folder, with the weights that are found. Says so and fails if it can't: the help is
# readable without them, too.
paint_help_pictures() {
    step "Pictures of the help"
    if "$root/scripts/make-help-pictures.sh" "$built" "$1" >>"$log" 2>&1; then
        say "    painted"
    else
        say "    Note: they couldn't be painted, so the help has words in their place."
        return 1
    fi
}
