-- The schemas, rights and clock of one Linia database. Run in that database, after cluster.sql, by the role
-- that ran it: a superuser, or one with CREATEROLE that owns the database. Safe to repeat by the same.
--
--   psql -v ON_ERROR_STOP=1 -d linia -f deploy/database/database.sql

-- Nobody comes in but whom the loop below names.
DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
END
$$;
REVOKE ALL ON SCHEMA public FROM PUBLIC;

-- The one clock ---------------------------------------------------------------------------------

CREATE SCHEMA IF NOT EXISTS linia;

CREATE TABLE IF NOT EXISTS linia.clock (
    "only"       boolean  PRIMARY KEY DEFAULT true,
    clock_offset interval NOT NULL DEFAULT '0',
    CONSTRAINT clock_has_one_row CHECK ("only")
);
COMMENT ON TABLE linia.clock IS 'How far linia_now() is ahead of the real time: zero in production';
INSERT INTO linia.clock DEFAULT VALUES ON CONFLICT DO NOTHING;

-- PL/pgSQL, because it keeps its plan for the session: a SQL function with a subquery can neither
-- be inlined nor, before Postgres 18, be planned less than once per statement. Not SECURITY
-- DEFINER, because every name in it is qualified and its callers may read the table, so there is
-- no right to lend and no change of role to pay for. Volatile, as clock_timestamp() is: a long
-- transaction sees time pass, which the guard at a deadline depends on.
CREATE OR REPLACE FUNCTION linia.linia_now() RETURNS timestamptz
    LANGUAGE plpgsql VOLATILE PARALLEL SAFE
AS $$
BEGIN
    RETURN pg_catalog.clock_timestamp() OPERATOR(pg_catalog.+) (SELECT c.clock_offset FROM linia.clock AS c);
END
$$;
COMMENT ON FUNCTION linia.linia_now() IS 'The only time that decides anything';
REVOKE ALL ON FUNCTION linia.linia_now() FROM PUBLIC;

-- What an earlier release made here; `migrate` itself keeps services from writing what it has applied.
DROP EVENT TRIGGER IF EXISTS protect_migrations;
DROP FUNCTION IF EXISTS linia.protect_migrations();

-- A schema for each service ---------------------------------------------------------------------

DO $$
DECLARE
    service text;
    owner   text;
    lent    boolean;
BEGIN
    FOREACH service IN ARRAY
        ARRAY['identity', 'challenges', 'submissions', 'notifications', 'reporting']
        || string_to_array(nullif(current_setting('linia.extra_services', true), ''), ',')
    LOOP
        owner := service || '_owner';
        EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I, %I', current_database(), owner, service);

        -- Whoever is no superuser acts for the owner as one of its members, as long as it takes.
        lent := NOT pg_has_role(owner, 'USAGE');
        IF lent THEN
            EXECUTE format('GRANT %I TO %I', owner, current_user);
        END IF;

        EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I AUTHORIZATION %I', service, owner);
        EXECUTE format('REVOKE ALL ON SCHEMA %I FROM PUBLIC', service);
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', service, service);

        -- What the owner's migrations will make, the service may use and not change.
        EXECUTE format(
            'ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I',
            owner, service, service
        );
        EXECUTE format(
            'ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I GRANT USAGE, SELECT ON SEQUENCES TO %I',
            owner, service, service
        );
        EXECUTE format(
            'ALTER DEFAULT PRIVILEGES FOR ROLE %I REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC', owner
        );
        EXECUTE format(
            'ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I GRANT EXECUTE ON FUNCTIONS TO %I',
            owner, service, service
        );

        IF lent THEN
            EXECUTE format('REVOKE %I FROM %I', owner, current_user);
        END IF;

        EXECUTE format('GRANT USAGE ON SCHEMA linia TO %I, %I', owner, service);
        EXECUTE format('GRANT SELECT ON linia.clock TO %I, %I', owner, service);
        EXECUTE format('GRANT EXECUTE ON FUNCTION linia.linia_now() TO %I, %I', owner, service);
    END LOOP;
END
$$;
