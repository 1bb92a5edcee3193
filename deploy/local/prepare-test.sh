#!/bin/sh
# Makes sure of what `make test` needs beyond the local stack: cargo-nextest.
set -eu
cd "$(dirname "$0")/../.."
. deploy/local/common.sh
root=$(pwd)/$tools
case $tools in /*) root=$tools ;; esac

if ! have cargo-nextest && [ ! -x "$tools/bin/cargo-nextest" ]; then
    say "Building cargo-nextest (once; a few minutes)"
    cargo install cargo-nextest --locked --root "$root"
fi
