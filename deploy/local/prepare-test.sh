#!/bin/sh
# Makes sure of what `make test` needs beyond the local stack: cargo-nextest, a Python with a JOSE
# package for tests/recompute, and the stock `age` that opens what was sealed.
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

# In an environment of its own. The copy of the requirements, written last, says that it is whole.
prepare_recompute() {
    wanted=deploy/local/recompute-requirements.txt
    if cmp -s "$wanted" "$tools/recompute/requirements.txt"; then return; fi
    python3 -c 'import venv, ensurepip' 2>/dev/null || apt_install python3 python3-venv
    say "Fetching a JOSE package for Python into $tools/recompute"
    rm -rf "$tools/recompute"
    mkdir -p "$tools"
    {
        python3 -m venv "$tools/recompute" &&
            "$tools/recompute/bin/python" -m pip install --quiet --disable-pip-version-check \
                --no-input --require-hashes --only-binary :all: -r "$wanted"
    } >"$tools/pip.log" 2>&1 || {
        cat "$tools/pip.log" >&2
        fail "the JOSE package for Python could not be fetched (the reason is above): run this again with a network."
    }
    cp "$wanted" "$tools/recompute/requirements.txt"
}

prepare_recompute
