#!/bin/sh
# Makes sure of what `make demo` needs beyond the local stack: a JOSE package for tests/recompute, by
# which the demo has its receipts and protocols checked, and the schemas for tests/ocds, by which it has
# its open data checked.
set -eu
cd "$(dirname "$0")/../.."
. deploy/local/common.sh

python_tools recompute
python_tools ocds
python_sources ocds
