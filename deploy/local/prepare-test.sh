#!/bin/sh
# Makes sure of what `make test` needs beyond the local stack: cargo-nextest, Python packages, and the
# stock `age` that opens what was sealed.
set -eu
cd "$(dirname "$0")/../.."
. deploy/local/common.sh
root=$(pwd)/$tools
case $tools in /*) root=$tools ;; esac

have age || apt_install age
if ! have cargo-nextest && [ ! -x "$tools/bin/cargo-nextest" ]; then
    say "Building cargo-nextest (once; a few minutes)"
    cargo install cargo-nextest --locked --root "$root"
fi

# A JOSE package for tests/recompute; YAML for the tests of k8s/; the schemas of open data for tests/ocds.
python_tools recompute
python_tools kubernetes
python_tools ocds
python_sources ocds
