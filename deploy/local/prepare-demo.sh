#!/bin/sh
# Makes sure of what `make demo` needs beyond the local stack: a JOSE package for tests/recompute, by
# which the demo has its receipts and protocols checked.
set -eu
cd "$(dirname "$0")/../.."
. deploy/local/common.sh

python_tools recompute
