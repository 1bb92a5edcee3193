#!/bin/sh
# Lays out the files of the images: root.sh DIRECTORY makes DIRECTORY/common and DIRECTORY/<service>.
set -eu
. "$(dirname "$0")/services.sh"
root=${1:?say into which directory}
common=$root/common

# Whoever the container runs as, a volume that is new there gets the rights of what it covers.
mkdir -p "$common/etc/ssl/certs" "$common/usr/share/licenses" "$common/tmp" "$common/var/lib/linia/objects"
chmod 1777 "$common/tmp" "$common/var/lib/linia/objects"
echo 'linia:x:65532:65532:linia:/:/nonexistent' >"$common/etc/passwd"
echo 'linia:x:65532:' >"$common/etc/group"
echo 'hosts: files dns' >"$common/etc/nsswitch.conf"
cp /etc/ssl/certs/ca-certificates.crt "$common/etc/ssl/certs/"

# The libraries that programs are linked to, where the loader looks for them.
for service in $services; do
    install -D --strip "target/$PROFILE/linia-$service" "$root/$service/linia"
    ldd "$root/$service/linia" | grep -o '/[^ ]*'
done | sort -u | while read -r library; do
    install -D "$(readlink -f "$library")" "$common$library"
done

# What is in it, each with its licence; and the licences' own texts, where a crate brings them.
list=$common/usr/share/licenses/crates.txt
# shellcheck disable=SC2046 # one word each
cargo tree --locked --edges normal --prefix none --format '{p} {l}' $(printf -- '--package linia-%s ' $services) |
    sed 's/ (\*)$//; s/ (proc-macro)//; /^linia-/d; /^$/d' | sort -u >"$list"
while read -r name version _; do
    for source in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/"$name-${version#v}"; do
        for text in "$source"/LICEN[CS]E* "$source"/COPYING* "$source"/NOTICE*; do
            if [ -f "$text" ]; then
                install -D -m 644 "$text" "$common/usr/share/licenses/$name-${version#v}/$(basename "$text")"
            fi
        done
    done
done <"$list"
install -D -m 644 /usr/share/doc/libc6/copyright "$common/usr/share/licenses/libc6/copyright"
