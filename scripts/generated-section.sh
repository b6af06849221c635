# shellcheck shell=bash
# What the scripts share that bring a generated part of a file up to date. Sourced, not run.

# update_section FILE MARK SECTION CHECK REMEDY: puts the lines of the file SECTION between FILE's lines "<!-- begin of MARK…"
# and "<!-- end of MARK…". Where CHECK is yes, FILE stays as it is, and the end is the sentence REMEDY if it would change.
update_section() {
    local file=$1 mark=$2 section=$3 check=$4 remedy=$5 updated
    updated=$(mktemp)
    # shellcheck disable=SC2016
    awk -v mark="$mark" -v section="$section" '
        index($0, "<!-- end of " mark) == 1 { inside = 0 }
        !inside { print }
        index($0, "<!-- begin of " mark) == 1 {
            inside = 1
            while ((getline line < section) > 0) print line
        }
    ' "$file" >"$updated"
    if [[ $check == no ]]; then
        cat "$updated" >"$file"
    elif ! diff -u "$file" "$updated"; then
        rm -f "$updated"
        printf '%s: %s\n' "$(basename "$0")" "$remedy" >&2
        exit 1
    fi
    rm -f "$updated"
}
