#!/bin/sh
# Makes sure of what `make check` needs: buf (lint and breaking changes of the contracts),
# cargo-sqlx (SQL checked offline) and cargo-deny (licences and advisories).
# Without npm there is no buf, and the check of the contracts is left out with a word.
set -eu
cd "$(dirname "$0")/../.."
. deploy/local/common.sh
root=$(pwd)/$tools
case $tools in /*) root=$tools ;; esac

buf_version=1.75.0
sqlx_version=0.9.0

prepare_buf() {
    if [ "$("$tools/buf/node_modules/.bin/buf" --version 2>/dev/null)" = "$buf_version" ]; then return; fi
    if ! have npm; then
        say "npm was not found: buf is left out (install the package 'npm' to have the contracts checked)"
        return
    fi
    say "Fetching buf $buf_version into $tools/buf"
    mkdir -p "$tools/buf"
    npm install --silent --no-save --no-audit --no-fund --no-package-lock --prefix "$tools/buf" "@bufbuild/buf@$buf_version"
}

prepare_sqlx() {
    if [ -x "$tools/bin/cargo-sqlx" ]; then return; fi
    say "Building cargo-sqlx $sqlx_version (once; about two minutes)"
    cargo install sqlx-cli --version "$sqlx_version" --locked --debug --root "$root" \
        --no-default-features --features postgres,rustls,sqlx-toml
}

prepare_deny() {
    if have cargo-deny || [ -x "$tools/bin/cargo-deny" ]; then return; fi
    say "Building cargo-deny (once; several minutes)"
    cargo install cargo-deny --locked --root "$root"
}

# Each can be asked for alone: prepare-check.sh [buf|sqlx|deny]...
for part in "${@:-buf sqlx deny}"; do
    for tool in $part; do
        "prepare_$tool"
    done
done
