# shellcheck shell=bash disable=SC2034,SC2154
# The Debian package of `install.sh --deb`. Sourced, after common.sh.

# What making and checking the package needs besides what the build needs.
deb_packages=(debhelper dpkg-dev help2man lintian appstream)

# make_deb FOLDER: makes the package of the release that was built, checks it and puts it into FOLDER.
make_deb() {
    local output=$1 work package pictures=
    work=$(mktemp -d "${TMPDIR:-/tmp}/neural-style-deb.XXXXXX")
    # Expanded now: what is local is gone when the script ends.
    # shellcheck disable=SC2064
    trap "rm -rf '$work'; remove_log" EXIT
    if paint_help_pictures "$work/pictures"; then pictures=$work/pictures; fi
    step "Debian package"
    # In a copy, because debhelper writes beside its files.
    cp -r "$root/packaging" "$work/"
    try "the package couldn't be made: the lines above say why." build_package "$work/packaging" "$pictures"
    package=$(find "$work" -maxdepth 1 -name '*.deb')
    [[ -f $package ]] || fail "dpkg-buildpackage made no package: $log tells what it did."
    try "the package's description for software centres has mistakes: the lines above name them." \
        appstreamcli validate --no-net "$root"/packaging/*.metainfo.xml
    try "the package doesn't follow Debian's policy: the lines above say where." \
        lintian --allow-root --fail-on error --tag-display-limit 0 "$package"
    try "the package couldn't be put into $output: check the folder's permissions and the room on the disk." \
        cp "$package" "$output/"
    say "    $output/$(basename "$package")"
    say "Install it with: apt-get install $output/$(basename "$package")"
}

# build_package FOLDER PICTURES: makes the package of a copy of this folder; PICTURES may be empty.
build_package() (
    cd "$1" &&
        NEURAL_STYLE_SOURCE=$root NEURAL_STYLE_HELP_PICTURES=$2 dpkg-buildpackage --build=binary --no-sign
)
