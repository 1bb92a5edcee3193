#!/bin/sh
# Makes every secret of an installation, random, as files in a directory.
#
#   deploy/secrets.sh DIRECTORY                 makes what is missing, and never changes what is there:
#                                               whoever loses a master key loses what it wraps
#   deploy/secrets.sh DIRECTORY --kubernetes    prints them as Secrets, for kubectl apply -f -
#
# POSTGRES_HOST and DATABASE say where the database is (postgres:5432, linia).
set -eu
umask 077

directory=${1:?say in which directory: deploy/secrets.sh DIRECTORY}
host=${POSTGRES_HOST:-postgres:5432}
database=${DATABASE:-linia}
services='identity challenges submissions notifications reporting'

# Letters and digits, a letter first: that is what nats-server.conf asks for, and what a URL takes.
password() { printf 'p%s' "$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')"; }

# keep FILE COMMAND...: what is there stays.
keep() {
    file=$directory/$1
    shift
    if [ -s "$file" ]; then return; fi
    mkdir -p "$(dirname "$file")"
    "$@" >"$file.new"
    mv "$file.new" "$file"
}

read_secret() { cat "$directory/$1"; }
master_key() { head -c 32 /dev/urandom | base64 | tr -d '\n'; }
upper() { printf '%s' "$1" | tr '[:lower:]' '[:upper:]'; }
# Postgres' roles and the broker's users have passwords of their own, which several files repeat.
postgres_url() { printf 'postgres://%s:%s@%s/%s' "$1" "$(read_secret "postgres/LINIA_$(upper "$1")_PASSWORD")" "$host" "$database"; }

make_secrets() {
    keep postgres/PGPASSWORD password
    for user in sys admin public_admin public_reader; do
        keep "nats/NATS_$(upper "$user")_PASSWORD" password
    done
    keep nats-admin/password read_secret nats/NATS_ADMIN_PASSWORD
    keep nats-admin/public-password read_secret nats/NATS_PUBLIC_ADMIN_PASSWORD
    for service in $services; do
        name=$(upper "$service")
        keep "postgres/LINIA_${name}_PASSWORD" password
        keep "postgres/LINIA_${name}_OWNER_PASSWORD" password
        keep "nats/NATS_${name}_PASSWORD" password
        keep "nats/NATS_PUBLIC_${name}_PASSWORD" password
        keep "$service/database-url" postgres_url "$service"
        keep "$service-owner/database-url" postgres_url "${service}_owner"
        keep "$service/nats-password" read_secret "nats/NATS_${name}_PASSWORD"
        keep "$service/nats-public-password" read_secret "nats/NATS_PUBLIC_${name}_PASSWORD"
        case $service in
        identity | challenges | submissions) keep "$service/master-key" master_key ;;
        esac
        if [ "$service" != identity ]; then
            keep "$service/client-secret" password
            keep "identity/client-secret-$service" read_secret "$service/client-secret"
        fi
    done
}

# The same as variables, for engines that read no files.
make_environment() {
    for secret in nats postgres; do
        for file in "$directory/$secret"/*; do
            printf '%s=%s\n' "$(basename "$file")" "$(cat "$file")"
        done >"$directory/$secret.env"
    done
}

# Containers read the files as whoever owns them here, and never as root.
make_owner() {
    owner=$(id -u):$(id -g)
    if [ "$(id -u)" -eq 0 ]; then
        owner=65532:65532
        chown -R "$owner" "$directory"
    fi
    echo "$owner" >"$directory/owner"
}

print_kubernetes() {
    for secret in "$directory"/*/; do
        kubectl create secret generic "$(basename "$secret")" --namespace linia \
            --from-file="$secret" --dry-run=client --output=yaml
        echo ---
    done
}

make_secrets
make_environment
make_owner
case ${2:-} in
'') ;;
--kubernetes) print_kubernetes ;;
*) printf 'deploy/secrets.sh knows --kubernetes, not %s\n' "$2" >&2 && exit 1 ;;
esac
