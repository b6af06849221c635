#!/bin/bash
# Checks what products of a build are linked with: check-linkage.sh FOLDER PRODUCT=WORDS…, where the words, separated by
# commas, name groups of libraries that the product must not need: gimp (GIMP, GTK, GEGL, babl, GLib and what is theirs),
# host (of these only GIMP, GTK, GEGL and babl: a command that reads and draws pictures needs gdk-pixbuf and Pango, and
# with them GLib, but no GIMP) or openblas. The product's own undefined symbols and all the libraries that it brings along are looked at.
set -euo pipefail

folder=${1:?usage: check-linkage.sh FOLDER PRODUCT=WORDS…}
shift
is_wrong=no

# libraries_of WORD, symbols_of WORD: patterns for grep.
libraries_of() {
    case $1 in
        gimp) echo 'lib(gimp|gtk|gdk|gegl|babl|glib|gobject|gio|gmodule|gthread|cairo|pango|atk)[^/ ]*\.so' ;;
        host) echo 'lib(gimp|gtk|gdk-[0-9x]|gegl|babl|atk)[^/ ]*\.so' ;;
        openblas) echo 'lib[^/ ]*(openblas|blas|lapack)[^/ ]*\.so' ;;
        *) return 1 ;;
    esac
}
symbols_of() {
    case $1 in
        gimp) echo '^(gimp|gtk|gdk|gegl|babl|g|atk|cairo|pango)_' ;;
        host) echo '^(gimp|gtk|gegl|babl|atk)_|^gdk_(window|display|screen|cairo)' ;;
        openblas) echo '^(cblas|openblas)_' ;;
        *) return 1 ;;
    esac
}

# complain PRODUCT WORD WHAT, if there is WHAT.
complain() {
    [[ -n $3 ]] || return 0
    printf 'check-linkage.sh: %s must not need %s, but names:\n%s\n' "$1" "$2" "$3" >&2
    is_wrong=yes
}

for rule in "$@"; do
    product=$folder/${rule%%=*}
    [[ -e $product ]] || {
        printf 'check-linkage.sh: there is no %s: build it, then start this again.\n' "$product" >&2
        exit 1
    }
    libraries=$(ldd "$product")
    # Without their versions, such as “@GLIBC_2.2.5”.
    symbols=$(nm --dynamic --undefined-only --format=just-symbols "$product" | sed 's/@.*//')
    IFS=, read -ra words <<<"${rule#*=}"
    for word in "${words[@]}"; do
        library_pattern=$(libraries_of "$word") && symbol_pattern=$(symbols_of "$word") || {
            printf 'check-linkage.sh: “%s” is no group of libraries: say gimp, host or openblas.\n' "$word" >&2
            exit 64
        }
        complain "${rule%%=*}" "$word" "$(grep -E "$library_pattern" <<<"$libraries" || true)"
        complain "${rule%%=*}" "$word" "$(grep -E "$symbol_pattern" <<<"$symbols" || true)"
    done
done
[[ $is_wrong == no ]]
