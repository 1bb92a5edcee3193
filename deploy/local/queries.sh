#!/bin/sh
# Holds every checked query against schemas made by the migrations alone.
#
#   linia-stack exec -- deploy/local/queries.sh check      fails if .sqlx is behind
#   linia-stack exec -- deploy/local/queries.sh prepare    writes .sqlx
#
# `linia-stack exec` gives it a Postgres cluster of its own, so that no development database can
# hide a migration that is missing. It builds no service: where .sqlx is behind, none may compile.
set -eu
cd "$(dirname "$0")/../.."
. deploy/local/common.sh

case ${1:-} in
check) check=--check ;;
prepare) check= ;;
*) fail "queries.sh knows 'check' and 'prepare': run 'make check-queries' or 'make sqlx'." ;;
esac
[ -n "${LINIA_TEST_POSTGRES_URL:-}" ] ||
    fail "queries.sh has no Postgres cluster: run 'make check-queries' or 'make sqlx'."
unset SQLX_OFFLINE

address=${LINIA_TEST_POSTGRES_URL#*@}
address=${address%%/*}

# The folder's sqlx.toml names the table that remembers what has been applied.
migrate() {
    said=$(cd "services/$1" && cargo sqlx migrate run --no-dotenv --database-url "$2" 2>&1) ||
        fail "the migrations of $1 cannot be applied: $said"
}

for service in chassis identity challenges submissions notifications reporting; do
    url=postgres://${service}_owner@$address/linia
    migrate chassis "$url"
    [ "$service" = chassis ] || migrate "$service" "$url"
    export "$(echo "$service" | tr '[:lower:]' '[:upper:]')_DATABASE_URL=$url"
done

say "Holding the queries against the migrated schemas"
# shellcheck disable=SC2086 # no option is one word less
cargo sqlx prepare $check --workspace --no-dotenv --database-url "postgres://postgres@$address/linia" -- --all-targets
