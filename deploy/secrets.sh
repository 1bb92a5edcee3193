#!/bin/sh
# Makes every secret of an installation, random, as files in a directory.
#
#   deploy/secrets.sh DIRECTORY                 makes what is missing, and never changes what is there:
#                                               whoever loses a master key loses what it wraps
#   deploy/secrets.sh DIRECTORY --local         prints those of k8s/overlays/local, for kubectl apply -f -
#   deploy/secrets.sh DIRECTORY --production    prints those of k8s/overlays/production; smtp-password is
#                                               put into DIRECTORY/notifications before, and with S3
#                                               s3-secret-access-key into DIRECTORY/submissions
#   deploy/secrets.sh DIRECTORY --roles         prints those of k8s/overlays/production/postgres; what opens
#                                               the storage of backups, access-key-id and secret-access-key,
#                                               is put into DIRECTORY/backup before
#   deploy/secrets.sh DIRECTORY --renew WHAT WHOSE
#                                               makes another master-key, client-secret, nats-password or
#                                               database-password of a service, or another nats-password of
#                                               public_reader, admin, public_admin or sys; how it is taken up
#                                               tells k8s/README.md, "Rotate"
#
# POSTGRES_HOST and DATABASE say where the database is (postgres:5432, linia), POSTGRES_OPTIONS how it is
# reached, as in a URL (sslmode=verify-full&sslrootcert=/run/secrets/tls/ca.crt); the first time.
set -eu
umask 077

directory=${1:?say in which directory: deploy/secrets.sh DIRECTORY}
host=${POSTGRES_HOST:-postgres:5432}
database=${DATABASE:-linia}
options=${POSTGRES_OPTIONS:+?$POSTGRES_OPTIONS}
services='identity challenges submissions notifications reporting'
# Users of the broker that are no services.
others='sys admin public_admin public_reader'

fail() {
    printf 'deploy/secrets.sh: %s\n' "$1" >&2
    exit 1
}

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
postgres_url() { printf 'postgres://%s:%s@%s/%s' "$1" "$(read_secret "postgres/LINIA_$(upper "$1")_PASSWORD")" "$host" "$database$options"; }

# make_role ROLE SECRET: as CloudNativePG reads it.
make_role() {
    keep "postgres/LINIA_$(upper "$1")_PASSWORD" password
    keep "$2/username" printf '%s' "$1"
    keep "$2/password" read_secret "postgres/LINIA_$(upper "$1")_PASSWORD"
}

make_secrets() {
    keep postgres/PGPASSWORD password
    for user in $others; do
        keep "nats/NATS_$(upper "$user")_PASSWORD" password
    done
    keep nats-admin/password read_secret nats/NATS_ADMIN_PASSWORD
    keep nats-admin/public-password read_secret nats/NATS_PUBLIC_ADMIN_PASSWORD
    for service in $services; do
        name=$(upper "$service")
        make_role "$service" "$service-role"
        make_role "${service}_owner" "$service-owner-role"
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

# replace FILE TEXT: whoever reads meanwhile sees the old one.
replace() {
    printf '%s' "$2" >"$directory/$1.new"
    mv "$directory/$1.new" "$directory/$1"
}

renew_database_password() {
    secret=$(password)
    replace "postgres/LINIA_$(upper "$1")_PASSWORD" "$secret"
    replace "$2-role/password" "$secret"
    replace "$2/database-url" "$(sed "s|//$1:[^@]*@|//$1:$secret@|" "$directory/$2/database-url")"
}

# renew_broker_password VARIABLE FILE
renew_broker_password() {
    secret=$(password)
    replace "nats/$1" "$secret"
    replace "$service/$2" "$secret"
}

# renew_master_key SERVICE: while processes start one after the other, none may meet what it cannot open. So the
# new key stands second at first, where it only opens, and the one before first and after it; the second time
# it comes first.
renew_master_key() {
    service=$1
    [ -s "$directory/$service/master-key" ] || fail "$service has no master key"
    keys=$(read_secret "$service/master-key")
    # shellcheck disable=SC2086 # a word for each key
    set -- $keys
    if [ "$1" = "${3:-}" ]; then
        replace "$service/master-key" "${keys#* }"
    else
        replace "$service/master-key" "$1 $(master_key) $keys"
    fi
}

# renew_other_user USER: those who make streams read theirs from a file of their own.
renew_other_user() {
    secret=$(password)
    replace "nats/NATS_$(upper "$1")_PASSWORD" "$secret"
    case $1 in
    admin) replace nats-admin/password "$secret" ;;
    public_admin) replace nats-admin/public-password "$secret" ;;
    esac
}

# renew WHAT WHOSE: where both must be good for a time, the one before stays behind the new one.
renew() {
    service=${2:-}
    case "$1 $service" in 'nats-password '?*)
        case " $others " in *" $service "*)
            renew_other_user "$service"
            return
            ;;
        esac
        ;;
    esac
    case " $services " in *" $service "*) ;; *) fail "knows no service '$service'" ;; esac
    case $1 in
    master-key) renew_master_key "$service" ;;
    client-secret)
        [ "$service" != identity ] || fail "identity itself has no client secret"
        secret=$(password)
        replace "identity/client-secret-$service" "$secret $(read_secret "$service/client-secret")"
        replace "$service/client-secret" "$secret"
        ;;
    nats-password)
        renew_broker_password "NATS_$(upper "$service")_PASSWORD" nats-password
        renew_broker_password "NATS_PUBLIC_$(upper "$service")_PASSWORD" nats-public-password
        ;;
    database-password)
        renew_database_password "$service" "$service"
        renew_database_password "${service}_owner" "$service-owner"
        ;;
    *) fail "renews master-key, client-secret, nats-password and database-password, not '$1'" ;;
    esac
}

# What nats-server.conf includes: the same passwords, in one file.
make_broker() {
    mkdir -p "$directory/nats-server"
    for file in "$directory"/nats/*; do
        printf '%s: %s\n' "$(basename "$file")" "$(cat "$file")"
    done >"$directory/nats-server/passwords.conf"
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

# print_secret NAME NAMESPACE TYPE: a key for each file.
print_secret() {
    printf -- '---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: %s\n  namespace: %s\n' "$1" "$2"
    # CloudNativePG looks at once at what bears its label and changes.
    case $3 in kubernetes.io/basic-auth) printf '  labels:\n    cnpg.io/reload: "true"\n' ;; esac
    printf 'type: %s\ndata:\n' "$3"
    for file in "$directory/$1"/*; do
        printf '  %s: %s\n' "$(basename "$file")" "$(base64 <"$file" | tr -d '\n')"
    done
}

print_services() {
    for secret in nats-server nats-admin; do print_secret "$secret" linia Opaque; done
    for service in $services; do
        print_secret "$service" linia Opaque
        print_secret "$service-owner" linia Opaque
    done
}

# brought FILE: cannot be made here.
brought() {
    [ -s "$directory/$1" ] || fail "put what others have given you into $directory/$1"
}

print_roles() {
    print_secret backup linia-postgres Opaque
    for service in $services; do
        print_secret "$service-role" linia-postgres kubernetes.io/basic-auth
        print_secret "$service-owner-role" linia-postgres kubernetes.io/basic-auth
    done
}

make_secrets
case ${2:-} in --renew) renew "${3:-}" "${4:-}" ;; esac
make_broker
make_owner
case ${2:-} in
'' | --renew) ;;
--local) print_services && print_secret postgres linia Opaque ;;
--production)
    brought notifications/smtp-password
    print_services
    ;;
--roles)
    brought backup/access-key-id
    brought backup/secret-access-key
    print_roles
    ;;
*) fail "knows --local, --production, --roles and --renew, not $2" ;;
esac
