-- People. The only personal data of the whole system is in this schema.

CREATE TABLE account (
    id              UUID        PRIMARY KEY,
    email           TEXT        NOT NULL CONSTRAINT account_email_length CHECK (octet_length(email) BETWEEN 3 AND 254),
    email_canonical TEXT        NOT NULL CONSTRAINT account_email_canonical_unique UNIQUE,
    display_name    TEXT        NOT NULL CONSTRAINT account_display_name_length CHECK (char_length(display_name) BETWEEN 1 AND 200),
    language_code   TEXT        NOT NULL CONSTRAINT account_language CHECK (language_code IN ('pl', 'en', 'uk')),
    verify_time     TIMESTAMPTZ,
    operator        BOOLEAN     NOT NULL DEFAULT false,
    create_time     TIMESTAMPTZ NOT NULL,
    repeat_time     TIMESTAMPTZ,
    CONSTRAINT account_email_canonical_of_email CHECK (email_canonical = lower(email COLLATE "C")),
    CONSTRAINT account_operator_is_verified CHECK (NOT operator OR verify_time IS NOT NULL)
);
COMMENT ON COLUMN account.email IS 'As its owner wrote it; mail is sent here';
COMMENT ON COLUMN account.email_canonical IS 'In lower case; addresses are compared in this form';
COMMENT ON COLUMN account.verify_time IS 'When its owner showed a token from a mail; NULL until then';
COMMENT ON COLUMN account.repeat_time IS 'When its owner was last told that somebody signed up with the address again; by the real clock';

CREATE TABLE password_credential (
    account_id    UUID PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    password_hash TEXT NOT NULL CONSTRAINT password_credential_algorithm CHECK (password_hash LIKE '$argon2id$%')
);
COMMENT ON TABLE password_credential IS 'One way to prove who one is; each other way gets a table of its own. Until the address is verified, whoever signed up has set it, and it counts for nothing';
COMMENT ON COLUMN password_credential.password_hash IS 'PHC string, which carries algorithm, parameters and salt';

CREATE TABLE email_verification_token (
    token_sha256 BYTEA       PRIMARY KEY CONSTRAINT email_verification_token_length CHECK (octet_length(token_sha256) = 32),
    account_id   UUID        NOT NULL REFERENCES account ON DELETE CASCADE,
    expire_time  TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE email_verification_token IS 'Kept after use until they expire, so that a second click on the link is answered like the first';
COMMENT ON COLUMN email_verification_token.expire_time IS 'By the real clock: technical expiries do not travel in time';
CREATE INDEX email_verification_token_by_account ON email_verification_token (account_id);

CREATE TABLE operator_secret (
    secret_sha256 BYTEA       PRIMARY KEY CONSTRAINT operator_secret_length CHECK (octet_length(secret_sha256) = 32),
    expire_time   TIMESTAMPTZ NOT NULL,
    use_time      TIMESTAMPTZ,
    account_id    UUID        REFERENCES account ON DELETE SET NULL,
    CONSTRAINT operator_secret_user_has_time CHECK (account_id IS NULL OR use_time IS NOT NULL)
);
COMMENT ON TABLE operator_secret IS 'One-time secrets that bootstrap-operator printed';
COMMENT ON COLUMN operator_secret.expire_time IS 'By the real clock';
COMMENT ON COLUMN operator_secret.account_id IS 'Who became an operator by it';
