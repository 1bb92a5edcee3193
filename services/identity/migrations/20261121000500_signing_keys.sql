-- The public keys of all services, and the private one of this service.

CREATE TABLE signing_key (
    key_id      TEXT        PRIMARY KEY,
    service     TEXT        NOT NULL,
    public_key  BYTEA       NOT NULL CONSTRAINT signing_key_length CHECK (octet_length(public_key) = 32),
    create_time TIMESTAMPTZ NOT NULL DEFAULT linia_now(),
    retire_time TIMESTAMPTZ
);
COMMENT ON TABLE signing_key IS 'Kept for ever: old signatures must be checkable for as long as they matter';
COMMENT ON COLUMN signing_key.key_id IS 'RFC 7638 thumbprint of the public key';
COMMENT ON COLUMN signing_key.retire_time IS 'Set when nothing new is signed with it';

CREATE TABLE own_signing_key (
    "only"  BOOLEAN PRIMARY KEY DEFAULT true,
    key_id  TEXT    NOT NULL REFERENCES signing_key,
    wrapped BYTEA   NOT NULL,
    CONSTRAINT own_signing_key_has_one_row CHECK ("only")
);
COMMENT ON COLUMN own_signing_key.wrapped IS 'The Ed25519 seed, encrypted with the master key, which is not in the database';
