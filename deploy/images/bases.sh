#!/bin/sh
# Makes the base image of deploy/Dockerfile out of Debian's packages and this machine's Rust, under the
# tag that the Dockerfile expects: for machines that reach no registry of images. Needs mmdebstrap.
set -eu
cd "$(dirname "$0")/../.."
. deploy/local/common.sh

image=$(sed -n 's/^FROM \(rust:[^ ]*\) AS build$/\1/p' deploy/Dockerfile)
if docker image inspect "$image" >/dev/null 2>&1; then
    say "$image is there"
    exit
fi
have mmdebstrap || apt_install mmdebstrap
toolchain=$(rustup which cargo --toolchain "$(sed -n 's/^channel = "\(.*\)"$/\1/p' rust-toolchain.toml)")
toolchain=${toolchain%/bin/cargo}

root=$(mktemp -d)
trap 'as_root rm -rf "$root"' EXIT
say "Making $image of Debian's packages and $toolchain"
if ! docker image inspect linia-debian:bookworm >/dev/null 2>&1; then
    as_root mmdebstrap --quiet --variant=minbase --include=build-essential,ca-certificates bookworm "$root/debian.tar"
    docker import "$root/debian.tar" linia-debian:bookworm >/dev/null
fi
mkdir -p "$root/rust/usr/local/rust" "$root/rust/etc/ssl/certs"
cp -a "$toolchain/." "$root/rust/usr/local/rust"
# Whatever stands between this machine and the crates is trusted there too.
cp /etc/ssl/certs/ca-certificates.crt "$root/rust/etc/ssl/certs/ca-certificates.crt"
docker build --quiet --tag "$image" --file - "$root/rust" >/dev/null <<'EOF'
FROM linia-debian:bookworm
COPY . /
ENV PATH=/usr/local/rust/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin CARGO_HOME=/usr/local/cargo
EOF
say "$image is made"
