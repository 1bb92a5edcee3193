-- The roles of a Linia cluster. Run in any database by a role with CREATEROLE, superuser or not (on
-- servers that others run nobody is); safe to repeat by the same.
--
--   psql -v ON_ERROR_STOP=1 -d postgres -f deploy/database/cluster.sql
--
-- Each service has two roles: `<service>_owner` runs the migrations and owns the schema,
-- `<service>` serves. Neither can do anything outside its own schema. Passwords are set by whoever
-- keeps the secrets (ALTER ROLE ... PASSWORD), never here.

DO $$
DECLARE
    service text;
    role    text;
    excess  text;
BEGIN
    FOREACH service IN ARRAY
        ARRAY['identity', 'challenges', 'submissions', 'notifications', 'reporting']
        || string_to_array(nullif(current_setting('linia.extra_services', true), ''), ',')
    LOOP
        FOREACH role IN ARRAY ARRAY[service || '_owner', service]
        LOOP
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
                EXECUTE format('CREATE ROLE %I', role);
            END IF;
            EXECUTE format('ALTER ROLE %I LOGIN', role);
            -- A new role has none of these; only a superuser may as much as mention some of them, so
            -- they are taken where they are.
            SELECT concat_ws(' ',
                       CASE WHEN rolsuper THEN 'NOSUPERUSER' END,
                       CASE WHEN rolcreatedb THEN 'NOCREATEDB' END,
                       CASE WHEN rolcreaterole THEN 'NOCREATEROLE' END,
                       CASE WHEN rolreplication THEN 'NOREPLICATION' END,
                       CASE WHEN rolbypassrls THEN 'NOBYPASSRLS' END)
                INTO STRICT excess FROM pg_roles WHERE rolname = role;
            IF excess <> '' THEN
                EXECUTE format('ALTER ROLE %I %s', role, excess);
            END IF;
            -- Unqualified names reach the service's own schema and the clock, nothing else; and
            -- so the migrations table, whose name must stay unqualified, is one per schema.
            EXECUTE format('ALTER ROLE %I SET search_path = %I, linia', role, service);
            EXECUTE format('ALTER ROLE %I SET timezone = %L', role, 'UTC');
        END LOOP;
    END LOOP;
END
$$;
