#!/bin/sh
# Makes sure of what `make check` needs: buf (lint and breaking changes of the contracts),
# cargo-sqlx (SQL checked offline), cargo-deny (licences and advisories), the schemas of Kubernetes, and
# promtool. Without npm there is no buf, and the check of the contracts is left out with a word; so is
# that of k8s/ without kubectl 1.27 or newer (Debian 12 brings 1.20, which cannot build what is there,
# and none can be fetched from where everything else is).
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

prepare_kubernetes() { python_tools kubernetes; }

unpack_prometheus() {
    (cd "$tools/prometheus" && apt-get download prometheus && dpkg-deb -x prometheus_*.deb .)
}

# Debian's package would start a server that nobody asked for, so the program alone is taken out of it.
prepare_promtool() {
    if have promtool || [ -x "$tools/bin/promtool" ]; then return; fi
    have apt-get && have dpkg-deb ||
        fail "promtool was not found: put the one of Prometheus 2.42 or newer on the PATH, then run this again."
    say "Fetching promtool into $tools/bin"
    rm -rf "$tools/prometheus"
    mkdir -p "$tools/prometheus" "$tools/bin"
    # A machine that never installed anything does not know yet what there is.
    {
        unpack_prometheus || { can_install && as_root apt-get update && unpack_prometheus; }
    } >"$tools/apt.log" 2>&1 || {
        tail -n 20 "$tools/apt.log" >&2
        fail "the package 'prometheus' could not be fetched (the reason is above): put promtool on the PATH, then run this again."
    }
    cp "$tools/prometheus/usr/bin/promtool" "$tools/bin/promtool"
    rm -rf "$tools/prometheus"
}

# Each can be asked for alone: prepare-check.sh [buf|sqlx|deny|kubernetes|promtool]...
for part in "${@:-buf sqlx deny kubernetes promtool}"; do
    for tool in $part; do
        "prepare_$tool"
    done
done
