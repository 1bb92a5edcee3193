-- The passwords of the services' roles, from the environment. Run by the role that ran cluster.sql, after
-- it; safe to repeat, and so the way to change them.
--
--   LINIA_IDENTITY_PASSWORD=... psql -v ON_ERROR_STOP=1 -d postgres -f deploy/database/passwords.sql
--
-- psql 15 or newer. A variable that is not set ends it: its name stays in the statement.

-- Statements stand in the server's log if it logs them; these must not. Only a superuser can see to it.
DO $$
BEGIN
    PERFORM set_config('log_statement', 'none', false),
            set_config('log_min_duration_statement', '-1', false),
            set_config('log_min_error_statement', 'panic', false);
EXCEPTION
    WHEN insufficient_privilege THEN
        RAISE WARNING 'if this server logs statements, the passwords stand in its log now';
END
$$;
SET password_encryption = 'scram-sha-256';

\getenv password LINIA_IDENTITY_PASSWORD
ALTER ROLE identity PASSWORD :'password';
\unset password
\getenv password LINIA_IDENTITY_OWNER_PASSWORD
ALTER ROLE identity_owner PASSWORD :'password';
\unset password
\getenv password LINIA_CHALLENGES_PASSWORD
ALTER ROLE challenges PASSWORD :'password';
\unset password
\getenv password LINIA_CHALLENGES_OWNER_PASSWORD
ALTER ROLE challenges_owner PASSWORD :'password';
\unset password
\getenv password LINIA_SUBMISSIONS_PASSWORD
ALTER ROLE submissions PASSWORD :'password';
\unset password
\getenv password LINIA_SUBMISSIONS_OWNER_PASSWORD
ALTER ROLE submissions_owner PASSWORD :'password';
\unset password
\getenv password LINIA_NOTIFICATIONS_PASSWORD
ALTER ROLE notifications PASSWORD :'password';
\unset password
\getenv password LINIA_NOTIFICATIONS_OWNER_PASSWORD
ALTER ROLE notifications_owner PASSWORD :'password';
\unset password
\getenv password LINIA_REPORTING_PASSWORD
ALTER ROLE reporting PASSWORD :'password';
\unset password
\getenv password LINIA_REPORTING_OWNER_PASSWORD
ALTER ROLE reporting_owner PASSWORD :'password';
\unset password
