#!/bin/sh
# Builds the five services as they were at a revision: revision.sh REVISION DIRECTORY
#
# Dependencies that have not changed since are not compiled again. The programs are linked aside,
# because those of the present tree have the same names.
set -eu
cd "$(dirname "$0")/../.."
. deploy/local/common.sh

revision=$(git rev-parse --verify --quiet "$1^{commit}") || fail "there is no revision $1; a shallow clone has the last ones only"
directory=$2
programs="identity challenges submissions notifications reporting"

is_built() {
    for program in $programs; do
        [ -x "$directory/linia-$program" ] || return 1
    done
    [ "$(cat "$directory/revision" 2>/dev/null)" = "$revision" ]
}

if is_built; then exit 0; fi
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
rm -rf "$directory"
mkdir -p "$directory/source"
git archive "$revision" | tar -x -C "$directory/source"
# The whole workspace decides on features, as in every other build.
bins=$(printf -- '--bin linia-%s ' $programs)
(cd "$directory/source" && CARGO_TARGET_DIR=$target cargo build --locked --workspace $bins)
for program in $programs; do
    ln -f "$target/debug/linia-$program" "$directory/linia-$program"
done
rm -rf "$directory/source"
echo "$revision" >"$directory/revision"
