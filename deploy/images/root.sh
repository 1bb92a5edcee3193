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

deploy/images/licences.sh "$common/usr/share/licenses"
