#!/bin/sh
# Stands in for our own sources, so that what we build on can be built before they are there. Run in the
# build of the images alone: it would overwrite them.
set -eu
. "$(dirname "$0")/services.sh"

[ ! -e proto/src ] || { echo "there are sources already" >&2 && exit 1; }
for member in proto services/chassis $(printf 'services/%s ' $services) tests; do
    mkdir -p "$member/src" "$member/tests/it"
    : >"$member/src/lib.rs"
    echo 'fn main() {}' | tee "$member/src/main.rs" "$member/tests/it/main.rs" >/dev/null
done
echo 'fn main() {}' >proto/build.rs
# The programs that tests/Cargo.toml names.
sed -n 's/^path = "\(.*\/main.rs\)"$/\1/p' tests/Cargo.toml | while read -r path; do
    mkdir -p "tests/$(dirname "$path")"
    echo 'fn main() {}' >"tests/$path"
done
