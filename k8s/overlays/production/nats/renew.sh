#!/bin/sh
# renew.sh PID-FILE SECONDS FILE...: looks at the files every so many seconds and, when they have changed,
# lets the server with that PID read its configuration again, and with it certificates and passwords.
# Connections that stand go on, but for users whose password is another now.
set -eu
pid=$1 every=$2
shift 2

known=
while sleep "$every"; do
    now=$(cat "$@" | cksum)
    if [ "$now" = "$known" ]; then continue; fi
    # A server that is still starting reads them by itself; it is told once more, which changes nothing.
    if nats-server --signal "reload=$pid"; then known=$now; fi
done
