-- The key that signs receipts and protocols; made at the first start.
CREATE TABLE own_signing_key (
    key_id      text        PRIMARY KEY,
    public_key  bytea       NOT NULL,
    wrapped     bytea       NOT NULL,
    create_time timestamptz NOT NULL,
    CONSTRAINT own_signing_key_is_ed25519 CHECK (octet_length(public_key) = 32)
);
COMMENT ON COLUMN own_signing_key.wrapped IS 'The secret half, wrapped by this service''s master key';
