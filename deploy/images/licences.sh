#!/bin/sh
# Lays out what is in the images with the texts of its licences: licences.sh DIRECTORY.
#
# A crate that brings no text gets those of the licences that it names, from the folder beside this file.
set -eu
here=$(dirname "$0")
. "$here/services.sh"
to=${1:?say into which directory}
list=$to/crates.txt

mkdir -p "$to"
# shellcheck disable=SC2046 # one word each
cargo tree --locked --edges normal --prefix none --format '{p} {l}' $(printf -- '--package linia-%s ' $services) |
    sed 's/ (\*)$//; s/ (proc-macro)//; /^linia-/d; /^$/d' | sort -u >"$list"

# copy_texts DIRECTORY NAME: is there any?
copy_texts() {
    found=
    for text in "$1"/LICEN[CS]E* "$1"/COPYING* "$1"/NOTICE* "$1"/UNLICENSE*; do
        if [ -f "$text" ]; then
            install -D -m 644 "$text" "$to/$2/$(basename "$text")"
            found=yes
        fi
    done
    [ -n "$found" ]
}

# `MIT OR Apache-2.0` and, as some still write it, `MIT/Apache-2.0`: one text for each.
copy_named() {
    for licence in $(echo "$2" | tr '/()' '   ' | sed 's/ OR / /g; s/ AND / /g'); do
        [ -f "$here/licences/$licence" ] || {
            echo "$1 brings no text of its licence, and there is none of $licence in deploy/images/licences" >&2
            exit 1
        }
        install -D -m 644 "$here/licences/$licence" "$to/$1/$licence"
    done
}

while read -r name version licences; do
    crate=$name-${version#v}
    for source in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/"$crate"; do
        copy_texts "$source" "$crate" || copy_named "$crate" "$licences"
    done
done <"$list"

# Ourselves, and what does not come from crates: the standard library, the libraries that programs are
# linked to, the authorities that TLS trusts.
install -D -m 644 services/LICENSE "$to/linia/LICENSE"
rust=$(rustc --print sysroot)/share/doc/rust
install -D -m 644 "$rust/COPYRIGHT-library.html" "$to/rust/COPYRIGHT-library.html"
cp -R "$rust/licenses" "$to/rust/"
for package in libc6 libgcc-s1 ca-certificates; do
    install -D -m 644 "/usr/share/doc/$package/copyright" "$to/$package/copyright"
done
