-- The roles of a Linia cluster. Run by a superuser in any database; safe to repeat.
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
            EXECUTE format(
                'ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS',
                role
            );
            -- Unqualified names reach the service's own schema and the clock, nothing else; and
            -- so the migrations table, whose name must stay unqualified, is one per schema.
            EXECUTE format('ALTER ROLE %I SET search_path = %I, linia', role, service);
            EXECUTE format('ALTER ROLE %I SET timezone = %L', role, 'UTC');
        END LOOP;
    END LOOP;
END
$$;
