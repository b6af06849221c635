# The demo of `install.sh --demo`. Sourced, after common.sh.

# What the demo asks for: the usual look, small enough to wait for.
demo_options=(--size 400)

# A string for Script-Fu.
scheme_string() {
    local text=${1//\\/\\\\}
    printf '"%s"' "${text//\"/\\\"}"
}

# run_script FILE NAME VALUE…: runs a Script-Fu file in GIMP with these definitions before it.
run_script() {
    local file=$1 program=
    shift
    while (($# > 1)); do
        program+="(define $1 $(scheme_string "$2"))"$'\n'
        shift 2
    done
    program+="(load $(scheme_string "$file"))"$'\n(gimp-quit 0)\n'
    printf '%s' "$program" >"$demo_folder/script.scm"
    gimp-console-2.10 --no-interface --no-data --no-fonts --batch-interpreter=plug-in-script-fu-eval \
        --batch="(load $(scheme_string "$demo_folder/script.scm"))" --batch='(gimp-quit 1)' </dev/null
}

# Like run_script, and checks that what it should make is there: GIMP tells of no script's failure.
make_with_script() {
    local result=$1
    shift
    rm -f "$result"
    run_script "$@"
    [[ -s $result ]]
}

# make_demo COMMAND RESULT: paints with COMMAND and writes content, style and painting side by side to RESULT.
make_demo() {
    local command=$1 result=$2 started=$SECONDS
    demo_folder=$(mktemp -d "${TMPDIR:-/tmp}/neural-style-demo.XXXXXX")
    trap 'rm -rf "$demo_folder"; remove_log' EXIT
    step "Demo: drawing a style (the content is the photograph that GIMP shows while it starts)"
    try "GIMP couldn't make the demo's pictures: the lines above say why; check that “gimp-console-2.10 --version” works." \
        make_with_script "$demo_folder/style.png" "$root/scripts/demo/pictures.scm" \
        content-file "$demo_folder/content.png" style-file "$demo_folder/style.png"
    step "Demo: painting (${demo_options[*]})"
    if ! "$command" "$demo_folder/content.png" "$demo_folder/style.png" -o "$demo_folder/painting.png" \
        "${demo_options[@]}"; then
        fail "the demo wasn't painted: the line above says why; when that is mended, run ./install.sh --demo again."
    fi
    step "Demo: putting the pictures side by side"
    try "the demo's pictures couldn't be put together: the lines above say why." \
        make_with_script "$demo_folder/demo.png" "$root/scripts/demo/compose.scm" \
        content-file "$demo_folder/content.png" style-file "$demo_folder/style.png" \
        painting-file "$demo_folder/painting.png" demo-file "$demo_folder/demo.png"
    try "$result couldn't be written: start this in a folder that you may write." \
        cp "$demo_folder/demo.png" "$result"
    say "The demo took $((SECONDS - started)) s. Look at $result: content, style, painting."
}
