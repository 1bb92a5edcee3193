#!/bin/sh
# Builds the programs, with what is there of the sources.
set -eu
. "$(dirname "$0")/services.sh"

# Cargo goes by the time of files, and stubs are newer than sources that come from a commit.
find proto services -name '*.rs' -exec touch {} +
# shellcheck disable=SC2046 # one word each
cargo build --profile "$PROFILE" --locked --bins $(printf -- '--package linia-%s ' $services)
