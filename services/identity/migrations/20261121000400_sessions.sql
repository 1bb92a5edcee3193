-- Sessions: a sign-in and the refresh tokens that came from it. All times here
-- are by the real clock, like the lifetime of access tokens.

CREATE TABLE session (
    id          UUID        PRIMARY KEY,
    account_id  UUID        NOT NULL REFERENCES account ON DELETE CASCADE,
    create_time TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    expire_time TIMESTAMPTZ NOT NULL,
    revoke_time TIMESTAMPTZ
);
COMMENT ON COLUMN session.expire_time IS 'When the person signs in again, however often tokens were refreshed';
COMMENT ON COLUMN session.revoke_time IS 'When it was ended: by its owner, or because a refresh token came twice';
CREATE INDEX session_by_account ON session (account_id);

CREATE TABLE refresh_token (
    token_sha256 BYTEA       PRIMARY KEY CONSTRAINT refresh_token_length CHECK (octet_length(token_sha256) = 32),
    session_id   UUID        NOT NULL REFERENCES session ON DELETE CASCADE,
    use_time     TIMESTAMPTZ
);
COMMENT ON COLUMN refresh_token.use_time IS 'When it was exchanged; used ones are kept to notice when a copy is used';
CREATE INDEX refresh_token_by_session ON refresh_token (session_id);
