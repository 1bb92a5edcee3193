#!/bin/sh
# No image of a service may be larger than 40 MB: size.sh IMAGE...
set -eu
most=40000000

for image in "$@"; do
    size=$(docker image inspect --format '{{.Size}}' "$image")
    printf '==> %s: %s MB\n' "$image" "$((size / 1000000))"
    [ "$size" -le "$most" ] || {
        echo "linia: $image is larger than $((most / 1000000)) MB" >&2
        exit 1
    }
done
