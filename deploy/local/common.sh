# What the prepare scripts share. Sourced, never run; the caller is in the repository's root.

tools=${CARGO_TARGET_DIR:-target}/tools

say() { printf '==> %s\n' "$*"; }

# One sentence with the remedy, then the end.
fail() {
    printf 'linia: %s\n' "$*" >&2
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# at_least 2.12 2.12.8: is the second version as new as the first?
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

# python_tools NAME: an environment of its own for Python, with what NAME-requirements.txt beside this
# file pins. The copy of the requirements, written last, says that it is whole.
python_tools() {
    wanted=deploy/local/$1-requirements.txt
    if cmp -s "$wanted" "$tools/$1/requirements.txt"; then return; fi
    python3 -c 'import venv, ensurepip' 2>/dev/null || apt_install python3 python3-venv
    say "Fetching Python packages into $tools/$1"
    rm -rf "${tools:?}/$1"
    mkdir -p "$tools"
    {
        python3 -m venv "$tools/$1" &&
            "$tools/$1/bin/python" -m pip install --quiet --disable-pip-version-check \
                --no-input --require-hashes --only-binary :all: -r "$wanted"
    } >"$tools/pip.log" 2>&1 || {
        cat "$tools/pip.log" >&2
        fail "the Python packages for $1 could not be fetched (the reason is above): run this again with a network."
    }
    cp "$wanted" "$tools/$1/requirements.txt"
}

# python_sources NAME: the sources that NAME-sources.txt pins, unpacked beside that environment.
python_sources() {
    wanted=deploy/local/$1-sources.txt
    sources=$tools/$1/sources
    if cmp -s "$wanted" "$sources/sources.txt"; then return; fi
    say "Fetching sources into $sources"
    rm -rf "${sources:?}"
    mkdir -p "$sources"
    # Without isolation: what reads their names must be pinned, too.
    "$tools/$1/bin/python" -m pip download --quiet --disable-pip-version-check --no-input \
        --require-hashes --no-deps --no-binary :all: --no-build-isolation \
        -d "$sources" -r "$wanted" >"$tools/pip.log" 2>&1 || {
        cat "$tools/pip.log" >&2
        fail "the sources for $1 could not be fetched (the reason is above): run this again with a network."
    }
    for archive in "$sources"/*.tar.gz; do
        tar -xzf "$archive" -C "$sources"
    done
    cp "$wanted" "$sources/sources.txt"
}

# Runs a command as root: directly, or through sudo.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# Can this user install packages? Asks for sudo's password only on a terminal.
can_install() {
    have apt-get || return 1
    [ "$(id -u)" -eq 0 ] && return 0
    have sudo || return 1
    sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }
}

# apt_install PACKAGE...: installs with apt; its output is shown only on failure.
apt_install() {
    can_install || fail "this machine lacks packages and you cannot install them: ask for '$*' to be installed, then run this again."
    say "Installing $* with apt (this may take a minute)"
    mkdir -p "$tools"
    if ! {
        as_root apt-get update &&
            as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
    } >"$tools/apt.log" 2>&1; then
        tail -n 20 "$tools/apt.log" >&2
        fail "apt-get could not install '$*' (the reason is above): install it by hand, then run this again."
    fi
}
