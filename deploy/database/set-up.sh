#!/bin/sh
# Roles, passwords, schemas and clock, by the files beside this one; where and as whom is told by psql's
# own variables (PGHOST, PGUSER, PGDATABASE). Safe to repeat.
#
#   deploy/database/set-up.sh DIRECTORY    with a file LINIA_<ROLE>_PASSWORD for each role in it, and
#                                          PGPASSWORD: DIRECTORY/postgres of deploy/secrets.sh
set -eu
here=$(dirname "$0")

for file in "${1:?say where the passwords are}"/*; do
    export "$(basename "$file")=$(cat "$file")"
done
exec psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 \
    --file="$here/cluster.sql" --file="$here/passwords.sql" --file="$here/database.sql"
